"""Dates as tables write them: by the forms of the mapping, as ISO, with the month in words, as numbers of Excel."""

import re
from datetime import date, datetime, timedelta

from hoofbeat.sources.durations import middle_of
from hoofbeat.sources.folding import key_of
from hoofbeat.sources.table.cells import Cell, number_of, text_of

#: A form of a mapping: days since 30 December 1899, as a spreadsheet keeps dates that were never formatted as such.
EXCEL = "excel"

#: A form of a mapping: the year alone, read as its middle.
YEAR = "%Y"

#: Numbers that can be such days: 1901 to 2119.
_EXCEL_DAYS = range(400, 80_400)

_MONTHS = (
    ("ene", "jan"), ("feb",), ("mar",), ("abr", "apr"), ("may", "mai"), ("jun",), ("jul",), ("ago", "aug"),
    ("sep", "set"), ("oct", "out"), ("nov",), ("dic", "dec", "dez"),
)  # fmt: skip
_MONTH = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names}
_SIGN = r"[\s.,/\-]*"
_WORDED = (
    re.compile(rf"(?P<d>\d{{1,2}}){_SIGN}(?:de )?(?P<m>[a-z]{{3,10}}){_SIGN}(?:del? )?(?P<y>\d{{4}}|\d{{2}})(?: .*)?"),
    re.compile(rf"(?P<m>[a-z]{{3,10}}){_SIGN}(?P<d>\d{{1,2}})(?:st|nd|rd|th)?{_SIGN}(?P<y>\d{{4}})(?: .*)?"),
)


def date_of(cell: Cell, forms: tuple[str, ...]) -> date | None:
    """The date in a cell by the first form that fits, as ISO, or with the month in words; ``None`` if it holds none.

    A time of day is dropped; a month without its day is read as its middle.
    """
    found = dated(cell, forms)
    return found[0] if found else None


def dated(cell: Cell, forms: tuple[str, ...]) -> tuple[date, bool] | None:
    """The date in a cell, and whether its century was guessed (two digits of year: 69 to 99 are 1969 to 1999).

    Example:
        >>> dated("13/03/38", ("%d/%m/%y",)), dated("3 de mayo de 2019", ())
        ((datetime.date(2038, 3, 13), True), (datetime.date(2019, 5, 3), False))
    """
    text = text_of(cell)
    for form in forms:
        day = _excel(cell) if form == EXCEL else _by_form(text, form)
        if day is not None:
            return day, "%y" in form
    try:
        return datetime.fromisoformat(text).date(), False
    except ValueError:
        return _worded(key_of(text)) if any(char.isalpha() for char in text) else None


def a_century_earlier(day: date) -> date:
    """The same day a hundred years before (28 February where that year had no 29th)."""
    try:
        return day.replace(year=day.year - 100)
    except ValueError:
        return day.replace(year=day.year - 100, day=28)


def _by_form(text: str, form: str) -> date | None:
    try:
        day = datetime.strptime(text, form).date()
    except ValueError:
        return None
    return day if "%d" in form else middle_of(day.year, None if form == YEAR else day.month)


def is_year(cell: Cell) -> bool:
    """Whether a cell holds a year of our time and no more of a date.

    Example:
        >>> is_year("1987"), is_year("45982")
        (True, False)
    """
    number = number_of(cell, ".")
    return number is not None and number.is_integer() and 1900 <= number <= 2100


def _excel(cell: Cell) -> date | None:
    number = number_of(cell, ".")
    if number is None or int(number) not in _EXCEL_DAYS:
        return None
    return date(1899, 12, 30) + timedelta(days=int(number))


def _worded(key: str) -> tuple[date, bool] | None:
    for form in _WORDED:
        found = form.fullmatch(key)
        month = _MONTH.get(found["m"][:3]) if found else None
        if found is None or month is None:
            continue
        year, short = int(found["y"]), len(found["y"]) == 2
        if short:
            year += 2000 if year < 69 else 1900  # as strptime's %y
        try:
            return date(year, month, int(found["d"])), short
        except ValueError:
            continue
    return None
