"""Which files of a DDXPlus release hold patients, and their lines."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from hoofbeat.domain.errors import SourceError
from hoofbeat.sources.damage import DAMAGE

#: As published: ``release_train_patients.zip`` with an extensionless ``release_train_patients`` inside.
PATTERN = "release_*patients*"
_SUFFIXES = ("", ".csv", ".zip")


def patient_files(path: Path) -> list[Path]:
    """List the patient files of a release directory, sorted, or the one file given.

    Raises:
        SourceError: nothing at the path, or no patient file in it.
    """
    if not path.exists():
        raise SourceError(f"{path} does not exist", hint="give the DDXPlus release directory or its CSV")
    if path.is_file():
        return [path]
    files = [file for file in sorted(path.glob(PATTERN)) if file.is_file() and file.suffix.lower() in _SUFFIXES]
    if not files:
        raise SourceError(f"{path.name} holds no {PATTERN} file", hint="download the release's patients into it")
    return files


def numbered_lines(file: Path) -> Iterator[tuple[str, str | None]]:
    """Yield each line with its defect (``None`` for a sound one), streaming.

    Raises:
        SourceError: the file cannot be opened, or breaks off inside its compression.
    """
    try:
        with _open(file) as stream:
            for raw in stream:
                try:
                    yield raw.decode("utf-8"), None
                except UnicodeDecodeError as error:
                    yield raw.decode("utf-8", errors="backslashreplace"), f"byte {error.start} is not UTF-8 text"
    except DAMAGE as error:
        raise SourceError(
            f"{file.name} cannot be read to its end ({type(error).__name__})", hint="copy or download it again"
        ) from error


@contextmanager
def _open(file: Path) -> Iterator[IO[bytes]]:
    if not zipfile.is_zipfile(file):
        if file.suffix.lower() == ".zip":
            raise SourceError(f"{file.name} is not a readable zip", hint="copy or download it again")
        with file.open("rb") as stream:
            yield stream
        return
    with zipfile.ZipFile(file) as archive:
        members = [member for member in archive.infolist() if "patients" in member.filename and not member.is_dir()]
        members = [member for member in members if not member.filename.startswith("__MACOSX/")]
        if not members:
            raise SourceError(f"{file.name} holds no patients", hint="give a release_*patients zip as published")
        with archive.open(members[0]) as member:
            yield member
