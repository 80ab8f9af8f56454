"""An age in years as an ISO 8601 duration that every program reads: whole years, months, days or hours."""

_DAYS_PER_YEAR = 365.25
#: Ages come in decimals of a year; what lies a third of a day below a whole month is one.
_NEAR = 0.01


def duration_of(years: float) -> str:
    """The duration of an age, to the day; of the first days to the hour.

    Args:
        years: not negative.

    Example:
        >>> [duration_of(years) for years in (16.0, 0.5, 34.4, 0.0, 0.001)]
        ['P16Y', 'P6M', 'P34Y4M24D', 'P0D', 'PT9H']
    """
    if 0 < years < 1 / _DAYS_PER_YEAR:
        return f"PT{max(1, round(years * _DAYS_PER_YEAR * 24))}H"
    whole, rest = divmod(years * 12 + _NEAR, 12)
    months = int(rest)
    days = round((rest - _NEAR - months) / 12 * _DAYS_PER_YEAR)
    parts = [(int(whole), "Y"), (months, "M"), (max(days, 0), "D")]
    return "P" + ("".join(f"{number}{unit}" for number, unit in parts if number) or "0D")
