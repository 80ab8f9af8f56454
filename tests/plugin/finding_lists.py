"""Cases as lines of a patient, a disease and finding ids, with tabs between them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hoofbeat.domain.case import Case, Finding
from hoofbeat.domain.errors import RecordError
from hoofbeat.sources import Record, Resolve, SourceConfig, SourceFormat


@dataclass
class FindingLists:
    """One case a line."""

    path: Path
    name: str

    def records(self) -> Iterator[Record]:
        for number, line in enumerate(self.path.read_text(encoding="utf-8").splitlines(), 1):
            yield Record(self.name, f"{self.path}:{number}", line)

    def parse(self, record: Record) -> Case:
        patient, disease, *findings = record.payload.split("\t")
        if not findings:
            raise RecordError("the line has no finding")
        return Case(case_id=patient, diagnosis=disease, findings=tuple(Finding(id=one) for one in findings))


def _open(config: SourceConfig, resolve: Resolve | None) -> FindingLists:
    return FindingLists(config.path, config.name)


FORMAT = SourceFormat("lists", _open, "Lines of patient, disease and finding ids.", {"en": "Lists of findings"})
