"""Durations and spans between two dates as ages in years: one patient has one age, whatever the file is written in."""

import re
from datetime import date

_NUMBER = r"\d+(?:[.,]\d+)?"
_DURATION = re.compile(
    rf"P(?:(?P<years>{_NUMBER})Y)?(?:(?P<months>{_NUMBER})M)?(?:(?P<weeks>{_NUMBER})W)?"
    rf"(?:(?P<days>{_NUMBER})D)?"
    rf"(?:T(?:(?P<hours>{_NUMBER})H)?(?:(?P<minutes>{_NUMBER})M)?(?:(?P<seconds>{_NUMBER})S)?)?",
    re.ASCII | re.IGNORECASE,
)
#: The standard's alternative form: ``P0003-06-04T00:00:00``.
_EXTENDED = re.compile(
    r"P(?P<years>\d{4})-(?P<months>\d\d)-(?P<days>\d\d)(?:T(?P<hours>\d\d):(?P<minutes>\d\d):(?P<seconds>\d\d))?",
    re.ASCII | re.IGNORECASE,
)

#: Days of the mean Julian year.
DAYS_PER_YEAR = 365.25

#: How many of each unit make a year, the finest first.
PER_YEAR = {
    "seconds": DAYS_PER_YEAR * 24 * 3600,
    "minutes": DAYS_PER_YEAR * 24 * 60,
    "hours": DAYS_PER_YEAR * 24,
    "days": DAYS_PER_YEAR,
    "weeks": DAYS_PER_YEAR / 7,
    "months": 12.0,
    "years": 1.0,
}

#: Words and letters for each unit of an age, folded: a lone ``m`` is months, a lone ``a`` años.
UNIT_WORDS = {
    "years": "a ano anos anio anios y yo yr yrs year years an ans",
    "months": "m mes meses mo mos mth mths month months",
    "weeks": "s sem sems semana semanas w wk wks week weeks",
    "days": "d dia dias day days",
    "hours": "h hs hr hrs hora horas hour hours",
}
UNIT_OF = {word: unit for unit, words in UNIT_WORDS.items() for word in words.split()}


def years(duration: object) -> float | None:
    """Read a duration such as ``P3Y6M`` as years; letters may be small, and a decimal comma is one.

    Args:
        duration: text as found in a record; anything else is no duration.

    Returns:
        Years, or ``None`` where this is no ISO 8601 duration. None is negative.

    Example:
        >>> years("P3Y6M"), years("p1,5y"), years("P0002-06-00")
        (3.5, 1.5, 2.5)
        >>> years("three years") is None, years("P-3Y") is None
        (True, True)
    """
    if not isinstance(duration, str) or len(duration) >= 100:
        return None
    text = duration.strip()
    match = _DURATION.fullmatch(text) or _EXTENDED.fullmatch(text)
    parts = {unit: number for unit, number in match.groupdict().items() if number} if match else {}
    if not parts:
        return None
    return sum(float(number.replace(",", ".")) / PER_YEAR[unit] for unit, number in parts.items())


def years_between(born: date, day: date) -> float:
    """Years from one day to a later one, whole ones on birthdays, to the third decimal (nine hours).

    Negative if the second comes first.

    Example:
        >>> years_between(date(2016, 2, 29), date(2019, 3, 1)), years_between(date(2020, 1, 1), date(2020, 7, 1))
        (3.0, 0.498)
    """
    whole = day.year - born.year
    birthday = _birthday(born, day.year)
    if birthday > day:
        whole, birthday = whole - 1, _birthday(born, day.year - 1)
    return round(whole + min((day - birthday).days / DAYS_PER_YEAR, 0.999), 3)


def middle_of(year: int, month: int | None = None) -> date:
    """The day that stands for a whole year or month.

    Example:
        >>> middle_of(1987), middle_of(1987, 2)
        (datetime.date(1987, 7, 2), datetime.date(1987, 2, 15))
    """
    return date(year, 7, 2) if month is None else date(year, month, 15)


def _birthday(born: date, year: int) -> date:
    try:
        return born.replace(year=year)
    except ValueError:  # born on 29 February
        return date(year, 3, 1)
