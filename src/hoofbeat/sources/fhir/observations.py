"""Observations of an encounter: numbers become measurements, coded answers become findings."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from hoofbeat.domain.case import Finding, Measurement
from hoofbeat.domain.errors import RecordError
from hoofbeat.sources.fhir.values import Json, codings, concept_meaning, loinc_of, moment

_UCUM = "http://unitsofmeasure.org"

#: Statuses under which an observation says nothing of the patient.
_VOID = {"entered-in-error", "cancelled", "registered"}
#: Among observations of one time a settled one counts more than one that may still change.
_SETTLED = {"final", "amended", "corrected"}
#: Of questionnaires and the social history only history items of ours are read (smoker, pregnant): their other answers
#: speak of housing, work and habits.
_SOCIAL = {"social-history", "survey"}
#: Questions about relatives; their answers are no findings of the patient (LOINC).
_FAMILY = {"10157-6", "8670-2", "54114-4", "54116-9", "54125-0", "54123-5"}

#: Answers yes and no: SNOMED CT, LOINC's answer lists, HL7 v2 table 0136, HL7 v3 interpretation.
_YES = {"52101004", "10828004", "373066001", "LA33-6", "LA9633-4", "LA6576-8", "Y", "POS", "DET"}
_NO = {"2667000", "260385009", "373067005", "260415000", "LA32-8", "LA9634-2", "LA6577-6", "N", "NEG", "ND"}


@dataclass
class ReadObservations:
    """What the observations of an encounter say; measurements in the order of time."""

    measurements: list[Measurement] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_observations(observations: list[tuple[str, Json]]) -> ReadObservations:
    """Read the observations of one encounter.

    Several numbers of one code are all read, in the order of time: the standards conclude findings from every one of
    them and keep the last. Among those of one time a final one comes after a preliminary one, else the order of the
    record decides; one without a time comes first.

    Args:
        observations: each with its place in the record; they have passed ``require_valid``.

    Raises:
        RecordError: a value that is no finite number.
    """
    read = ReadObservations()
    timed: list[tuple[tuple[float, bool, int], Measurement]] = []
    for order, (where, observation) in enumerate(observations):
        if observation["status"] in _VOID:
            continue
        stated = _time(observation)
        at = moment(stated) if stated else float("-inf")
        social = _is_social(observation)
        for path, part in _parts(where, observation):
            measurement = None if social else _number(part, path, read.notes)
            if measurement is not None:
                timed.append(((at, observation["status"] in _SETTLED, order), measurement))
            findings = _answer(part)
            read.findings += [one for one in findings if not social or one.id.startswith("HB:")]
    read.measurements = [measurement for _, measurement in sorted(timed, key=lambda one: one[0])]
    return read


def _parts(where: str, observation: Json) -> Iterator[tuple[str, Json]]:
    """The observation itself, and each of its components (the two pressures of a blood pressure)."""
    yield f"{where} Observation", observation
    for position, component in enumerate(observation.get("component", ())):
        yield f"{where} Observation.component[{position}]", component


def _number(part: Json, path: str, notes: list[str]) -> Measurement | None:
    quantity = part.get("valueQuantity")
    value = part.get("valueInteger") if quantity is None else quantity.get("value")
    if value is None:
        return None
    code = loinc_of(part.get("code"))
    if code is None:
        notes.append("a number without a LOINC code: set aside")
        return None
    # Without a unit a count is a plain number; a quantity without one could mean anything.
    unit = "1" if quantity is None else _unit(quantity)
    if not unit:
        notes.append(f"{code}: no unit, set aside")
        return None
    number = float(value)
    if not math.isfinite(number):
        raise RecordError(f"{path}.valueQuantity.value: not a finite number", hint="correct the value")
    if quantity is not None and "comparator" in quantity:
        notes.append(f"{code}: only a bound is stated, and read as the value")
    return Measurement(code=code, value=number, unit=unit)


def _unit(quantity: Json) -> str | None:
    """The UCUM code; else the unit as a person reads it, which often is one."""
    code, system = quantity.get("code"), quantity.get("system")
    if code and system in (_UCUM, None):
        return str(code)
    return str(quantity["unit"]).strip() if quantity.get("unit") else None


def _answer(part: Json) -> list[Finding]:
    """Findings of a coded answer, or of a question that is itself a finding and is answered yes or no."""
    if loinc_of(part.get("code")) in _FAMILY:
        return []
    asked = concept_meaning(part.get("code")).findings
    said = _yes_or_no(part)
    if said is not None:
        return [Finding(id=id_, excluded=not said) for id_ in asked]
    return [Finding(id=id_) for id_ in concept_meaning(part.get("valueCodeableConcept")).findings]


def _yes_or_no(part: Json) -> bool | None:
    if "valueBoolean" in part:
        return bool(part["valueBoolean"])
    concepts = [part.get("valueCodeableConcept"), *part.get("interpretation", ())]
    codes = {code for concept in concepts for _, code, _ in codings(concept)}
    if codes & _YES:
        return True
    return False if codes & _NO else None


def _time(observation: Json) -> str | None:
    stated = observation.get("effectiveDateTime") or observation.get("effectiveInstant")
    return stated or (observation.get("effectivePeriod") or {}).get("start") or observation.get("issued")


def _is_social(observation: Json) -> bool:
    return any(code in _SOCIAL for category in observation.get("category", ()) for _, code, _ in codings(category))
