"""Observations of an encounter: numbers become measurements, answers on findings become findings."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from hoofbeat.domain.case import Finding, Measurement
from hoofbeat.sources.fhir.answers import Asserted, assertions, is_anothers
from hoofbeat.sources.fhir.codes import codes, describe, loinc_of
from hoofbeat.sources.fhir.notes import Notes
from hoofbeat.sources.fhir.numbers import number_of
from hoofbeat.sources.fhir.values import Json, moment, time_of
from hoofbeat.sources.fhir.visit import AGE_CODES, Visit

#: Statuses under which an observation says nothing of the patient; a registered one has no result yet.
_VOID = {"entered-in-error", "cancelled", "registered"}
#: Among observations of one time a settled one counts more than one that may still change.
_SETTLED = {"final", "amended", "corrected"}
#: Of questionnaires and the social history only history items of ours are read (smoker, pregnant): their other answers
#: speak of housing, work and habits.
_SOCIAL = {"social-history", "survey"}
_ONLY_HISTORY = "questionnaire or social history: only history items are read"


@dataclass
class ReadObservations:
    """What the observations of an encounter say; measurements in the order of time.

    ``concluded`` are findings that follow from bounds (``CRP > 200``); what somebody stated weighs more.
    """

    measurements: list[Measurement] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    concluded: list[Finding] = field(default_factory=list)


def read_observations(visit: Visit, diagnosis: str | None, notes: Notes) -> ReadObservations:
    """Read the observations of one encounter.

    Several numbers of one code are all read, in the order of time: the standards conclude findings from every one of
    them and keep the last. Among those of one time a final one comes after a preliminary one, else the order of the
    record decides; one without a time comes first.

    Args:
        visit: whose they are; they have passed ``require_valid``.
        diagnosis: the disease that the conditions give: what names it is no finding.
        notes: takes what is set aside.

    Raises:
        RecordError: a value that is no finite number.
    """
    read = ReadObservations()
    timed: list[tuple[tuple[float, bool, int], Measurement]] = []
    for order, entry in enumerate(visit.others):
        observation = entry.resource
        if entry.kind != "Observation" or not _is_to_read(observation, visit, notes):
            continue
        stated = time_of(observation)
        at = moment(stated) if stated else float("-inf")
        social = any(codes(category) & _SOCIAL for category in observation.get("category", ()))
        counted = set[int]()
        for position, (path, part) in enumerate(_parts(entry.where, observation)):
            if social and ("valueQuantity" in part or "valueInteger" in part):
                notes.add(_ONLY_HISTORY)
            number = None if social else number_of(part, path, visit, notes)
            if number is None:
                continue
            counted.add(position)
            if number.measurement is not None:
                timed.append(((at, observation["status"] in _SETTLED, order), number.measurement))
            if number.concluded is not None:
                read.concluded.append(number.concluded)
        for one in assertions(observation, counted, notes):
            if social and not _is_history(one):
                notes.add(_ONLY_HISTORY)
            elif one.disease is None or one.disease != diagnosis:
                read.findings.append(_begun_by(one.finding, visit.age))
    read.measurements = [measurement for _, measurement in sorted(timed, key=lambda one: one[0])]
    return read


def _begun_by(finding: Finding, age: float | None) -> Finding:
    """The finding without an onset that lies after the encounter."""
    late = age is not None and finding.onset_years is not None and finding.onset_years > age
    return finding.model_copy(update={"onset_years": None}) if late else finding


def _is_to_read(observation: Json, visit: Visit, notes: Notes) -> bool:
    """Whether an observation was made, is the patient's, and means what it seems to mean."""
    code = describe(observation.get("code"))
    if loinc_of(observation.get("code")) in AGE_CODES:
        return False  # read where the visit is
    if observation["status"] in _VOID and not _is_registered_with_result(observation):
        notes.add(f"observations without a result ({observation['status']})", code)
        return False
    if "modifierExtension" in observation:
        notes.add("a modifierExtension may turn the meaning round: set aside", code)
        return False
    if is_anothers(observation, visit.patient.names, visit.own):
        notes.add("observations about somebody or something else than the patient: set aside", code)
        return False
    return True


def _is_registered_with_result(observation: Json) -> bool:
    """A registry's phenotype that stays registered for good and states its presence in an extension."""
    return (
        observation["status"] == "registered"
        and any("valueCodeableConcept" in one for one in observation.get("extension", ()))
        and not any(name.startswith("value") for name in observation)
    )


def _parts(where: str, observation: Json) -> Iterator[tuple[str, Json]]:
    """The observation itself, and each of its components (the two pressures of a blood pressure)."""
    yield f"{where} Observation", observation
    for position, component in enumerate(observation.get("component", ())):
        yield f"{where} Observation.component[{position}]", component


def _is_history(asserted: Asserted) -> bool:
    """Of a questionnaire a history item of ours counts, and what is asked by a term of HPO itself."""
    return asserted.finding.id.startswith("HB:") or asserted.by_hpo
