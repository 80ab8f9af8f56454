"""What one measurement means by itself: whether it is possible, its reference, and the finding it leads to."""

from typing import NamedTuple

from hoofbeat.domain.case import Case, Measurement, Sex
from hoofbeat.standards.analytes import analyte
from hoofbeat.standards.reference import limits
from hoofbeat.standards.standardise import standardise
from hoofbeat.standards.units import convert


class JudgedValue(NamedTuple):
    """One measurement, judged; every number is in the unit that the measurement was given in.

    Attributes:
        possible: whether a living patient can have the value.
        least: the lowest value that is possible.
        most: the highest.
        low: the last value within the reference, downwards; infinite where there is no limit.
        high: the same, upwards.
        finding: the HPO term that follows, ``None`` where none does.
    """

    possible: bool
    least: float
    most: float
    low: float
    high: float
    finding: str | None


def judge(measurement: Measurement, age: float | None, sex: Sex, altitude: float | None = None) -> JudgedValue | None:
    """Judge one measurement by the rules of :func:`standardise`; ``None`` where the table does not know it.

    Args:
        measurement: code, value and unit, as measured.
        age: years.
        sex: other and unknown may be either.
        altitude: altitude of the place, metres above sea level; unknown is read as sea level.

    Raises:
        UnitError: the unit does not measure what the code does.

    Example:
        >>> judge(Measurement(code="8310-5", value=102.2, unit="[degF]"), 40, Sex.FEMALE).finding
        'HP:0001945'
        >>> judge(Measurement(code="8310-5", value=392, unit="Cel"), 40, Sex.FEMALE).possible
        False
    """
    known = analyte(measurement.code)
    if known is None:
        return None
    case = standardise(Case(case_id="judged", age=age, sex=sex, altitude=altitude, measurements=(measurement,)))

    def given(value: float) -> float:
        return convert(value, known.unit, measurement.unit, known.code)

    within = limits(known.code, age, sex, altitude) or (float("-inf"), float("inf"))
    return JudgedValue(
        possible=bool(case.measurements),
        least=given(known.low),
        most=given(known.high),
        low=given(within[0]),
        high=given(within[1]),
        finding=case.findings[0].id if case.findings else None,
    )
