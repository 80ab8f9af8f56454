"""GA4GH phenopackets, version 2 or 1: one file, a folder of them, or the publisher's zip."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

from hoofbeat.domain.case import Case
from hoofbeat.domain.errors import RecordError, SourceError
from hoofbeat.sources.assemble import Resolve, make_case, require_readable, settle_findings
from hoofbeat.sources.base import Record
from hoofbeat.sources.damage import DAMAGE
from hoofbeat.sources.phenopacket.fields import age_of, as_version_2, diagnosis_of, findings_of, group_of, sex_of

#: A phenopacket is a few kilobytes; one far beyond is no phenopacket, and must not fill the memory.
MAX_BYTES = 20_000_000


class PhenopacketSource:
    """Phenopackets of version 2 or 1 in JSON.

    Args:
        path: a ``.json`` file, a folder (read with its subfolders, sorted), or a zip (in the zip's order).
        name: of the source in the lake.
        resolve: takes an HPO id to the current one, or to ``None`` where unknown; without it ids stay as they are.
    """

    def __init__(self, path: Path, *, name: str = "phenopackets", resolve: Resolve | None = None) -> None:
        self.path = path
        self.name = name
        self.resolve = resolve

    def records(self) -> Iterator[Record]:
        """Yield one record for each JSON file; a damaged one carries its defect.

        Raises:
            SourceError: nothing at the path, no zip, or no JSON inside.
        """
        found = False
        for record in self._read():
            found = True
            yield record
        if not found:
            raise SourceError(f"{self.path.name} holds no .json file", hint="give phenopackets in JSON")

    def parse(self, record: Record) -> Case:
        """Read one phenopacket; the reason of a refusal names the field, never its text.

        Raises:
            RecordError: damaged, not JSON, not a phenopacket, or without a usable finding.
        """
        require_readable(record)
        packet, version_notes = as_version_2(_object(record.payload))
        case_id = packet.get("id")
        if not isinstance(case_id, str) or not case_id.strip():
            raise RecordError("id: missing", hint="give the phenopacket an id")
        age, age_notes = age_of(packet)
        stated, finding_notes = findings_of(packet)
        findings, settling_notes = settle_findings(stated, self.resolve)
        diagnosis, diagnosis_name, diagnosis_notes = diagnosis_of(packet)
        return make_case(
            case_id=case_id,
            age=age,
            sex=sex_of(packet),
            findings=findings,
            diagnosis=diagnosis,
            diagnosis_name=diagnosis_name,
            group=group_of(packet),
            notes=(*version_notes, *age_notes, *finding_notes, *settling_notes, *diagnosis_notes),
        )

    def _read(self) -> Iterator[Record]:
        if self.path.is_dir():
            for file in sorted(self.path.rglob("*.json")):
                if file.is_file():
                    yield self._file(file, f"{self.path.name}/{file.relative_to(self.path).as_posix()}")
        elif not self.path.exists():
            raise SourceError(f"{self.path} does not exist", hint="give a .json file, a folder or a zip")
        elif self.path.suffix.lower() == ".json":
            yield self._file(self.path, self.path.name)
        else:
            yield from self._zip()

    def _file(self, file: Path, location: str) -> Record:
        try:
            if file.stat().st_size > MAX_BYTES:
                return Record(self.name, location, "", f"the file is larger than {MAX_BYTES // 1_000_000} MB")
            return self._record(location, file.read_bytes())
        except OSError as error:
            return Record(self.name, location, "", f"the file cannot be read ({error.strerror})")

    def _zip(self) -> Iterator[Record]:
        try:
            archive = zipfile.ZipFile(self.path)
        except (zipfile.BadZipFile, OSError) as error:
            raise SourceError(
                f"{self.path.name} is neither a .json file nor a readable zip ({type(error).__name__})",
                hint="copy or download it again; it may be cut short",
            ) from error
        with archive:
            for member in archive.infolist():
                name = member.filename
                if name.lower().endswith(".json") and not name.startswith("__MACOSX/"):
                    yield self._member(archive, member, f"{self.path.name}!{name}")

    def _member(self, archive: zipfile.ZipFile, member: zipfile.ZipInfo, location: str) -> Record:
        if member.file_size > MAX_BYTES:
            return Record(self.name, location, "", f"the zip member is larger than {MAX_BYTES // 1_000_000} MB")
        try:
            return self._record(location, archive.read(member))
        except DAMAGE as error:
            return Record(self.name, location, "", f"the zip member cannot be read ({type(error).__name__})")

    def _record(self, location: str, content: bytes) -> Record:
        try:
            return Record(self.name, location, content.decode("utf-8"))
        except UnicodeDecodeError as error:
            salvaged = content.decode("utf-8", errors="backslashreplace")
            return Record(self.name, location, salvaged, f"byte {error.start} is not UTF-8 text")


def _object(text: str) -> dict[str, object]:
    try:
        # A byte-order mark, as some Windows editors write it, is no part of the JSON.
        value = json.loads(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        raise RecordError(
            f"not JSON: {error.msg} (line {error.lineno}, column {error.colno})", hint="export this record again"
        ) from None
    except (RecursionError, ValueError):
        raise RecordError(
            "not JSON this version can read: nested too deeply or a number too long", hint="export this record again"
        ) from None
    if not isinstance(value, dict):
        raise RecordError("not a phenopacket: the file holds no JSON object", hint="one phenopacket a file")
    return value
