"""One case in the house's own units and terms, by the same rules in training and in serving.

- A value is taken to the canonical code and unit of its analyte (``analytes.tsv``).
- What no living patient can have is set aside, with a note that names the code and never the number.
- What lies outside its reference by age and sex becomes an observed finding, unless the case states that finding
  itself: the physician's word wins, either way. **Nothing is concluded from what lies within**: ``excluded`` says
  that somebody looked for a finding and it was absent, and one normal value does not say so (fever comes and goes).
- Of several values of one analyte the last given is kept, for sources give them in the order of time; findings are
  concluded from every one of them, because what was once seen was there.
- What the table does not know is kept as given: numbers of a hospital's own (``SITE:…``), other LOINC codes, units it
  cannot convert. A text that is neither code nor unit is not kept, for it may say anything.
- Five vital signs make an early warning score (NEWS2).

Standardising twice changes nothing more.
"""

import re
from typing import NamedTuple

from hoofbeat.domain.case import Case, Finding, Measurement
from hoofbeat.standards.altitude import changes_with_altitude
from hoofbeat.standards.analytes import Analyte, analyte
from hoofbeat.standards.early_warning import early_warning
from hoofbeat.standards.reference import finding_of, limits
from hoofbeat.standards.silence import why_silent
from hoofbeat.standards.units import convert_or_none, is_unit

_OURS = ("SITE:", "HBM:")
_LOINC = re.compile(r"\d{1,7}-\d")
#: A converted value may miss its limit by the last binary digits.
_ROUNDING = 1e-9
_UNKNOWN_UNIT = "{unknown}"
_ANNOTATION = re.compile(r"\{[^{}]*\}")
_IMPOSSIBLE = "impossible, for no living patient can have this value: set aside"


class _Settled(NamedTuple):
    """What is left of a measurement; ``known`` where it is in the analyte's own unit."""

    measurement: Measurement | None
    known: Analyte | None
    note: str | None = None


def standardise(case: Case) -> Case:
    """Convert measurements, set the impossible aside, and conclude findings from what lies outside its reference.

    Args:
        case: case, as parsed; one without measurements comes back as it is.

    Example:
        >>> fever = Measurement(code="8310-5", value=102.2, unit="[degF]")
        >>> case = standardise(Case(case_id="invented", age=40, measurements=(fever,)))
        >>> round(case.measurements[0].value, 6), case.measurements[0].unit
        (39.0, 'Cel')
        >>> case.findings[0].id, case.findings[0].derived_from
        ('HP:0001945', '8310-5')
    """
    if not case.measurements:
        return case
    kept: dict[tuple[str, str], Measurement] = {}
    measured: dict[str, Measurement] = {}
    concluded: dict[str, Finding] = {}
    notes: list[str] = []
    for measurement in case.measurements:
        settled, known, note = _settle(measurement)
        if note is not None:
            notes.append(note)
        if settled is None:
            continue
        place = settled.code, settled.unit
        if kept.setdefault(place, settled) != settled:
            notes.append(f"{settled.code}: several values: the last given is kept")
            kept[place] = settled
        if known is not None:
            measured[known.code] = settled
            finding = _outside(settled, case)
            if finding is not None:
                concluded.setdefault(finding, Finding(id=finding, derived_from=settled.code))
    if (warning := early_warning(case.age, measured, case.findings)) is not None:
        score, assumed = warning
        kept[score.code, score.unit] = score
        notes += assumed
    if case.altitude is not None and not changes_with_altitude().isdisjoint(measured):
        notes.append(f"reference ranges for {case.altitude:.0f} m above sea level")
    stated = {finding.id for finding in case.findings}
    return case.model_copy(
        update={
            "measurements": tuple(kept.values()),
            "findings": case.findings + tuple(made for made in concluded.values() if made.id not in stated),
            "notes": tuple(dict.fromkeys((*case.notes, *notes))),
        }
    )


def unheard(case: Case) -> dict[str, str]:
    """Why nothing follows from a measurement, by its code; one that leads to a finding, stated or not, is left out.

    Args:
        case: standardised; measurements that are no analyte of the table, or in another unit, have their note already.

    Example:
        >>> usual = Measurement(code="8310-5", value=36.8, unit="Cel")
        >>> unheard(Case(case_id="invented", age=40, measurements=(usual,)))
        {'8310-5': 'within its reference range'}
    """
    silent: dict[str, str] = {}
    for measurement in case.measurements:
        known = analyte(measurement.code)
        if known is not None and measurement.unit == known.unit and _outside(measurement, case) is None:
            reason = why_silent(known.code, measurement.value, case.age, case.sex, case.altitude)
            silent[measurement.code] = reason
    return silent


def impossible_codes(case: Case) -> tuple[str, ...]:
    """Codes of the measurements that were set aside because no living patient can have their value.

    Args:
        case: standardised, just now or when it entered the lake: its notes keep it.

    Example:
        >>> slip = Measurement(code="8310-5", value=98.6, unit="Cel")
        >>> impossible_codes(standardise(Case(case_id="invented", measurements=(slip,))))
        ('8310-5',)
    """
    return tuple(note.partition(": ")[0] for note in case.notes if note.endswith(f": {_IMPOSSIBLE}"))


def _settle(measurement: Measurement) -> _Settled:
    code, value, unit = measurement.code, measurement.value, measurement.unit
    known = analyte(code)
    if known is None:
        return _of_others(measurement)
    converted = convert_or_none(value, unit, known.unit, code)
    if converted is None:
        note = f"{known.code}: the unit cannot be converted: kept as given"
        return _Settled(*_kept_as_given(measurement, known.code, note))
    if not known.possible(converted):
        return _Settled(None, known, f"{known.code}: {_IMPOSSIBLE}")
    if code != known.code or unit != known.unit:
        measurement = Measurement(code=known.code, value=converted, unit=known.unit)
    return _Settled(measurement, known)


def _of_others(measurement: Measurement) -> _Settled:
    """A code that is no analyte of the table."""
    code = measurement.code
    if code.startswith(_OURS):
        return _Settled(measurement, None)
    if not _LOINC.fullmatch(code):
        return _Settled(None, None, "a measurement's code is neither LOINC nor SITE: set aside")
    return _Settled(*_kept_as_given(measurement, code, f"{code}: no analyte of the table: kept as given"))


def _kept_as_given(measurement: Measurement, code: str, note: str) -> tuple[Measurement, None, str]:
    """Keep a value nothing is known of, under its unit if that is one; what stands in braces may be any text."""
    unit = _ANNOTATION.sub("", measurement.unit).strip()
    if not is_unit(unit):
        unit = _UNKNOWN_UNIT
        note = f"{code}: the unit is none we know: kept without it"
    if (code, unit) == (measurement.code, measurement.unit):
        return measurement, None, note
    return Measurement(code=code, value=measurement.value, unit=unit), None, note


def _outside(measurement: Measurement, case: Case) -> str | None:
    """The finding that a value outside its reference means."""
    within = limits(measurement.code, case.age, case.sex, case.altitude)
    if within is None:
        return None
    value, slack = measurement.value, abs(measurement.value) * _ROUNDING
    if value < within[0] - slack:
        return finding_of(measurement.code, "L")
    return finding_of(measurement.code, "H") if value > within[1] + slack else None
