"""FHIR R4: Bundles and Bulk Data NDJSON, one case for each encounter of a patient.

What is read and by which rules: ``docs/sources/fhir.md``.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

from hoofbeat.console import console
from hoofbeat.domain.case import Case, Finding
from hoofbeat.domain.errors import RecordError, SourceError
from hoofbeat.sources.assemble import Resolve, make_case, require_readable, settle_findings
from hoofbeat.sources.base import Record
from hoofbeat.sources.fhir.codes import concept_meaning, describe
from hoofbeat.sources.fhir.conditions import read_conditions
from hoofbeat.sources.fhir.contained import brought_out
from hoofbeat.sources.fhir.documents import MAX_CHARACTERS, UnreadableBundleError
from hoofbeat.sources.fhir.files import OPENED, Delivery, deliveries
from hoofbeat.sources.fhir.join import EncounterJoin, Gathered
from hoofbeat.sources.fhir.models import require_models, require_valid
from hoofbeat.sources.fhir.notes import Notes
from hoofbeat.sources.fhir.observations import read_observations
from hoofbeat.sources.fhir.record import Entry, entries_of
from hoofbeat.sources.fhir.releases import HINT, FhirRelease, stated_release
from hoofbeat.sources.fhir.tally import FhirTally
from hoofbeat.sources.fhir.values import Json
from hoofbeat.sources.fhir.visit import visit_of
from hoofbeat.sources.fhir.wording import is_doubted

_NEVER = ("planned", "cancelled", "entered-in-error")
#: A version number beyond this is a time or a hash, and does not count corrections.
_MAX_VERSION = 1_000_000
#: How many notes the reason of a refusal quotes.
_LISTED = 5


class FhirSource:
    """FHIR R4 resources.

    Args:
        path: a Bundle (``.json``), an NDJSON file, a folder of either (read with its subfolders), or a zip.
        name: name of the source in the lake.
        resolve: takes a finding id to the current one, or to ``None`` where unknown; without it ids stay as they are.
        altitude: altitude of the place, metres above sea level; decides what a bound of oxygen or hemoglobin means.
    """

    def __init__(
        self, path: Path, *, name: str = "fhir", resolve: Resolve | None = None, altitude: float | None = None
    ) -> None:
        self.path = path
        self.name = name
        self.resolve = resolve
        self.altitude = altitude

    def records(self) -> Iterator[Record]:
        """Yield one record for each encounter: a Bundle of the resources it needs, their text unchanged.

        A patient whose resources name no encounter is one record. What belongs to no delivered encounter or patient is
        a record of its own, so that it can be seen in quarantine.

        Raises:
            SourceError: nothing at the path, nothing that could be FHIR or that a case is made of, or
                ``fhir.resources`` is not installed.
        """
        require_models()
        tally = FhirTally()
        for delivery in deliveries(self.path):
            for record in self._of(delivery, tally):
                tally.records += 1
                yield record
        for line in tally.lines():
            console.print(f"  {self.name}: {line}")
        if not tally.records:
            raise SourceError(
                f"{self.path.name}: no Encounter, Condition or Observation in the file",
                hint="deliver them together with their Patient",
            )

    def _of(self, delivery: Delivery, tally: FhirTally) -> Iterator[Record]:
        release: FhirRelease | None = None
        with EncounterJoin() as join:
            try:
                for found in delivery.resources():
                    if found.resource is None:
                        yield Record(self.name, found.location, found.entry, found.defect)
                        continue
                    release = release or stated_release(found.resource)
                    if found.resource["resourceType"] in OPENED:
                        join.add(found.entry, found.resource, found.full_url)
                    tally.count(found.resource["resourceType"])
                    for text, part in brought_out(found.resource):
                        join.add(text, part, None, contained=True)
            except UnreadableBundleError as damage:
                yield Record(self.name, delivery.location, delivery.text(), str(damage))
                return
            for gathered in chain(join.encounters(), join.patients(), join.strays()):
                yield self._record(delivery, gathered, release)
            tally.left_out += join.left_out()

    def _record(self, delivery: Delivery, gathered: Gathered, release: FhirRelease | None) -> Record:
        location = f"{delivery.location}#{gathered.label}"
        if sum(map(len, gathered.entries)) > MAX_CHARACTERS:
            return Record(self.name, location, "", f"the encounter is larger than {MAX_CHARACTERS // 1_000_000} MB")
        written = f'"timestamp":{json.dumps(gathered.written)},' if gathered.written else ""
        entries = ",".join(gathered.entries)
        payload = '{"resourceType":"Bundle","type":"collection",' + written + '"entry":[' + entries + "]}"
        return Record(self.name, location, payload, f"{release}; {HINT}" if release else None)

    def parse(self, record: Record) -> Case:
        """Read the record of one encounter; the reason of a refusal names resource and element, never what they say.

        Raises:
            RecordError: not valid FHIR R4, not one encounter of one patient, or nothing that a case is made of.
        """
        require_readable(record)
        entries, written = entries_of(record.payload)
        for entry in entries:
            require_valid(entry.resource, entry.where)
        visit = replace(visit_of(entries, written), altitude=self.altitude)
        revision = sum(_version(entry.resource) for entry in entries)
        encounter = visit.encounter
        status = visit.about.get("status")
        if encounter is not None and status == "entered-in-error" and revision:
            return make_case(case_id=encounter.id, revision=revision, withdrawn=True)
        if encounter is not None and status in _NEVER:
            raise RecordError(
                f"{encounter.where} Encounter.status: {status}, so this encounter did not take place",
                hint="nothing to mend, unless the status is wrong; to take an earlier one back, give meta.versionId",
            )
        notes = Notes()
        if visit.age is None:
            notes.add(f"no age: Patient.birthDate or {visit.path.rpartition(' ')[2]} is missing")
        if encounter is None:
            notes.add("no Encounter: what the patient's resources say together is one case")
        said = read_conditions(visit, notes)
        seen = read_observations(visit, said.diagnosis, notes)
        stated = [*_reasons(visit.about, notes), *said.findings, *seen.findings]
        if not stated and not seen.measurements and not seen.concluded:
            raise _nothing_usable(visit.others, said.diagnosis, notes)
        findings, settling_notes = self._settled(stated, needed=not seen.measurements and not seen.concluded)
        # A physician's word weighs more than what a bound concludes, as it does in standardisation.
        known = {finding.id for finding in findings}
        concluded = {one.id: one for one in seen.concluded if one.id not in known}
        return make_case(
            case_id=encounter.id if encounter else f"Patient/{visit.patient.id}",
            patient_id=visit.patient.id,
            revision=revision,
            age=visit.age,
            sex=visit.sex,
            findings=(*findings, *concluded.values()),
            measurements=tuple(seen.measurements),
            diagnosis=said.diagnosis,
            diagnosis_name=said.diagnosis_name,
            notes=tuple(dict.fromkeys((*settling_notes, *notes.lines()))),
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


def _nothing_usable(others: tuple[Entry, ...], diagnosis: str | None, notes: Notes) -> RecordError:
    """The reason names what was set aside: it says what the export would have to write otherwise."""
    besides = " besides the diagnosis" if diagnosis else ""
    conditions = sum(one.kind == "Condition" for one in others)
    reasons = "".join(f"; {line}" for line in notes.lines()[:_LISTED])
    return RecordError(
        f"nothing usable{besides}: {conditions} conditions and {len(others) - conditions} observations, none of them a "
        f"finding or a number we can read{reasons}",
        hint="code findings in HPO, SNOMED CT or ICD-10, and numbers in LOINC with a UCUM unit",
    )


def _reasons(encounter: Json, notes: Notes) -> list[Finding]:
    """Findings among the coded reasons for the encounter; a disease named there would be the diagnosis given away."""
    findings = []
    for reason in encounter.get("reasonCode", ()):
        found = concept_meaning(reason)
        if found.findings and found.disease is None and not is_doubted(reason):
            findings += [Finding(id=id_) for id_ in found.findings]
        else:
            notes.add("Encounter.reasonCode that is no finding, not read", describe(reason))
    return findings


def _version(resource: Json) -> int:
    version = str((resource.get("meta") or {}).get("versionId", ""))
    number = int(version) if version.isascii() and version.isdigit() and len(version) < 8 else 0
    return number if number <= _MAX_VERSION else 0
