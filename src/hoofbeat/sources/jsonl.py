"""Cases in our own schema, one JSON object a line."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from hoofbeat.domain.case import Case
from hoofbeat.domain.errors import RecordError, SourceError
from hoofbeat.sources.assemble import Resolve, explain, require_readable, settle_findings
from hoofbeat.sources.base import Record
from hoofbeat.sources.disease_ids import recorded_disease


class JsonlSource:
    """One :class:`~hoofbeat.domain.case.Case` as JSON a line; blank lines are passed over.

    Args:
        path: the file.
        name: name of the source in the lake.
        resolve: takes a finding id to the current one, or to ``None`` where unknown; without it ids stay as they are.
    """

    def __init__(self, path: Path, *, name: str = "jsonl", resolve: Resolve | None = None) -> None:
        self.path = path
        self.name = name
        self.resolve = resolve

    def records(self) -> Iterator[Record]:
        """Yield one record a line.

        Raises:
            SourceError: the file cannot be read, or holds no line.
        """
        found = False
        try:
            with self.path.open("rb") as stream:
                for number, raw in enumerate(stream, start=1):
                    if raw.strip():
                        found = True
                        yield self._record(f"{self.path.name}:{number}", raw)
        except OSError as error:
            raise SourceError(f"{self.path} cannot be read ({error.strerror})", hint="give a .jsonl file") from error
        if not found:
            raise SourceError(f"{self.path.name} is empty", hint="give one case in JSON a line")

    def parse(self, record: Record) -> Case:
        """Read one line.

        ``notes`` speak of an earlier parsing and are free text, so they are not taken over.

        Raises:
            RecordError: not a case; the reason names the fields, never their values.
        """
        require_readable(record)
        try:
            case = Case.model_validate_json(record.payload)
        except ValidationError as error:
            raise RecordError(explain(error), hint="correct the fields named") from None
        diagnosis, why = (None, None) if case.diagnosis is None else recorded_disease(case.diagnosis)
        said = () if why is None else (f"diagnosis: {why}",)
        if case.measurements and not case.findings:  # findings may still be concluded from the measurements
            return case.model_copy(update={"diagnosis": diagnosis, "notes": said})
        findings, notes = settle_findings(case.findings, self.resolve)
        return case.model_copy(update={"diagnosis": diagnosis, "findings": findings, "notes": (*notes, *said)})

    def _record(self, location: str, raw: bytes) -> Record:
        try:
            return Record(self.name, location, raw.decode("utf-8").removeprefix("\ufeff").rstrip("\r\n"))
        except UnicodeDecodeError as error:
            salvaged = raw.decode("utf-8", errors="backslashreplace")
            return Record(self.name, location, salvaged, f"byte {error.start} is not UTF-8 text")
