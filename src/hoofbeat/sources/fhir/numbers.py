"""Numbers of observations: measurements, and what a bound concludes."""

import math
from typing import Literal, NamedTuple, cast

from hoofbeat.domain.case import Finding, Measurement
from hoofbeat.domain.errors import RecordError
from hoofbeat.sources.fhir.codes import measured_code
from hoofbeat.sources.fhir.notes import Notes
from hoofbeat.sources.fhir.values import Json
from hoofbeat.sources.fhir.visit import Visit
from hoofbeat.standards.bounds import finding_of_bound

_UCUM = "http://unitsofmeasure.org"
_SIDES = ("<", "<=", ">", ">=")


class Number(NamedTuple):
    """A measurement, or the finding that a bound means; neither where a bound means none."""

    measurement: Measurement | None
    concluded: Finding | None = None


def number_of(part: Json, path: str, visit: Visit, notes: Notes) -> Number | None:
    """The number of an observation or a component, ``None`` if it has none under a LOINC code.

    Args:
        part: the observation or the component.
        path: its place in the record, for the reason.
        visit: whose it is, and where: age, sex and altitude decide what a bound means.
        notes: takes what is set aside.

    Raises:
        RecordError: no finite number.
    """
    quantity = part.get("valueQuantity")
    value = part.get("valueInteger") if quantity is None else quantity.get("value")
    code = measured_code(part.get("code"))
    if value is None or code is None:
        return None
    # Without a unit a count is a plain number; a quantity without one could mean anything.
    unit = "1" if quantity is None else _unit(quantity)
    if not unit:
        notes.add(f"{code}: no unit, set aside")
        return None
    number = float(value)
    if not math.isfinite(number):
        raise RecordError(f"{path}.valueQuantity.value: not a finite number", hint="correct the value")
    if quantity is not None and "comparator" in quantity:
        return Number(None, _bounded(code, number, unit, quantity["comparator"], visit, notes))
    return Number(Measurement(code=code, value=number, unit=unit))


def _bounded(code: str, bound: float, unit: str, side: str, visit: Visit, notes: Notes) -> Finding | None:
    """What a bound concludes: a value below 10 may be anything below 10, so the bound itself is no value."""
    if side not in _SIDES:
        notes.add(f"{code}: a comparator that FHIR R4 has not: set aside")
        return None
    kept = cast(Literal["<", "<=", ">", ">="], side)
    finding = finding_of_bound(code, bound, unit, kept, visit.age, visit.sex, visit.altitude)
    meant = f"read as {finding}, and not as a value" if finding else "no value, and no finding follows from it"
    notes.add(f"{code}: only a bound is stated ({side}): {meant}")
    return Finding(id=finding, derived_from=code) if finding else None


def _unit(quantity: Json) -> str | None:
    """The UCUM code; else the unit as a person reads it, which often is one."""
    code, system = quantity.get("code"), quantity.get("system")
    if code and system in (_UCUM, None):
        return str(code)
    return str(quantity["unit"]).strip() if quantity.get("unit") else None
