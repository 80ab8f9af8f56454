"""FHIR R4: Bundles and Bulk Data NDJSON, one case for each encounter of a patient.

What is read and by which rules: ``docs/sources/fhir.md``.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hoofbeat.console import console
from hoofbeat.domain.case import Case, Finding, Sex
from hoofbeat.domain.errors import RecordError
from hoofbeat.sources.assemble import Resolve, make_case, require_readable, settle_findings
from hoofbeat.sources.base import Record
from hoofbeat.sources.fhir.conditions import read_conditions
from hoofbeat.sources.fhir.documents import MAX_CHARACTERS, UnreadableBundleError
from hoofbeat.sources.fhir.files import KINDS, Delivery, Found, deliveries
from hoofbeat.sources.fhir.join import EncounterJoin, Gathered, reference_key
from hoofbeat.sources.fhir.models import require_models, require_valid
from hoofbeat.sources.fhir.observations import read_observations
from hoofbeat.sources.fhir.values import Json, age_at, concept_meaning

_SEX = {"female": Sex.FEMALE, "male": Sex.MALE, "other": Sex.OTHER, "unknown": Sex.UNKNOWN, None: Sex.UNKNOWN}
_NEVER = ("planned", "cancelled", "entered-in-error")
#: A version number beyond this is a time or a hash, and does not count corrections.
_MAX_VERSION = 1_000_000


class FhirSource:
    """FHIR R4 resources.

    Args:
        path: a Bundle (``.json``), an NDJSON file, a folder of either (read with its subfolders), or a zip.
        name: of the source in the lake.
        resolve: takes a finding id to the current one, or to ``None`` where unknown; without it ids stay as they are.
    """

    def __init__(self, path: Path, *, name: str = "fhir", resolve: Resolve | None = None) -> None:
        self.path = path
        self.name = name
        self.resolve = resolve

    def records(self) -> Iterator[Record]:
        """Yield one record for each encounter: a Bundle of the resources it needs, their text unchanged.

        What belongs to no delivered encounter is a record of its own, so that it can be seen in quarantine.

        Raises:
            SourceError: nothing at the path, nothing that could be FHIR, or ``fhir.resources`` is not installed.
        """
        require_models()
        left_out = 0
        for delivery in deliveries(self.path):
            with EncounterJoin() as join:
                try:
                    for found in delivery.resources():
                        if found.defect is not None:
                            yield Record(self.name, found.location, found.entry, found.defect)
                        else:
                            _take(join, found)
                except UnreadableBundleError as damage:
                    yield Record(self.name, delivery.location, delivery.text(), str(damage))
                    continue
                for gathered in join.encounters():
                    yield self._record(delivery, gathered)
                for gathered in join.strays():
                    yield self._record(delivery, gathered)
                left_out += join.left_out()
        if left_out:
            console.print(f"  {self.name}: {left_out:,} resources name no encounter and fall on none's days: left out")

    def parse(self, record: Record) -> Case:
        """Read the record of one encounter; the reason of a refusal names resource and element, never what they say.

        Raises:
            RecordError: not valid FHIR R4, not one encounter of one patient, or nothing that a case is made of.
        """
        require_readable(record)
        entries = _entries(record.payload)
        for where, _, resource in entries:
            require_valid(resource, where)
        where, encounter, patient = _one_encounter(entries)
        revision = sum(_version(resource) for _, _, resource in entries)
        if encounter["status"] == "entered-in-error" and revision:
            return make_case(case_id=_id_of(encounter, entries), revision=revision, withdrawn=True)
        if encounter["status"] in _NEVER:
            raise RecordError(
                f"{where} Encounter.status: {encounter['status']}, so this encounter did not take place",
                hint="nothing to mend, unless the status is wrong; to take an earlier one back, give meta.versionId",
            )
        birth = patient.get("birthDate")
        age = age_at(birth, (encounter.get("period") or {}).get("start"), f"{where} Encounter.period.start")
        conditions = [(url, one) for _, url, one in entries if one["resourceType"] == "Condition"]
        observations = [(place, one) for place, _, one in entries if one["resourceType"] == "Observation"]
        said = read_conditions(conditions, encounter, birth, age)
        seen = read_observations(observations)
        stated = [*_reasons(encounter), *said.findings, *seen.findings]
        if not stated and not seen.measurements:
            besides = " besides the diagnosis" if said.diagnosis else ""
            raise RecordError(
                f"nothing usable{besides}: {len(conditions)} conditions and {len(observations)} observations, none of "
                "them a finding or a number we can read",
                hint="code findings in HPO, SNOMED CT or ICD-10, and numbers in LOINC with a UCUM unit",
            )
        findings, settling_notes = self._settled(stated, needed=not seen.measurements)
        age_notes = [] if age is not None else ["no age: Patient.birthDate or Encounter.period.start is missing"]
        return make_case(
            case_id=_id_of(encounter, entries),
            patient_id=_id_of(patient, entries),
            revision=revision,
            age=age,
            sex=_SEX[patient.get("gender")],
            findings=findings,
            measurements=tuple(seen.measurements),
            diagnosis=said.diagnosis,
            diagnosis_name=said.diagnosis_name,
            notes=tuple(dict.fromkeys((*age_notes, *settling_notes, *said.notes, *seen.notes))),
        )

    def _settled(self, stated: list[Finding], *, needed: bool) -> tuple[tuple[Finding, ...], list[str]]:
        """Settle the findings; none is fine where measurements remain, from which findings may be concluded."""
        if not stated and not needed:
            return (), []
        try:
            return settle_findings(stated, self.resolve)
        except RecordError as error:
            if needed:
                raise
            return (), [error.what]

    def _record(self, delivery: Delivery, gathered: Gathered) -> Record:
        location = f"{delivery.location}#{gathered.label}"
        if sum(map(len, gathered.entries)) > MAX_CHARACTERS:
            return Record(self.name, location, "", f"the encounter is larger than {MAX_CHARACTERS // 1_000_000} MB")
        entries = ",".join(gathered.entries)
        payload = '{"resourceType":"Bundle","type":"collection","entry":[' + entries + "]}"
        return Record(self.name, location, payload)


def _take(join: EncounterJoin, found: Found) -> None:
    if found.resource is not None and found.resource["resourceType"] in KINDS:
        join.add(found.entry, found.resource, found.full_url)


def _entries(text: str) -> list[tuple[str, str | None, Json]]:
    """Place, ``fullUrl`` and resource of each entry of a record."""
    try:
        bundle: Any = _without_nulls(json.loads(text.removeprefix("\ufeff")))
    except json.JSONDecodeError as error:
        raise RecordError(f"not JSON: {error.msg} (character {error.pos})", hint="export this record again") from None
    except (RecursionError, ValueError):
        raise RecordError(
            "not JSON this version can read: nested too deeply or a number too long", hint="export this record again"
        ) from None
    entries = bundle.get("entry") if isinstance(bundle, dict) else None
    if not isinstance(entries, list) or bundle.get("resourceType") != "Bundle":
        raise RecordError("not a FHIR Bundle with entries", hint="export this record again")
    read = []
    for position, entry in enumerate(entries):
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if not isinstance(resource, dict) or resource.get("resourceType") not in KINDS:
            raise RecordError(f"entry[{position}].resource: not one of {', '.join(KINDS)}", hint="export it again")
        url = entry.get("fullUrl")
        read.append((f"entry[{position}]", url if isinstance(url, str) else None, resource))
    return read


def _without_nulls(value: Any) -> Any:
    """The value without its nulls: FHIR leaves out what has no value, and some exports write null instead."""
    if isinstance(value, dict):
        return {name: _without_nulls(one) for name, one in value.items() if one is not None}
    if isinstance(value, list):
        return [_without_nulls(one) for one in value if one is not None]
    return value


def _one_encounter(entries: list[tuple[str, str | None, Json]]) -> tuple[str, Json, Json]:
    """The place of the encounter, the encounter and its patient; every resource must be of that patient."""
    encounters = [(where, one) for where, _, one in entries if one["resourceType"] == "Encounter"]
    patients = [(url, one) for _, url, one in entries if one["resourceType"] == "Patient"]
    if not encounters:
        raise RecordError(
            f"the encounter that {len(entries)} resources name was not delivered, or they name neither encounter nor "
            "patient",
            hint="deliver the Encounter together with what refers to it",
        )
    if len(encounters) > 1 or len(patients) > 1:
        raise RecordError("several encounters or patients in one record", hint="give one encounter a record")
    where, encounter = encounters[0]
    subject = (encounter.get("subject") or {}).get("reference")
    if subject is None:
        raise RecordError(f"{where} Encounter.subject.reference: missing", hint="name the patient")
    if not patients:
        raise RecordError(
            f"{where} Encounter.subject: names a patient that was not delivered",
            hint="deliver the Patient together with the Encounter",
        )
    url, patient = patients[0]
    names = {f"Patient/{patient.get('id')}", url}
    for place, _, resource in entries:
        named = (resource.get("subject") or {}).get("reference")
        if named is not None and reference_key(named) not in names:
            raise RecordError(
                f"{place} {resource['resourceType']}.subject: another patient than the encounter's",
                hint="correct the subject or the encounter",
            )
    return where, encounter, patient


def _reasons(encounter: Json) -> list[Finding]:
    """Findings among the coded reasons for the encounter; a disease named there would be the diagnosis given away."""
    meanings = [concept_meaning(reason) for reason in encounter.get("reasonCode", ())]
    return [Finding(id=id_) for found in meanings if found.disease is None for id_ in found.findings]


def _id_of(resource: Json, entries: list[tuple[str, str | None, Json]]) -> str:
    """The resource's id; in a transaction that has yet to give one, what the entry is called by."""
    url = next((url for _, url, one in entries if one is resource), None)
    id_ = resource.get("id") or url
    if not id_:
        raise RecordError(f"{resource['resourceType']}.id: missing", hint="give it an id, or its entry a fullUrl")
    return str(id_)


def _version(resource: Json) -> int:
    version = str((resource.get("meta") or {}).get("versionId", ""))
    number = int(version) if version.isascii() and version.isdigit() and len(version) < 8 else 0
    return number if number <= _MAX_VERSION else 0
