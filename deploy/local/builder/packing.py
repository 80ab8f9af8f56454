"""One file out of a folder: same content, same bytes, whatever the day."""

import gzip
import hashlib
import tarfile
import zipfile
from pathlib import Path

#: 1 January 2020, the date of everything in the archive.
_DATE = 1577836800
_ZIP_DATE = (2020, 1, 1, 0, 0, 0)
SUMS = "SHA256SUMS"
_RUN = (".sh", ".command")


def sums_of(folder: Path) -> str:
    """SHA-256 of every file below a folder, as ``sha256sum -c`` reads it."""
    files = (path for path in files_of(folder) if path.name != SUMS)
    return "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n" for path in files
    )


def files_of(folder: Path) -> list[Path]:
    """Every file below a folder, in order."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def pack(folder: Path, file: Path) -> None:
    """Write a folder into a zip or a tar.gz, by the file's ending; the folder itself is the only thing at the top."""
    members = [(path, f"{folder.name}/{path.relative_to(folder).as_posix()}") for path in files_of(folder)]
    if file.suffix == ".zip":
        with zipfile.ZipFile(file, "w") as packed:
            for path, name in members:
                # Wheels are compressed already.
                kind = zipfile.ZIP_STORED if path.suffix == ".whl" else zipfile.ZIP_DEFLATED
                packed.writestr(zipfile.ZipInfo(name, _ZIP_DATE), path.read_bytes(), kind)
        return
    with (
        file.open("wb") as raw,
        gzip.GzipFile("", "wb", fileobj=raw, mtime=_DATE) as squeezed,
        tarfile.open(fileobj=squeezed, mode="w") as packed,
    ):
        for path, name in members:
            member = tarfile.TarInfo(name)
            member.size, member.mtime = path.stat().st_size, _DATE
            member.mode = 0o755 if path.suffix in _RUN else 0o644
            with path.open("rb") as content:
                packed.addfile(member, content)
