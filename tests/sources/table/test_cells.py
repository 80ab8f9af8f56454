"""Cells that could be read in several ways: dates of either order, answers, doubted diagnoses.

Mirrors: hoofbeat.sources.table.dates, hoofbeat.sources.doubt, hoofbeat.sources.folding
"""

import datetime

import pytest

from hoofbeat.sources.doubt import is_unsettled
from hoofbeat.sources.folding import key_of
from hoofbeat.sources.table.cells import NO, YES, Cell
from hoofbeat.sources.table.dates import EXCEL, a_century_earlier, dated

DAY = datetime.date(2019, 5, 3)


@pytest.mark.parametrize(
    ("cell", "forms", "guessed"),
    [
        ("03/05/2019", ("%d/%m/%Y",), False), ("03/05/19", ("%d/%m/%y",), True), ("2019-05-03T08:00", (), False),
        ("3 de mayo de 2019", (), False), ("03-may-2019", (), False), ("3/MAY/19", (), True),
        ("May 3rd, 2019", (), False),
        ("3 de mayo del 2019 10:30", (), False), (43588, (EXCEL,), False), ("43588", (EXCEL,), False),
        ("43588.5", (EXCEL,), False),
    ],
)  # fmt: skip
def test_dates(cell: Cell, forms: tuple[str, ...], guessed: bool) -> None:
    assert dated(cell, forms) == (DAY, guessed)


@pytest.mark.parametrize("cell", ["mayo", "31 de febrero de 2019", "3 de mal de 2019", "", "99", "9 mm 19"])
def test_what_is_no_date(cell: Cell) -> None:
    assert dated(cell, (EXCEL,)) is None


def test_a_leap_day_a_century_earlier() -> None:
    assert a_century_earlier(datetime.date(2000, 2, 29)) == datetime.date(1900, 2, 28)


def test_no_text_says_yes_and_no() -> None:
    assert not YES & NO
    assert {key_of(text) for text in YES | NO} == YES | NO


@pytest.mark.parametrize(
    "text",
    [
        "Linfoma no Hodgkin",
        "Notalgia",
        "Dengue con signos de alarma",
        "Exantema súbito",
        "Postoperado",
        "Excoriación",
        "Absceso",
    ],
)
def test_plain_diagnoses_are_settled(text: str) -> None:
    assert not is_unsettled(text)
