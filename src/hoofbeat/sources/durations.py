"""ISO 8601 durations as ages in years."""

import re

_DURATION = re.compile(
    r"P(?:(?P<years>\d+(?:\.\d+)?)Y)?(?:(?P<months>\d+(?:\.\d+)?)M)?(?:(?P<weeks>\d+(?:\.\d+)?)W)?"
    r"(?:(?P<days>\d+(?:\.\d+)?)D)?"
    r"(?:T(?:(?P<hours>\d+(?:\.\d+)?)H)?(?:(?P<minutes>\d+(?:\.\d+)?)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?",
    re.ASCII,
)

#: How many of each unit make a year of 365.25 days (the mean Julian year).
_PER_YEAR = {
    "years": 1.0,
    "months": 12.0,
    "weeks": 365.25 / 7,
    "days": 365.25,
    "hours": 365.25 * 24,
    "minutes": 365.25 * 24 * 60,
    "seconds": 365.25 * 24 * 3600,
}


def years(duration: object) -> float | None:
    """Read a duration such as ``P3Y6M`` as years.

    Args:
        duration: text as found in a record; anything else is no duration.

    Returns:
        Years, or ``None`` where this is no ISO 8601 duration.

    Example:
        >>> years("P3Y6M")
        3.5
        >>> years("three years") is None
        True
    """
    match = _DURATION.fullmatch(duration.strip()) if isinstance(duration, str) and len(duration) < 100 else None
    parts = {unit: number for unit, number in match.groupdict().items() if number} if match else {}
    if not parts:
        return None
    return sum(float(number) / _PER_YEAR[unit] for unit, number in parts.items())
