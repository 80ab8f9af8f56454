"""What a bound concludes: ``< 10`` can only lie below its reference, ``> 10`` only above."""

from typing import Literal

from hoofbeat.domain.case import Sex
from hoofbeat.standards.analytes import analyte
from hoofbeat.standards.reference import finding_of, limits
from hoofbeat.standards.units import convert_or_none

#: A converted value may miss its limit by the last binary digits.
_ROUNDING = 1e-9


def finding_of_bound(
    code: str,
    bound: float,
    unit: str,
    side: Literal["<", "<=", ">", ">="],
    age: float | None,
    sex: Sex,
    altitude: float | None = None,
) -> str | None:
    """The finding that a value known only by a bound means, whichever value it is; ``None`` if that cannot be said.

    Args:
        code: LOINC code.
        bound: bound in ``unit``.
        unit: UCUM, or as hospitals write it.
        side: side of the bound on which the value lies.
        age: years.
        sex: other and unknown may be either.
        altitude: altitude of the place, metres above sea level; unknown is read as sea level.

    Example:
        >>> finding_of_bound("1988-5", 10.0, "mg/L", "<", 34.0, Sex.FEMALE) is None
        True
        >>> finding_of_bound("2160-0", 0.2, "mg/dL", "<", 34.0, Sex.FEMALE)
        'HP:0012101'
    """
    known = analyte(code)
    value = convert_or_none(bound, unit, known.unit, code) if known else None
    within = limits(known.code, age, sex, altitude) if known else None
    if known is None or value is None or within is None or not known.possible(value):
        return None
    slack = abs(value) * _ROUNDING
    if side.startswith("<"):
        # "< 10" excludes 10 itself, "<= 10" does not.
        below = value < within[0] - slack or (side == "<" and value <= within[0] + slack)
        return finding_of(known.code, "L") if below else None
    above = value > within[1] + slack or (side == ">" and value >= within[1] - slack)
    return finding_of(known.code, "H") if above else None
