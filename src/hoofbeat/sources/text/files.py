"""Where notes stand: in files of text or JSON lines, in a folder of them, or in a zip."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from hoofbeat.sources.damage import DAMAGE
from hoofbeat.sources.packed import PackedFile, wanted_files
from hoofbeat.sources.passed_over import PassedOver

#: A note has at most 100,000 characters; a larger file is none, and must not fill the memory. It holds for a line too.
MAX_BYTES = 1_000_000
TEXT, LINES = (".txt", ".text"), (".jsonl", ".ndjson")


class NoteText(NamedTuple):
    """The text of a file or a line, where it stands, and why it cannot be read, if it cannot."""

    location: str
    text: str
    defect: str | None = None


def notes_at(path: Path, passed_over: PassedOver) -> Iterator[NoteText]:
    """Yield the notes of a file, of a folder with its subfolders (sorted), or of a zip (in its own order).

    Args:
        path: file, folder or zip.
        passed_over: counts the files of other kinds.

    Raises:
        SourceError: nothing at the path, or no zip.
    """
    files = wanted_files(
        path,
        lambda name: kind_of(name) is not None,
        passed_over,
        absent_hint="give a .txt or .jsonl file, a folder or a zip",
        neither="text nor JSON lines",
        zip_hint="give a .txt or .jsonl file, a folder or a zip; a zip may be cut short",
    )
    for file in files:
        yield from _notes(file)


def kind_of(name: str) -> str | None:
    """The ending that says how a file is written, ``None`` if it holds no notes.

    Example:
        >>> kind_of("visits/3.TXT.gz"), kind_of("scan.pdf")
        ('.txt', None)
    """
    name = name.lower().removesuffix(".gz")
    return next((suffix for suffix in (*TEXT, *LINES) if name.endswith(suffix)), None)


def name_of(location: str) -> str:
    """What a note in a file of its own goes by: the file's path below the folder or in the zip, without its ending.

    Example:
        >>> name_of("notes/ward/7.txt"), name_of("notes.zip!ward/7.txt.gz"), name_of("7.txt")
        ('ward/7', 'ward/7', '7')
    """
    _, zipped, member = location.partition("!")
    below = member if zipped else location.partition("/")[2] or location
    bare = below[: -len(".gz")] if below.lower().endswith(".gz") else below
    kind = kind_of(bare)
    return (bare[: -len(kind)] if kind else bare) or below


def _notes(file: PackedFile) -> Iterator[NoteText]:
    try:
        with file.open() as stream:
            if kind_of(file.name) in LINES:
                number = 0
                while line := stream.readline(MAX_BYTES + 1):
                    number += 1
                    if line.strip(b"\xef\xbb\xbf \t\r\n"):
                        yield _decoded(f"{file.location}:{number}", line.rstrip(b"\r\n"))
                    while len(line) > MAX_BYTES and not line.endswith(b"\n"):
                        line = stream.readline(MAX_BYTES + 1)  # the rest of a line too long
                return
            content = stream.read(MAX_BYTES + 1)
    except DAMAGE as error:
        yield NoteText(file.location, "", f"the file cannot be read ({type(error).__name__})")
        return
    yield _decoded(file.location, content)


def _decoded(location: str, content: bytes) -> NoteText:
    if len(content) > MAX_BYTES:
        return NoteText(location, "", f"larger than {MAX_BYTES // 1_000_000} MB")
    try:
        return NoteText(location, content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return NoteText(
            location, content.decode("utf-8", errors="backslashreplace"), f"byte {error.start} is not UTF-8 text"
        )
