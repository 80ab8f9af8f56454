"""Whose a record is and when: its patient, and its encounter or the time that stands for one."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from hoofbeat.domain.case import Sex
from hoofbeat.domain.errors import RecordError
from hoofbeat.sources.fhir.codes import loinc_of
from hoofbeat.sources.fhir.record import Entry
from hoofbeat.sources.fhir.references import reference_key
from hoofbeat.sources.fhir.values import Json, age_at, moment, time_of, years_of

#: LOINC: age, reported age, calculated age.
AGE_CODES = frozenset({"30525-0", "21612-7", "29553-5"})

_SEX = {"female": Sex.FEMALE, "male": Sex.MALE, "other": Sex.OTHER, "unknown": Sex.UNKNOWN, None: Sex.UNKNOWN}


@dataclass(frozen=True)
class Visit:
    """Whose record it is, and when.

    Attributes:
        patient: the patient's entry.
        encounter: the encounter's, ``None`` where a patient's resources name none.
        others: conditions and observations.
        start: when the encounter began, as written; without one the last day that the resources name.
        path: the element that ``start`` is read from.
        altitude: altitude of the place, metres above sea level; ``None`` if unknown.
    """

    patient: Entry
    encounter: Entry | None
    others: tuple[Entry, ...]
    start: str | None
    path: str
    altitude: float | None = None

    @property
    def birth(self) -> str | None:
        """``Patient.birthDate``."""
        return self.patient.resource.get("birthDate")

    @property
    def sex(self) -> Sex:
        """As recorded."""
        return _SEX[self.patient.resource.get("gender")]

    @cached_property
    def age(self) -> float | None:
        """Age then, in years: between two dates, else as an observation states it; ``None`` if neither does.

        Raises:
            RecordError: before birth, or beyond any human's age.
        """
        age = age_at(self.birth, self.start, self.path)
        return stated_age(self.others) if age is None else age

    @cached_property
    def own(self) -> set[str]:
        """What references to the patient's other resources look like."""
        return set[str]().union(*(one.names for one in (*self.others, *([self.encounter] if self.encounter else []))))

    @property
    def about(self) -> Json:
        """The encounter; empty where there is none."""
        return self.encounter.resource if self.encounter else {}


def stated_age(others: Iterable[Entry]) -> float | None:
    """The age that an observation states, in years; of several the first."""
    stated = (
        years_of(one.resource.get("valueQuantity"))
        for one in others
        if one.kind == "Observation" and loinc_of(one.resource.get("code")) in AGE_CODES
    )
    return next((age for age in stated if age is not None), None)


def visit_of(entries: list[Entry], written: str | None) -> Visit:
    """The encounter and the patient of a record; every resource must be of that patient.

    Args:
        entries: they have passed ``require_valid``.
        written: when the summary was written that they come from.

    Raises:
        RecordError: not one patient, or resources of an encounter that is not there.
    """
    encounters = [one for one in entries if one.kind == "Encounter"]
    patients = [one for one in entries if one.kind == "Patient"]
    others = [one for one in entries if one.kind not in ("Encounter", "Patient")]
    if len(encounters) > 1 or len(patients) > 1:
        raise RecordError("several encounters or patients in one record", hint="give one encounter a record")
    if not encounters:
        patient = _patient_without_encounter(patients, others)
        require_same_patient(others, patient, "record's")
        start, path = (written, "Composition.date") if written else (last_day(others), "Observation.effective[x]")
        return Visit(patient, None, tuple(others), start, path)
    encounter = encounters[0]
    if (encounter.resource.get("subject") or {}).get("reference") is None:
        raise RecordError(f"{encounter.where} Encounter.subject.reference: missing", hint="name the patient")
    if not patients:
        raise RecordError(
            f"{encounter.where} Encounter.subject: names a patient that was not delivered",
            hint="deliver the Patient together with the Encounter",
        )
    if "modifierExtension" in encounter.resource:
        raise RecordError(
            f"{encounter.where} Encounter.modifierExtension: may turn its meaning round, and is not understood",
            hint="leave out the encounter, or the extension if it changes nothing",
        )
    require_same_patient([encounter, *others], patients[0], "encounter's")
    start = (encounter.resource.get("period") or {}).get("start")
    return Visit(patients[0], encounter, tuple(others), start, f"{encounter.where} Encounter.period.start")


def _patient_without_encounter(patients: list[Entry], others: list[Entry]) -> Entry:
    named = sum("encounter" in one.resource for one in others)
    if named or (not patients and not any("subject" in one.resource for one in others)):
        raise RecordError(
            f"no Encounter: the encounter that {named or len(others)} resources name was not delivered, or they name "
            "neither encounter nor patient",
            hint="deliver the Encounter together with what refers to it",
        )
    if not patients:
        raise RecordError(
            f"{others[0].where} {others[0].kind}.subject: names a patient that was not delivered, and no Encounter",
            hint="deliver the Patient together with what refers to it",
        )
    return patients[0]


def require_same_patient(entries: Iterable[Entry], patient: Entry, whose: str) -> None:
    """See that what names a patient names this one.

    Raises:
        RecordError: something names another patient.
    """
    for one in entries:
        named = (one.resource.get("subject") or {}).get("reference")
        if named is not None and reference_key(named, "Patient") not in patient.names:
            raise RecordError(
                f"{one.where} {one.kind}.subject: another patient than the {whose}",
                hint="correct the subject or the encounter",
            )


def last_day(others: Iterable[Entry]) -> str | None:
    """The last day that conditions and observations speak of, as written; ``None`` if none does."""
    times = [(moment(time), time) for one in others if (time := time_spoken_of(one.resource))]
    return max((pair for pair in times if pair[0] != float("inf")), default=(0.0, None))[1]


def time_spoken_of(resource: Json) -> str | None:
    """The day a resource speaks of: when an observation was taken, when a condition was recorded."""
    return time_of(resource) if resource["resourceType"] == "Observation" else resource.get("recordedDate")
