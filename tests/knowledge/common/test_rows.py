"""Cells of the tables on common diseases."""

import pytest

from hoofbeat.domain.errors import KnowledgeError
from hoofbeat.knowledge.common.catalogue import CommonEntry
from hoofbeat.knowledge.common.facts import FactRow
from hoofbeat.knowledge.common.profiles import CuratedRow
from hoofbeat.knowledge.common.rows import DITTO, rows_of, several


@pytest.mark.parametrize(("cell", "values"), [("", ()), ("a", ("a",)), ("a; b ;;c", ("a", "b", "c")), (" ; ", ())])
def test_values_of_a_cell_stand_between_semicolons(cell: str, values: tuple[str, ...]) -> None:
    assert several(cell) == values


def test_every_chapter_is_read_with_its_columns() -> None:
    rows = list(rows_of("catalogue", CommonEntry._fields))
    assert {len(cells) for cells in rows} == {len(CommonEntry._fields)}
    assert {"HBD:0000045", "HBD:0001076"} <= {cells[0] for cells in rows}  # of different chapters


def test_another_header_is_refused() -> None:
    with pytest.raises(KnowledgeError):
        list(rows_of("catalogue", ("id", "name")))


@pytest.mark.parametrize(("kind", "row"), [("curated", CuratedRow), ("facts", FactRow)])
def test_a_cell_that_repeats_the_one_above_is_read_as_that(kind: str, row: type[CuratedRow | FactRow]) -> None:
    rows = [row(*cells) for cells in rows_of(kind, row._fields)]
    assert not [each for each in rows if DITTO in each]
    assert len({each.source for each in rows}) > 1000
