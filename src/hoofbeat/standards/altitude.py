"""Reference ranges above sea level: less oxygen in the blood is usual there, and more hemoglobin.

Saturation and blood gases follow the residents whom ``data/altitude.tsv`` cites. Hemoglobin follows the World Health
Organization (Guideline on haemoglobin cutoffs to define anaemia, 2024): from 500 m on, 0.0056384 · m + 0.0000003 · m²
g/L lie between a limit at sea level and the limit there. Hematocrit and erythrocytes follow it by the rule of three
(hematocrit = 3 · hemoglobin, hemoglobin = 3 · erythrocytes), upwards only: the guideline speaks of hemoglobin alone.
"""

from functools import cache
from itertools import pairwise

from hoofbeat.standards.tables import read_table

_COLUMNS = ("code", "side", "altitude", "limit", "unit", "source")
_HEMOGLOBIN, _HEMATOCRIT, _ERYTHROCYTES = "718-7", "4544-3", "789-8"
_FROM_METRES = 500.0


def at_altitude(code: str, low: float, high: float, metres: float | None) -> tuple[float, float]:
    """Limits of a quantity at an altitude.

    Args:
        code: canonical LOINC code.
        low: the limit at sea level, in the analyte's canonical unit; infinite where there is none.
        high: the same.
        metres: above sea level; ``None`` where unknown, which is read as sea level.

    Example:
        >>> [round(limit, 1) for limit in at_altitude("718-7", 12.0, 16.0, 2640)]  # hemoglobin, g/dL
        [13.7, 17.7]
        >>> at_altitude("8310-5", 36.0, 37.5, 2640)  # a temperature is the same everywhere
        (36.0, 37.5)
    """
    if not metres or metres <= 0:
        return low, high
    shift = _hemoglobin_shift(metres)
    if code == _HEMOGLOBIN:
        return low + shift, high + shift
    if code in (_HEMATOCRIT, _ERYTHROCYTES):
        return low, high + (shift * 3 if code == _HEMATOCRIT else shift / 3)
    points = _points()
    return (
        min(low, _line(low, points.get((code, "low"), ()), metres)),
        max(high, _line(high, points.get((code, "high"), ()), metres)),
    )


@cache
def changes_with_altitude() -> frozenset[str]:
    """Canonical codes whose limits depend on the altitude.

    Example:
        >>> [code in changes_with_altitude() for code in ("718-7", "8310-5")]  # hemoglobin, body temperature
        [True, False]
    """
    return frozenset({_HEMOGLOBIN, _HEMATOCRIT, _ERYTHROCYTES, *(code for code, _ in _points())})


def _hemoglobin_shift(metres: float) -> float:
    """g/dL."""
    return (0.0056384 * metres + 0.0000003 * metres**2) / 10 if metres >= _FROM_METRES else 0.0


@cache
def _points() -> dict[tuple[str, str], tuple[tuple[float, float], ...]]:
    points: dict[tuple[str, str], tuple[tuple[float, float], ...]] = {}
    for code, side, metres, limit, _, _ in read_table("altitude", _COLUMNS):
        points[code, side] = (*points.get((code, side), ()), (float(metres), float(limit)))
    return points


def _line(at_sea_level: float, points: tuple[tuple[float, float], ...], metres: float) -> float:
    if not points or abs(at_sea_level) == float("inf"):
        return at_sea_level
    here = at_sea_level
    for (lower, start), (upper, end) in pairwise(((0.0, at_sea_level), *points)):
        if metres >= lower:
            here = start + (end - start) * (metres - lower) / (upper - lower)
    return here
