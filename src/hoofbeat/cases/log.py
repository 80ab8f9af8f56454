"""The event log, as files that the pipeline reads: one a day, only ever appended to (docs/sources/case-store.md)."""

import os
import re
from pathlib import Path
from typing import NamedTuple

from hoofbeat.cases.reading import CaseReader
from hoofbeat.domain.errors import CaseStoreError
from hoofbeat.locks import locked

_DAY_FILE = re.compile(r"\d{4}-\d\d-\d\d\.jsonl")


class WrittenLog(NamedTuple):
    """What writing the log added.

    Attributes:
        events: number of events that were missing.
        files: number of files that grew or are new.
    """

    events: int
    files: int


class _Addition(NamedTuple):
    """What a file lacks: its length in bytes without a line left half, and the lines that come after."""

    file: Path
    whole: int
    lines: tuple[bytes, ...]


def write_log(store: CaseReader, folder: Path, *, who: str) -> WrittenLog:
    """Append what is missing to the day files of a folder; run again, it adds nothing.

    A day is UTC's, of ``recorded_at``. Files that were moved into subfolders are found there. A line that a broken-off
    run left half is written anew, whole. The folder is this store's alone.

    Args:
        store: store whose events are written.
        folder: folder of the log; it is made if it is not there.
        who: who acts, for the audit trail.

    Returns:
        What was added.

    Raises:
        CaseStoreError: a file holds what the store never wrote or has no more, or a day has two files: nothing is
            written then.
        OSError: the folder cannot be written.
    """
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    with locked(folder):
        store.note_export(who=who)
        additions = [_addition(place, store.lines_of(day)) for day, place in _places(folder, store.days()).items()]
        for addition in additions:
            _bring_up_to_date(addition)
    counts = [len(addition.lines) for addition in additions if addition.lines]
    return WrittenLog(sum(counts), len(counts))


def _places(folder: Path, days: tuple[str, ...]) -> dict[str, Path]:
    """Day → its file: where it lies, or shall lie. Days of which the store knows nothing are among them."""
    places: dict[str, Path] = {}
    for file in sorted(folder.rglob("*.jsonl")):
        if _DAY_FILE.fullmatch(file.name) and places.setdefault(file.stem, file) != file:
            raise CaseStoreError(f"The log has two files of {file.stem}", hint="keep one of them")
    return {day: places.get(day, folder / f"{day}.jsonl") for day in sorted({*days, *places})}


def _addition(file: Path, lines: tuple[bytes, ...]) -> _Addition:
    content = file.read_bytes() if file.exists() else b""
    end = content.rfind(b"\n") + 1
    written, half = set(content[:end].split(b"\n")[:-1]), content[end:]
    missing = tuple(line for line in lines if line not in written)
    if written - set(lines) or (half and not any(line.startswith(half) for line in missing)):
        raise CaseStoreError(
            f"{file.name} of the log holds what the store does not",
            hint="if cases were erased, or the database came back from a backup, write the log to a new folder; else "
            "give the log a folder of its own",
        )
    return _Addition(file, end, missing)


def _bring_up_to_date(addition: _Addition) -> None:
    """Append in one call, which readers see whole or not yet; what a full disk leaves half, the next run mends."""
    if not addition.lines:
        return
    opened = os.open(addition.file, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o640)
    try:
        os.ftruncate(opened, addition.whole)
        left = memoryview(b"".join(line + b"\n" for line in addition.lines))
        while left:
            left = left[os.write(opened, left) :]
        os.fsync(opened)
    finally:
        os.close(opened)
