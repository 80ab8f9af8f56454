"""Reference ranges by age and sex, and what a value outside them means as a finding."""

from functools import cache, lru_cache
from typing import Literal, NamedTuple

from hoofbeat.domain.case import Sex
from hoofbeat.standards.altitude import at_altitude
from hoofbeat.standards.analytes import analyte
from hoofbeat.standards.tables import read_table
from hoofbeat.standards.units import convert

#: What loinc2hpo distinguishes: above, below, present (of a test that only says yes or no).
Outcome = Literal["H", "L", "POS"]

_RANGE_COLUMNS = ("code", "sex", "age_from", "age_to", "low", "high", "unit", "source")
_OUTCOME_COLUMNS = ("code", "outcome", "finding_id", "source", "note")
_SILENT_COLUMNS = ("code", "age_from", "age_to", "reason")
#: Records without an age are hardly ever of a newborn, whose ranges are so wide that next to nothing would lie outside.
_NEWBORN_YEARS = 0.08


class ReferenceRange(NamedTuple):
    """The last values within, in the canonical unit of the analyte.

    ``sex`` is ``None`` for both; ``age_from`` (included) and ``age_to`` (not) are in years; ``low`` and ``high`` are
    infinite where there is no limit.
    """

    sex: Sex | None
    age_from: float
    age_to: float
    low: float
    high: float

    def may_hold(self, age: float | None, sex: Sex) -> bool:
        """Whether it may be the range of a patient of whom age or sex may be unknown.

        An age of 0 is that of a patient of whom completed years were counted: any age under one. An unknown age is any
        from one month on.
        """
        youngest, oldest = (_NEWBORN_YEARS, float("inf")) if age is None else (age, age)
        if not (self.age_from < 1 if age == 0 else self.age_from <= oldest and youngest < self.age_to):
            return False
        return self.sex is None or sex not in (Sex.FEMALE, Sex.MALE) or self.sex is sex


@cache
def reference_ranges() -> dict[str, tuple[ReferenceRange, ...]]:
    """The ranges of each analyte, under its canonical code.

    Example:
        >>> adult = reference_ranges()["8310-5"][-1]  # body temperature, Cel
        >>> adult.low, adult.high
        (35.0, 37.99)
    """
    ranges: dict[str, list[ReferenceRange]] = {}
    for code, sex, age_from, age_to, low, high, unit, _ in read_table("reference_ranges", _RANGE_COLUMNS):
        known = analyte(code)
        canonical = unit if known is None else known.unit
        ranges.setdefault(code, []).append(
            ReferenceRange(
                sex=Sex(sex) if sex else None,
                age_from=float(age_from or 0),
                age_to=float(age_to or "inf"),
                low=convert(float(low), unit, canonical, code) if low else float("-inf"),
                high=convert(float(high), unit, canonical, code) if high else float("inf"),
            )
        )
    return {code: tuple(entries) for code, entries in ranges.items()}


@lru_cache(maxsize=50_000)
def limits(code: str, age: float | None, sex: Sex, altitude: float | None = None) -> tuple[float, float] | None:
    """Between which values a patient's is within its reference, ends included; ``None`` where no range is known.

    Where age or sex is unknown, the limits span every range of the table that may be the patient's (newborns left out):
    what lies outside them lies outside whoever it is, as far as the table goes.

    Args:
        code: canonical LOINC code.
        age: years.
        sex: other and unknown may be either.
        altitude: altitude of the place, metres above sea level; unknown is read as sea level.

    Example:
        >>> limits("718-7", 40, Sex.FEMALE), limits("718-7", 40, Sex.UNKNOWN)  # hemoglobin, g/dL
        ((12.0, 15.5), (12.0, 17.5))
        >>> limits("99999-9", 40, Sex.FEMALE) is None
        True
    """
    fitting = [entry for entry in reference_ranges().get(code, ()) if entry.may_hold(age, sex)]
    if not fitting:
        return None
    low, high = min(entry.low for entry in fitting), max(entry.high for entry in fitting)
    return at_altitude(code, low, high, altitude)


def finding_of(code: str, outcome: Outcome) -> str | None:
    """The HPO term of an outcome of a measurement, ``None`` where it has none.

    Args:
        code: LOINC code, canonical or not; also that of a test which only says yes or no.
        outcome: ``H`` above, ``L`` below its reference, ``POS`` present.

    Example:
        >>> finding_of("718-7", "L"), finding_of("8867-4", "H")  # anemia, tachycardia
        ('HP:0001903', 'HP:0001649')
    """
    known = analyte(code)
    return _findings().get((code if known is None else known.code, outcome))


@cache
def _findings() -> dict[tuple[str, str], str]:
    """Rows without a finding are decisions against one."""
    rows = read_table("outcomes", _OUTCOME_COLUMNS)
    return {(code, outcome): finding for code, outcome, finding, _, _ in rows if finding}


@cache
def silences() -> dict[str, tuple[tuple[float, float, str], ...]]:
    """Where no value leads to a finding, on purpose: canonical code → (from, to) in years, and the reason.

    Example:
        >>> silences()["8478-0"]  # mean blood pressure
        ((0.0, 18.0, 'high and low pressure of a child are read from the systolic pressure'),)
    """
    found: dict[str, tuple[tuple[float, float, str], ...]] = {}
    for code, age_from, age_to, reason in read_table("silent", _SILENT_COLUMNS):
        found[code] = (*found.get(code, ()), (float(age_from or 0), float(age_to or "inf"), reason))
    return found
