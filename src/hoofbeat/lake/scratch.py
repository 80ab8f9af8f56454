"""A database for the length of one run, on local disk so that memory does not grow with the lake."""

import sqlite3
from pathlib import Path
from types import TracebackType
from typing import Self


class Scratch:
    """One SQLite file, opened in a ``with`` block; what derives from it makes its tables.

    Nobody reads it after its run, so nothing need survive a crash.

    Args:
        file: made anew.
    """

    def __init__(self, file: Path) -> None:
        self._database = sqlite3.connect(file, isolation_level=None)
        for setting in ("journal_mode=OFF", "synchronous=OFF"):
            self._database.execute(f"PRAGMA {setting}")
        self._database.execute("BEGIN")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._database.close()
