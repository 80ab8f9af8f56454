"""ISO 8601 durations, and spans between two dates, as ages in years."""

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

#: How many of each unit make a year.
_PER_YEAR = {
    "years": 1.0,
    "months": 12.0,
    "weeks": DAYS_PER_YEAR / 7,
    "days": DAYS_PER_YEAR,
    "hours": DAYS_PER_YEAR * 24,
    "minutes": DAYS_PER_YEAR * 24 * 60,
    "seconds": DAYS_PER_YEAR * 24 * 3600,
}


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
    return sum(float(number.replace(",", ".")) / _PER_YEAR[unit] for unit, number in parts.items())


def years_between(born: date, day: date) -> float:
    """Years from one day to a later one, whole ones on birthdays; negative if the second comes first.

    Example:
        >>> years_between(date(2016, 2, 29), date(2019, 3, 1))
        3.0
    """
    whole = day.year - born.year
    birthday = _birthday(born, day.year)
    if birthday > day:
        whole, birthday = whole - 1, _birthday(born, day.year - 1)
    return whole + min((day - birthday).days / DAYS_PER_YEAR, 0.999)


def _birthday(born: date, year: int) -> date:
    try:
        return born.replace(year=year)
    except ValueError:  # born on 29 February
        return date(year, 3, 1)
