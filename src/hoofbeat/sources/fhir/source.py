"""FHIR R4: Bundles and Bulk Data NDJSON, one case for each encounter of a patient.

What is read and by which rules: ``docs/sources/fhir.md``.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

from hoofbeat.console import console
from hoofbeat.domain.case import Case
from hoofbeat.domain.errors import RecordError, SourceError
from hoofbeat.sources.assemble import Resolve, make_case, require_readable
from hoofbeat.sources.base import Record
from hoofbeat.sources.fhir.contained import brought_out
from hoofbeat.sources.fhir.documents import MAX_CHARACTERS, UnreadableBundleError
from hoofbeat.sources.fhir.files import OPENED, Delivery, deliveries
from hoofbeat.sources.fhir.join import EncounterJoin, Gathered
from hoofbeat.sources.fhir.models import require_models, require_valid
from hoofbeat.sources.fhir.notes import Notes
from hoofbeat.sources.fhir.reading import read_visit
from hoofbeat.sources.fhir.record import entries_of
from hoofbeat.sources.fhir.releases import HINT, FhirRelease, stated_release
from hoofbeat.sources.fhir.tally import FhirTally
from hoofbeat.sources.fhir.values import Json
from hoofbeat.sources.fhir.visit import visit_of

_NEVER = ("planned", "cancelled", "entered-in-error")
#: A version number beyond this is a time or a hash, and does not count corrections.
_MAX_VERSION = 1_000_000


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
        read = read_visit(visit, notes, self.resolve)
        return make_case(
            case_id=encounter.id if encounter else f"Patient/{visit.patient.id}",
            patient_id=visit.patient.id,
            revision=revision,
            age=visit.age,
            sex=visit.sex,
            findings=read.findings,
            measurements=read.measurements,
            diagnosis=read.diagnosis,
            diagnosis_name=read.diagnosis_name,
            notes=tuple(dict.fromkeys((*read.notes, *notes.lines()))),
        )


def _version(resource: Json) -> int:
    version = str((resource.get("meta") or {}).get("versionId", ""))
    number = int(version) if version.isascii() and version.isdigit() and len(version) < 8 else 0
    return number if number <= _MAX_VERSION else 0
