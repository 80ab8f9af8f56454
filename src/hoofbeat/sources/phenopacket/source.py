"""GA4GH phenopackets, version 2 or 1, in JSON or YAML.

What is read and by which rules: ``docs/sources/phenopackets.md``.
"""

from collections.abc import Iterator
from pathlib import Path

from hoofbeat.domain.case import Case
from hoofbeat.domain.errors import RecordError, SourceError
from hoofbeat.sources.assemble import Resolve, make_case, require_readable, settle_findings
from hoofbeat.sources.base import Record
from hoofbeat.sources.passed_over import PassedOver
from hoofbeat.sources.phenopacket.diagnosis import diagnosis_of
from hoofbeat.sources.phenopacket.features import findings_of
from hoofbeat.sources.phenopacket.files import packets_at
from hoofbeat.sources.phenopacket.names import Json
from hoofbeat.sources.phenopacket.publication import group_of
from hoofbeat.sources.phenopacket.structure import listed
from hoofbeat.sources.phenopacket.subject import age_of, refuse_other_species, sex_of
from hoofbeat.sources.phenopacket.text import is_yaml, values_of
from hoofbeat.sources.phenopacket.version1 import as_version_2
from hoofbeat.sources.phenopacket.wrappers import unwrapped


class PhenopacketSource:
    """Phenopackets of version 2 or 1.

    Args:
        path: a file of JSON, JSON lines or YAML, gzipped or not; a folder of them (read with its subfolders, sorted),
            or a zip (in the zip's order).
        name: name of the source in the lake.
        resolve: takes an HPO id to the current one, or to ``None`` where unknown; without it ids stay as they are.
    """

    def __init__(self, path: Path, *, name: str = "phenopackets", resolve: Resolve | None = None) -> None:
        self.path = path
        self.name = name
        self.resolve = resolve

    def records(self) -> Iterator[Record]:
        """Yield one record for each phenopacket; a damaged one carries its defect.

        How many files of other kinds were passed over is said at the end.

        Raises:
            SourceError: nothing at the path, no zip, no file of a kind that holds phenopackets, or YAML without PyYAML.
        """
        found, passed_over = False, PassedOver(self.name)
        for packet in packets_at(self.path, passed_over):
            found = True
            yield Record(self.name, packet.location, packet.text, packet.defect)
        if not found:
            besides = f" (but {passed_over})" if passed_over else ""
            raise SourceError(
                f"{self.path.name} holds no phenopacket{besides}", hint="give phenopackets in JSON or YAML"
            )
        passed_over.say()

    def parse(self, record: Record) -> Case:
        """Read one phenopacket; the reason of a refusal names the field, never its text.

        Raises:
            RecordError: damaged, neither JSON nor YAML, not a phenopacket, or without a usable finding.
        """
        require_readable(record)
        packet, version_notes = as_version_2(unwrapped(values_of(record.payload, yaml=is_yaml(record.location))))
        case_id = packet.get("id")
        if not isinstance(case_id, str) or not case_id.strip():
            raise RecordError("id: missing", hint="give the phenopacket an id")
        refuse_other_species(packet)
        age, age_notes = age_of(packet)
        stated, finding_notes = findings_of(packet)
        findings, settling_notes = settle_findings(stated, self.resolve)
        diagnosis, diagnosis_name, diagnosis_notes = diagnosis_of(packet)
        notes = (*version_notes, *age_notes, *finding_notes, *settling_notes, *diagnosis_notes, *_left_out(packet))
        return make_case(
            case_id=case_id,
            age=age,
            sex=sex_of(packet),
            findings=findings,
            diagnosis=diagnosis,
            diagnosis_name=diagnosis_name,
            group=group_of(packet),
            notes=notes,
        )


def _left_out(packet: Json) -> Iterator[str]:
    """What could say more of the patient and is not read yet, by number."""
    if count := _length(packet.get("measurements")):
        yield f"{count} measurements are not read"
    samples = listed(packet, "biosamples")
    if count := sum(_length(sample.get("phenotypicFeatures")) for _, sample in samples):
        yield f"{count} phenotypicFeatures of biosamples are not read"


def _length(value: object) -> int:
    return len(value) if isinstance(value, list) else 0
