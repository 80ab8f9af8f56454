"""Running the command under a known key, and looking for canaries in everything it wrote and printed."""

import gzip
import io
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq

import forked
from canary_plants import CANARIES

KEY = "a key that stands in for the hospital's own"
_FOLDED = [canary.casefold().encode() for canary in CANARIES]


def hoofbeat(*arguments: str | Path, status: int = 0) -> bytes:
    """Run the command line as a user would; returns everything it printed."""
    environment = {**os.environ, "HOOFBEAT_PSEUDONYM_KEY": KEY, "MLFLOW_DISABLE_TELEMETRY": "true", "NO_COLOR": "1"}
    done = forked.hoofbeat(*arguments, environment=environment)
    assert done.returncode == status, done.stderr.decode()[-3000:]
    return done.stdout + done.stderr


def canaries_in(content: bytes) -> list[str]:
    folded = content.decode("utf-8", errors="ignore").casefold().encode() if content.isascii() else content.lower()
    return [canary for canary, needle in zip(CANARIES, _FOLDED, strict=True) if needle in folded]


def layers(path: Path) -> Iterator[tuple[str, bytes]]:
    """A file as it is, and what it holds once unpacked: columns of Parquet, members of zips, gzip."""
    raw = path.read_bytes()
    yield str(path), raw
    yield f"name of {path}", str(path).encode()
    if path.suffix == ".parquet":
        table = pq.ParquetFile(path).read()
        for name in table.column_names:
            if name != "sealed":
                yield f"{path}, column {name}", repr(table[name].to_pylist()).encode()
    elif zipfile.is_zipfile(io.BytesIO(raw)):
        with zipfile.ZipFile(path) as archive:
            for member in archive.namelist():
                yield f"{path}!{member}", member.encode() + archive.read(member)
    elif raw[:2] == b"\x1f\x8b":
        yield f"{path}, unpacked", gzip.decompress(raw)


def all_layers(folder: Path) -> Iterator[tuple[str, bytes]]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    assert files
    for path in files:
        yield from layers(path)


def leaks(folder: Path) -> list[tuple[str, list[str]]]:
    """Where canaries are in a folder, and which."""
    found = [(where, canaries_in(content)) for where, content in all_layers(folder)]
    return [(where.replace(str(folder), ""), canaries) for where, canaries in found if canaries]
