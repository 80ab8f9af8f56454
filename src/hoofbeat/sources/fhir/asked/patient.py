"""One patient's record as a question: what of it is said of the patient now.

A record system sends what it has, over years; a case is one encounter. So the latest encounter that took place is the
case. What somebody stated lasts: findings and conditions count whichever encounter they name, unless they were over
when it began. Numbers are of the day: those of another encounter, and those taken more than a week before, are set
aside, for a fever of last year is none now.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from hoofbeat.domain.case import Case
from hoofbeat.domain.circumstances import Setting
from hoofbeat.domain.errors import RecordError
from hoofbeat.sources.assemble import make_case
from hoofbeat.sources.fhir.asked.resources import resources_sent
from hoofbeat.sources.fhir.codes import codes, measured_code
from hoofbeat.sources.fhir.notes import Notes
from hoofbeat.sources.fhir.reading import NothingUsableError, read_visit
from hoofbeat.sources.fhir.record import Entry
from hoofbeat.sources.fhir.references import reference_key
from hoofbeat.sources.fhir.statuses import CLINICAL, NOW
from hoofbeat.sources.fhir.values import Json, day_of, moment
from hoofbeat.sources.fhir.visit import Visit, last_day, require_same_patient, time_spoken_of

_NEVER = ("cancelled", "entered-in-error")
#: Days before the encounter from which numbers count that name no other one.
_DAYS = 7

#: ``Encounter.class``: https://terminology.hl7.org/CodeSystem-v3-ActCode.html, below ActEncounterCode.
_SETTINGS = {
    **dict.fromkeys(("AMB", "HH", "VR", "FLD"), Setting.PRIMARY_CARE),
    "EMER": Setting.EMERGENCY,
    **dict.fromkeys(("IMP", "ACUTE", "NONAC", "OBSENC", "PRENC", "SS"), Setting.HOSPITAL),
}


class PatientNow(NamedTuple):
    """A patient's case, and the kind of place that the encounter says; ``None`` if it says none."""

    case: Case
    setting: Setting | None


def patient_now(
    pieces: Iterable[tuple[str, Any]],
    *,
    altitude: float | None = None,
    encounter_id: str | None = None,
    asked_on: date | None = None,
) -> PatientNow:
    """Read one patient's record.

    Args:
        pieces: place and value of each piece, as ``resources_sent`` takes them.
        altitude: of the place, metres above sea level.
        encounter_id: the encounter that is meant, if it is known; else the latest is.
        asked_on: when it is asked, if that is the day that the patient is spoken of where no encounter says one; else
            it is the last day that the resources name.

    Raises:
        ElementsError: an element that is read is missing or malformed.
        NothingUsableError: neither a finding nor a number that can be read.
        RecordError: not one patient, or what is said contradicts itself.
    """
    sent = resources_sent(pieces)
    notes = Notes()
    patient = _patient(sent.entries)
    encounter = _encounter(sent.entries, encounter_id, notes)
    others = [one for one in sent.entries if one.kind in ("Condition", "Observation")]
    require_same_patient((*others, *([encounter] if encounter else [])), patient, "record's")
    begun = ((encounter.resource if encounter else {}).get("period") or {}).get("start")
    if encounter is not None and begun:
        start, path = begun, f"{encounter.where} Encounter.period.start"
    else:
        day = asked_on or date.today()
        dated = sent.written or (None if asked_on else last_day(others))
        start, path = dated or day.isoformat(), "the day that is spoken of"
    present = tuple(_present(others, encounter, start, notes))
    visit = Visit(patient, encounter, present, start, path, altitude)
    if visit.age is None:
        notes.add("no age: Patient.birthDate is missing")
    try:
        read = read_visit(visit, notes, None)
    except NothingUsableError as nothing:
        nothing.bare = "; ".join((*sent.lacking, nothing.bare))
        raise
    case = make_case(
        case_id="request",
        age=visit.age,
        sex=visit.sex,
        altitude=altitude,
        findings=read.findings,
        measurements=read.measurements,
        diagnosis=read.diagnosis,
        diagnosis_name=read.diagnosis_name,
        notes=tuple(dict.fromkeys((*sent.lacking, *sent.notes, *read.notes, *notes.lines()))),
    )
    kind = (visit.about.get("class") or {}).get("code")
    return PatientNow(case, _SETTINGS.get(kind) if kind else None)


def _patient(entries: list[Entry]) -> Entry:
    """The patient; one that stands twice is the last."""
    patients = {one.resource.get("id") or one.url: one for one in entries if one.kind == "Patient"}
    if len(patients) != 1:
        what = "no Patient" if not patients else "several patients"
        raise RecordError(f"Patient: {what} in the record", hint="send the resources of one patient, and the Patient")
    return next(iter(patients.values()))


def _encounter(entries: list[Entry], wanted: str | None, notes: Notes) -> Entry | None:
    """The encounter that is meant: the latest that took place, before one that is only planned."""
    listed = [one for one in entries if one.kind == "Encounter"]
    if wanted is not None:
        listed = [one for one in listed if one.resource.get("id") in (None, wanted)]
    candidates = []
    for order, one in enumerate(listed):
        status, begun = one.resource["status"], (one.resource.get("period") or {}).get("start")
        if status in _NEVER or "modifierExtension" in one.resource:
            notes.add("encounters that did not take place, or whose meaning a modifierExtension may turn: set aside")
        else:
            candidates.append((status != "planned", moment(begun) if begun else float("-inf"), order, one))
    if len(candidates) > 1:
        notes.add(f"{len(candidates)} encounters: the latest is the case, with what was stated in any of them")
    return max(candidates, key=lambda each: each[:3])[3] if candidates else None


def _present(others: list[Entry], encounter: Entry | None, start: str, notes: Notes) -> list[Entry]:
    """The resources without those that were true of another time."""
    kept, numbers, conditions = [], 0, 0
    for one in others:
        named = _named(one.resource)
        here = encounter is not None and named in encounter.names - {""}
        elsewhere = encounter is not None and named is not None and not here
        if one.kind == "Observation" and _has_number(one.resource):
            aside = elsewhere or (not here and _is_old(one.resource, start))
            numbers += aside
        else:
            aside = one.kind == "Condition" and elsewhere and not _lasts(one.resource)
            conditions += aside
        if not aside:
            kept.append(one)
    if numbers:
        notes.add(f"numbers of another encounter, or of more than a week before: {numbers} set aside")
    if conditions:
        notes.add(f"conditions of another encounter that nobody calls active: {conditions} set aside")
    return kept


def _named(resource: Json) -> str | None:
    """What a reference to the encounter that a resource names looks like."""
    reference = (resource.get("encounter") or {}).get("reference")
    return reference_key(reference, "Encounter") if reference else None


def _is_old(observation: Json, start: str) -> bool:
    taken, begun = day_of(time_spoken_of(observation)), day_of(start)
    return taken is not None and begun is not None and (begun - taken).days > _DAYS


def _has_number(observation: Json) -> bool:
    """Whether an observation or a component is a number under a LOINC code."""
    return any(
        ("valueQuantity" in part or "valueInteger" in part) and measured_code(part.get("code")) is not None
        for part in (observation, *observation.get("component", ()))
    )


def _lasts(condition: Json) -> bool:
    """Whether a condition is said to be there still, by its status or because it stands in the problem list."""
    stated = {CLINICAL.get(code) for code in codes(condition.get("clinicalStatus"))}
    return bool(stated & NOW) or any("problem-list-item" in codes(one) for one in condition.get("category", ()))
