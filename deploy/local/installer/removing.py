"""Remove what was installed, and never a case that a physician has registered."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

_CASES = "cases.db"


def clear(data: Path) -> Path | None:
    """Empty and remove the folder of data.

    Args:
        data: the folder.

    Returns:
        The database of cases, which stays where it holds any; ``None`` if nothing is left.
    """
    cases = data / _CASES
    stays = cases.is_file() and _holds_cases(cases)
    for path in data.iterdir() if data.is_dir() else ():
        if stays and path.name.startswith(_CASES):  # its journal too
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()
    if not stays and data.is_dir():
        shutil.rmtree(data, ignore_errors=True)
    return cases if stays else None


def _holds_cases(file: Path) -> bool:
    """Whether a case was ever registered; what cannot be read is kept."""
    try:
        with closing(sqlite3.connect(file)) as database:
            return bool(database.execute("SELECT EXISTS (SELECT 1 FROM case_events)").fetchone()[0])
    except sqlite3.Error:
        return True
