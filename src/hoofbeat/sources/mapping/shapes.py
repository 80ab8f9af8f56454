"""What the values of a column look like: yes and no, dates, years, codes for "not known", the diagnosis repeated."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import pairwise
from math import log
from typing import Any

from hoofbeat.sources.folding import key_of
from hoofbeat.sources.mapping.profile import ColumnProfile, TableProfile
from hoofbeat.sources.mapping.words import MISSING_WORDS, MONTHS
from hoofbeat.sources.table.cells import NO, YES, number_of
from hoofbeat.sources.table.dates import EXCEL, YEAR, date_of, is_year

#: Forms of dates, the first that fits all values is taken: the day stands first wherever Spanish is spoken.
_DATES = (
    "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %m %Y", "%m/%d/%Y", "%m-%d-%Y", "%Y/%m/%d", "%Y.%m.%d", "%d/%m/%y",
    "%d-%m-%y",
    "%d.%m.%y", "%m/%d/%y", "%m-%d-%y",
)  # fmt: skip
#: A month and its year, where the name of the column says that it is a date.
_MONTHS_ALONE = ("%m/%Y", "%Y-%m", "%m-%Y", "%Y/%m", "%m.%Y")
_TIMES = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")

#: Dates of digits alone; a spreadsheet's count of days last, as it fits much.
_DIGITS = ("%Y%m%d", "%d%m%Y", EXCEL)

#: A column of days as a spreadsheet counts them has one after 1954; kilocalories and grams at birth have none.
_LATE = 20_000

#: Signs that part several values in one cell.
_SEPARATORS = (";", "|", ",", "/")

#: Share of the values that must fit.
_MOST = 0.95

#: Numbers that forms use for "not known" and "refused".
_SENTINELS = frozenset({"-1", "-9", "-99", "-999", "7", "8", "9", "77", "88", "98", "99"})
_HIGH_SENTINELS = frozenset({77.0, 88.0, 98.0, 99.0, 777.0, 888.0, 998.0, 999.0, 8888.0, 9998.0, 9999.0})

#: A column that shares so much of its information with the diagnosis repeats it.
_TELLS = 0.9


def is_yes_no(keys: Iterable[str]) -> bool:
    """Whether every text says yes or no."""
    stated = set(keys)
    return bool(stated) and stated <= YES | NO


def coded_yes_no(keys: Iterable[str]) -> tuple[list[str], list[str], list[str]] | None:
    """Codes for yes, no and not known, where a column holds such: ``1 0 9`` or ``1 2 9``."""
    stated = set(keys)
    unknown = stated & _SENTINELS
    said = stated - unknown
    if said and (said <= {"0", "1"} or said <= {"1", "2"}) and (unknown or said <= {"1", "2"}):
        return ["1"], ["2" if "2" in said else "0"], sorted(unknown)
    return None


def date_form(texts: Mapping[str, int]) -> tuple[str, bool] | None:
    """The form of the dates in a column (empty for ISO), and whether another one fits as well; ``None`` if no dates."""
    forms = date_forms(texts)
    return None if forms is None else (forms[0], any(form[:2] != forms[0][:2] for form in forms[1:]))


def date_forms(texts: Mapping[str, int], *, named: bool = False) -> list[str] | None:
    """The forms that fit the dates of a column, the likeliest first; one empty form for ISO; ``None`` if no dates.

    Args:
        texts: texts of the column, and how often each occurs.
        named: whether its name says that it holds dates: then digits alone may be dates too.
    """
    if named and texts and all(map(is_year, texts)):
        return [YEAR]
    if named and texts and all(text.isdigit() for text in texts):
        fitting = [form for form in _DIGITS if all(date_of(text, (form,)) is not None for text in texts)]
        return next(([form] for form in fitting if form != EXCEL or max(map(int, texts)) >= _LATE), None)
    some = [text for text in list(texts)[:500] if not text.isdigit()]
    if not some or len(some) < _MOST * min(len(texts), 500):
        return None
    if sum(date_of(text, ()) is not None for text in some) >= _MOST * len(some):
        return [""]
    months = [form for form in _MONTHS_ALONE if named and _fits(some, form)]
    return months or [form + time for form in _DATES for time in _TIMES if _fits(some, form + time)] or None


def _fits(texts: list[str], form: str) -> bool:
    allowed = int((1 - _MOST) * len(texts))
    for text in texts:
        try:
            datetime.strptime(text, form)
        except ValueError:
            allowed -= 1
            if allowed < 0:
                return False
    return True


def is_years(numbers: Iterable[float]) -> bool:
    """Whether all numbers are years of our time."""
    values = list(numbers)
    return len(values) > 2 and all(1900 <= value <= 2100 and value.is_integer() for value in values)


def is_months(keys: Iterable[str]) -> bool:
    """Whether most texts are names of months."""
    stated = list(keys)
    return sum(key in MONTHS for key in stated) > len(stated) / 2


def parts_of_dates(table: TableProfile, decimal: str) -> set[str]:
    """Columns that hold a year, a month or a day of a date in three columns (``g1_01y``, ``g1_01m``, ``g1_01d``)."""
    years = {c.name for c in table.columns if is_years(c.numbers(decimal)) or is_months(c.keys)}
    stems = {name[:-1].casefold() for name in years if len(name) > 2}
    companions = {
        column.name
        for column in table.columns
        if column.name[:-1].casefold() in stems and (numbers := column.numbers(decimal))
        if all(value.is_integer() and (1 <= value <= 31 or value in _HIGH_SENTINELS) for value in numbers)
    }
    return years | companions


def sentinels(numbers: Mapping[float, int]) -> list[float]:
    """Numbers that stand for "not known": all nines or eights far above the rest, or -1 and -9 below it."""
    values = sorted(numbers)
    found: list[float] = []
    while len(values) > 2 and values[-1] in _HIGH_SENTINELS and _rest_below(values):
        found.append(values.pop())
    if len(values) > 3 and values[0] in (-1.0, -9.0, -99.0, -999.0) and values[1] >= 0:
        found.append(values[0])
    return sorted(found)


def _rest_below(values: list[float]) -> bool:
    rest = [value for value in values if value not in _HIGH_SENTINELS]
    return bool(rest) and values[-1] > 2 * rest[-1]


def tells(table: TableProfile, column: str, diagnosis: str) -> bool:
    """Whether a column repeats the diagnosis: one of the two follows from the other, for nearly all rows.

    Measured as mutual information over the entropy of each. A column with many values for few rows is not judged.
    """
    rows = zip(table.sampled(column), table.sampled(diagnosis), strict=True)
    pairs = [(a, b) for a, b in rows if a not in MISSING_WORDS and b not in MISSING_WORDS]
    left, right, both = Counter(a for a, _ in pairs), Counter(b for _, b in pairs), Counter(pairs)
    if len(left) < 3 or len(left) > len(pairs) / 10 or len(right) < 2:
        return False
    shared = _entropy(left) + _entropy(right) - _entropy(both)
    return shared >= _TELLS * _entropy(right) or (len(left) > 3 and shared >= (1 + _TELLS) / 2 * _entropy(left))


def _entropy(counts: Counter[Any]) -> float:
    total = sum(counts.values())
    return -sum(count / total * log(count / total) for count in counts.values())


def ages_together(table: TableProfile, columns: Mapping[str, float], decimal: str) -> str:
    """``same`` if several age columns each state the whole age, ``sum`` if they are its parts.

    Args:
        table: what was counted.
        columns: age column → how many of its unit make a year.
        decimal: mark of the numbers.
    """
    names = sorted(columns, key=lambda name: columns[name])
    votes: Counter[bool] = Counter()
    for coarse, fine in pairwise(names):
        for a, b in zip(table.sampled(coarse), table.sampled(fine), strict=True):
            whole, part = number_of(a, decimal), number_of(b, decimal)
            if whole and part is not None:
                low, high = whole / columns[coarse], (whole + 1) / columns[coarse]
                votes[0.95 * low <= part / columns[fine] <= 1.05 * high] += 1
    return "same" if votes[True] > votes[False] else "sum"


def parted(column: ColumnProfile) -> tuple[str | None, list[str]]:
    """The sign that parts several values in a cell, if there is one, and the values."""
    whole = list({key_of(text): text for text in column.texts}.values())
    for sign in _SEPARATORS:
        parts: dict[str, str] = {}
        for text in whole:
            for part in text.split(sign):
                if part.strip():
                    parts.setdefault(key_of(part), part.strip())
        # Worth parting where the same parts come back in other company.
        if len(parts) < 0.7 * len(whole) and any(sign in text for text in whole):
            return sign, list(parts.values())
    return None, whole
