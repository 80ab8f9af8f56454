"""Objects made when they are first looked at."""

import pytest

from hoofbeat.bundle.runtime.rows import LateRows


@pytest.fixture
def made() -> list[str]:
    return []


@pytest.fixture
def rows(made: list[str]) -> LateRows[str]:
    def make(row: list[str]) -> str:
        made.append(row[0])
        return row[1]

    return LateRows([["a", "first"], ["b", "second"], ["c", "third"]], make)


def test_one_is_made_when_looked_at_and_once(rows: LateRows[str], made: list[str]) -> None:
    assert (rows[1], rows[1], rows[-2]) == ("second", "second", "second")
    assert made == ["b"]


def test_it_is_a_sequence(rows: LateRows[str]) -> None:
    assert len(rows) == 3
    assert list(rows) == ["first", "second", "third"]
    assert rows[1:] == ("second", "third")
    assert "third" in rows
    with pytest.raises(IndexError):
        rows[3]


def test_a_column_makes_nothing(rows: LateRows[str], made: list[str]) -> None:
    assert list(rows.column(0)) == ["a", "b", "c"]
    assert made == []


def test_a_row_that_lacks_a_column_has_the_default() -> None:
    rows = LateRows([{"id": "a", "rare": True}, {"id": "b"}], dict)
    assert list(rows.column("rare", False)) == [True, False]
    with pytest.raises(KeyError):
        list(rows.column("rare"))


def test_who_walks_through_all_keeps_none(rows: LateRows[str], made: list[str]) -> None:
    first = rows[0]
    assert list(rows) == [first, *rows[1:]]
    assert len(made) == 1 + 2 + 2
