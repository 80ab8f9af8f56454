"""Files on disk or in a zip, gzipped or not, read alike."""

import gzip
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from hoofbeat.domain.errors import SourceError
from hoofbeat.sources.passed_over import PassedOver, hidden


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


def wanted_files(
    path: Path,
    wanted: Callable[[str], bool],
    passed_over: PassedOver,
    *,
    absent_hint: str,
    neither: str,
    zip_hint: str,
) -> Iterator[PackedFile]:
    """The file at a path, or those of a folder or zip that a format reads; the zip is open while they are asked for.

    Args:
        path: file, folder or zip.
        wanted: whether a file of this name is read.
        passed_over: counts the others.
        absent_hint: the remedy where nothing is there.
        neither: what the format reads, as an error says it.
        zip_hint: the remedy where a file is none of it and no zip.

    Raises:
        SourceError: nothing at the path, or no zip.
    """
    if path.is_dir():
        yield from _wanted(files_in(path), wanted, passed_over)
    elif not path.exists():
        raise SourceError(f"{path} does not exist", hint=absent_hint)
    elif wanted(path.name):
        yield PackedFile(path.name, path)
    else:
        try:
            archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError) as error:
            raise SourceError(
                f"{path.name} is neither {neither} by its ending, gzipped or not, nor a readable zip "
                f"({type(error).__name__})",
                hint=zip_hint,
            ) from error
        with archive:
            yield from _wanted(files_in(path, archive), wanted, passed_over)


def _wanted(
    files: Iterator[PackedFile], wanted: Callable[[str], bool], passed_over: PassedOver
) -> Iterator[PackedFile]:
    for file in files:
        inside = file.member or file.name
        if hidden(inside) or not wanted(file.name):
            passed_over.add(inside)
        else:
            yield file
