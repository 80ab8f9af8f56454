"""``source.json``: what is in a folder of public data, where it came from, and under which licence."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from hoofbeat.downloads.registry import PublicSource
from hoofbeat.knowledge.inputs import sha256_of
from hoofbeat.whole import write_whole

RECORD = "source.json"


@dataclass(frozen=True)
class FileRecord:
    """One file as it arrived.

    Attributes:
        file: name of the file.
        address: the publisher's.
        etag: ``ETag`` header of the answer, "" if it had none.
        last_modified: ``Last-Modified`` header of the answer, "" if it had none.
        sha256: SHA-256 of the content, in hex.
        size: size in bytes.
        fetched_at: UTC time.
        came_by: ``download``, or ``folder`` where a person brought it.
    """

    file: str
    address: str
    etag: str
    last_modified: str
    sha256: str
    size: int
    fetched_at: str
    came_by: str

    @classmethod
    def of(cls, path: Path, address: str, came_by: str, etag: str = "", last_modified: str = "") -> "FileRecord":
        """Describe a file that has just arrived."""
        return cls(path.name, address, etag, last_modified, sha256_of(path), path.stat().st_size, now(), came_by)

    def describes(self, path: Path) -> bool:
        """Whether the file is there and is still what arrived."""
        return path.is_file() and path.stat().st_size == self.size and sha256_of(path) == self.sha256


@dataclass
class SourceRecord:
    """The record of a folder; saved after each file, so that a pull that is broken off goes on where it was."""

    source: PublicSource
    files: dict[str, FileRecord] = field(default_factory=dict)

    @classmethod
    def load(cls, source: PublicSource, folder: Path) -> "SourceRecord":
        """Read the record of a folder; an unreadable one counts as none, and everything is fetched again."""
        try:
            raw = json.loads((folder / RECORD).read_text(encoding="utf-8"))
            known = [FileRecord(**entry) for entry in raw["files"]]
        except (OSError, ValueError, TypeError, KeyError):
            known = []
        return cls(source, {entry.file: entry for entry in known})

    def save(self, folder: Path) -> None:
        """Write the record, all of it or nothing."""
        source = self.source
        content: Mapping[str, object] = {
            "name": source.name,
            "title": source.title,
            "page": source.page,
            "licence": source.licence,
            "licence_url": source.licence_url,
            "citation": source.citation,
            "files": [asdict(self.files[name]) for name in sorted(self.files)],
        }
        write_whole(folder / RECORD, json.dumps(content, ensure_ascii=False, indent=2) + "\n")


def now() -> str:
    """UTC time to the second, as ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")
