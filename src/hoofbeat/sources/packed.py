"""Files on disk or in a zip, gzipped or not, read alike."""

import gzip
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast


@dataclass(frozen=True)
class PackedFile:
    """One file.

    Attributes:
        location: first part of its records' location; it may name the patient.
        path: path on disk, of the file or of its zip.
        archive: the zip it is in, if it is in one.
        member: name within the zip.
    """

    location: str
    path: Path
    archive: zipfile.ZipFile | None = None
    member: str = ""

    @property
    def name(self) -> str:
        """The file's own name, without its folders."""
        return (self.member or self.path.name).rsplit("/", 1)[-1]

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Open it for reading, unpacked; what reading may raise is ``hoofbeat.sources.damage.DAMAGE``."""
        with self._raw() as raw:
            if self.name.lower().endswith(".gz"):
                with gzip.GzipFile(fileobj=raw) as unpacked:
                    yield cast(BinaryIO, unpacked)
            else:
                yield raw

    @contextmanager
    def _raw(self) -> Iterator[BinaryIO]:
        if self.archive is None:
            with self.path.open("rb") as file:
                yield file
        else:
            with self.archive.open(self.member) as member:
                yield cast(BinaryIO, member)


def files_in(path: Path, archive: zipfile.ZipFile | None = None) -> Iterator[PackedFile]:
    """All files of a folder with its subfolders, sorted; or of the zip at the path, in its own order."""
    if archive is not None:
        for member in archive.infolist():
            if not member.is_dir():
                yield PackedFile(f"{path.name}!{member.filename}", path, archive, member.filename)
        return
    for file in sorted(path.rglob("*")):
        if file.is_file():
            yield PackedFile(f"{path.name}/{file.relative_to(path).as_posix()}", file)
