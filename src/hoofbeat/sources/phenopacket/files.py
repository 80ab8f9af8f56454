"""Where phenopackets stand: one file, a folder of them, or the publisher's zip."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from hoofbeat.sources.damage import DAMAGE
from hoofbeat.sources.packed import PackedFile, wanted_files
from hoofbeat.sources.passed_over import PassedOver
from hoofbeat.sources.phenopacket.several import parts_of_json, parts_of_yaml
from hoofbeat.sources.phenopacket.text import require_yaml

#: A phenopacket is a few kilobytes; one far beyond is no phenopacket, and must not fill the memory. It holds for a
#: file as it is unpacked, and in JSON lines for each line.
MAX_BYTES = 20_000_000

_LINES = (".jsonl", ".ndjson")
_YAML = (".yaml", ".yml")
SUFFIXES = (".json", *_LINES, *_YAML)


class Packet(NamedTuple):
    """The text of one phenopacket, where it stands, and why it cannot be read, if it cannot."""

    location: str
    text: str
    defect: str | None = None


def packets_at(path: Path, passed_over: PassedOver) -> Iterator[Packet]:
    """Yield the phenopackets of a file, of a folder with its subfolders (sorted), or of a zip (in its own order).

    Args:
        path: file, folder or zip.
        passed_over: counts the files of other kinds.

    Raises:
        SourceError: nothing at the path, no zip, or YAML without PyYAML.
    """
    files = wanted_files(
        path,
        lambda name: _kind(name) is not None,
        passed_over,
        absent_hint="give a .json or .yaml file, a folder or a zip",
        neither="JSON, JSON lines or YAML",
        zip_hint=f"give a file that ends in {', '.join(SUFFIXES)}, a folder or a zip; a zip may be cut short",
    )
    for file in files:
        yield from _packets(file)


def _kind(name: str) -> str | None:
    """The ending that says how a file is written, ``None`` if it holds no phenopackets."""
    name = name.lower().removesuffix(".gz")
    return next((suffix for suffix in SUFFIXES if name.endswith(suffix)), None)


def _packets(file: PackedFile) -> Iterator[Packet]:
    kind = _kind(file.name)
    if kind in _YAML:
        require_yaml()
    try:
        with file.open() as stream:
            if kind in _LINES:
                number = 0
                while line := stream.readline(MAX_BYTES + 1):
                    number += 1
                    if line.strip(b"\xef\xbb\xbf \t\r\n"):
                        yield _decoded(f"{file.location}:{number}", line.rstrip(b"\r\n"), "line")
                    while len(line) > MAX_BYTES and not line.endswith(b"\n"):
                        line = stream.readline(MAX_BYTES + 1)  # the rest of a line too long
                return
            content = stream.read(MAX_BYTES + 1)
    except DAMAGE as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
        yield Packet(file.location, "", f"the {'zip member' if file.archive else 'file'} cannot be read ({why})")
        return
    whole = _decoded(file.location, content, "zip member" if file.archive else "file")
    parts = None
    if whole.defect is None:
        parts = (parts_of_yaml if kind in _YAML else parts_of_json)(whole.text)
    if parts is None:
        yield whole
        return
    for number, part in enumerate(parts, start=1):
        yield Packet(f"{file.location}#{number}", part)


def _decoded(location: str, content: bytes, what: str) -> Packet:
    if len(content) > MAX_BYTES:
        return Packet(location, "", f"the {what} is larger than {MAX_BYTES // 1_000_000} MB")
    try:
        return Packet(location, content.decode("utf-8"))
    except UnicodeDecodeError as error:
        salvaged = content.decode("utf-8", errors="backslashreplace")
        return Packet(location, salvaged, f"byte {error.start} is not UTF-8 text")
