"""Why nothing is concluded from a measurement: said to whoever sent it, never with the value."""

from math import isfinite

from hoofbeat.domain.case import Sex
from hoofbeat.standards.reference import limits, reference_ranges, silences

_AGE_MISSING = "its reference range depends on the age, which is not given"


def why_silent(code: str, value: float, age: float | None, sex: Sex, altitude: float | None = None) -> str:
    """Say why no finding follows from a value.

    Args:
        code: canonical LOINC code.
        value: value in the analyte's canonical unit; one from which no finding follows.
        age: years.
        sex: other and unknown may be either.
        altitude: altitude of the place, metres above sea level.

    Example:
        >>> why_silent("8310-5", 36.8, 40, Sex.FEMALE)
        'within its reference range'
        >>> why_silent("718-7", 12.5, 40, Sex.UNKNOWN)  # g/dL
        'within its reference range for women or for men; the sex is not given'
    """
    listed = [entry for entry in silences().get(code, ()) if age is None or entry[0] <= age < entry[1]]
    if listed and (age is not None or code not in reference_ranges()):
        return listed[0][2]
    within = limits(code, age, sex, altitude)
    if within is None:
        return "no reference range for this age is at hand" if age is not None else _AGE_MISSING
    if within[0] <= value <= within[1]:
        return _unlimited(code, value, within) or _within(code, age, sex)
    return "it lies outside its reference range, but HPO has no finding for that side"


def _unlimited(code: str, value: float, within: tuple[float, float]) -> str | None:
    """Where this age has no limit on a side and every other age that has one would find the value beyond it.

    A child's systolic pressure of 150 is not "within its reference range": that range only knows low pressures.
    """
    lows = [entry.low for entry in reference_ranges()[code] if isfinite(entry.low)]
    highs = [entry.high for entry in reference_ranges()[code] if isfinite(entry.high)]
    if not isfinite(within[1]) and highs and value > max(highs):
        return "its reference range has no upper limit at this age, and the value is high at others"
    if not isfinite(within[0]) and lows and value < min(lows):
        return "its reference range has no lower limit at this age, and the value is low at others"
    return None


def _within(code: str, age: float | None, sex: Sex) -> str:
    """Between limits that are the patient's own, or span several because too little is known of the patient."""
    ranges = reference_ranges()[code]
    if age is None and len({(entry.age_from, entry.age_to) for entry in ranges}) > 1:
        return f"within its reference range at some age; {_AGE_MISSING}"
    if sex not in (Sex.FEMALE, Sex.MALE) and any(entry.sex for entry in ranges if entry.may_hold(age, sex)):
        return "within its reference range for women or for men; the sex is not given"
    return "within its reference range"
