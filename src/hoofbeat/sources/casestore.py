"""The case store: what physicians enter through the application, as a log of events.

The contract is ``hoofbeat.domain.events``; in words: ``docs/sources/case-store.md``.
"""

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from hoofbeat.domain.case import Case, Finding
from hoofbeat.domain.errors import RecordError, SourceError
from hoofbeat.domain.events import EVENTS, CaseWithdrawn, ConfirmedDiagnosis, Reviewer, read_event
from hoofbeat.sources.assemble import Resolve, explain, make_case, require_readable, settle_findings
from hoofbeat.sources.base import Record
from hoofbeat.sources.disease_ids import recorded_disease

#: An event is a few kilobytes; one far beyond is damage, and must not fill the memory.
MAX_BYTES = 1_000_000


class CaseStoreSource:
    """Events in JSON lines, one revision of a case each.

    Args:
        path: a ``.jsonl`` file, or a folder of them (with its subfolders, sorted by name: ``2026-11-23.jsonl``).
        name: name of the source in the lake.
        resolve: takes a finding id to the current one, or to ``None`` where unknown; without it ids stay as they are.
    """

    def __init__(self, path: Path, *, name: str = "casestore", resolve: Resolve | None = None) -> None:
        self.path = path
        self.name = name
        self.resolve = resolve

    def records(self) -> Iterator[Record]:
        """Yield one record for each line that is complete; the store may be writing the last one at this moment.

        Raises:
            SourceError: a file cannot be read, or there is no complete line in any.
        """
        found = False
        for file in self._files():
            try:
                with file.open("rb") as stream:
                    number = 0
                    while raw := stream.readline(MAX_BYTES + 1):
                        number += 1
                        if len(raw) > MAX_BYTES and not raw.endswith(b"\n"):
                            while (rest := stream.readline(MAX_BYTES)) and not rest.endswith(b"\n"):
                                pass
                        elif not raw.endswith(b"\n"):
                            break
                        if raw.strip():
                            found = True
                            yield self._record(f"{file.name}:{number}", raw)
            except OSError as error:
                raise SourceError(f"{file} cannot be read ({error.strerror})", hint="give a .jsonl file") from error
        if not found:
            raise SourceError(f"{self.path.name} holds no complete line", hint="end every event with a line feed")

    def parse(self, record: Record) -> Case:
        """Read one event into the case as it stands after it.

        Raises:
            RecordError: it does not keep the contract, or says nothing of the patient; the reason names the fields.
        """
        require_readable(record)
        try:
            event = read_event(record.payload)
        except ValidationError as error:
            raise RecordError(_explain(error), hint="correct the fields named (docs/sources/case-store.md)") from None
        if isinstance(event, CaseWithdrawn):
            return make_case(case_id=event.case_id, revision=event.revision, withdrawn=True)
        if not event.findings and not event.measurements:
            raise RecordError("findings: neither a finding nor a measurement is stated", hint="state at least one")
        stated = [Finding(id=one.id, excluded=one.excluded, onset_years=one.onset_years) for one in event.findings]
        try:
            findings, notes = settle_findings(stated, self.resolve) if stated else ((), [])
        except RecordError as error:  # findings may still be concluded from the measurements
            if not event.measurements:
                raise
            findings, notes = (), [error.what]
        diagnosis: ConfirmedDiagnosis | None = getattr(event, "diagnosis", None)
        disease, why = (None, None) if diagnosis is None else recorded_disease(diagnosis.disease)
        if why is not None:
            notes = [*notes, f"diagnosis.disease: {why}"]
        by: Reviewer | None = getattr(event, "reviewer", None)
        if diagnosis is not None and by is not None:  # the role alone: notes are read by everybody
            notes = [*notes, f"diagnosis: confirmed by {by.role}, {diagnosis.basis}"]
        return make_case(
            case_id=event.case_id,
            patient_id=event.patient_id,
            revision=event.revision,
            age=event.age,
            sex=event.sex,
            findings=findings,
            measurements=event.measurements,
            diagnosis=disease,
            diagnosis_name=None if diagnosis is None else diagnosis.name,
            notes=tuple(notes),
        )

    def _files(self) -> list[Path]:
        if self.path.is_dir():
            return sorted(file for file in self.path.rglob("*.jsonl") if file.is_file())
        if not self.path.exists():
            raise SourceError(f"{self.path} does not exist", hint="give the case store's .jsonl file or its folder")
        return [self.path]

    def _record(self, location: str, raw: bytes) -> Record:
        if len(raw) > MAX_BYTES:
            return Record(self.name, location, "", f"the line is larger than {MAX_BYTES // 1_000_000} MB")
        try:
            return Record(self.name, location, raw.decode("utf-8").removeprefix("\ufeff").rstrip("\r\n"))
        except UnicodeDecodeError as error:
            salvaged = raw.decode("utf-8", errors="backslashreplace")
            return Record(self.name, location, salvaged, f"byte {error.start} is not UTF-8 text")


def _explain(error: ValidationError) -> str:
    if any(problem["type"].startswith("union_tag") for problem in error.errors(include_url=False)):
        # pydantic's own message would quote what stands there.
        return f"event: not one of {', '.join(EVENTS)}"
    return explain(error)
