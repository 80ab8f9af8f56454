"""A new database of MLflow, copied: MLflow makes each by dozens of migrations, which takes longer than a small run.

The first that MLflow makes on a machine is kept in the user's cache folder (``~/.cache/hoofbeat/mlflow`` on Linux;
``XDG_CACHE_HOME`` moves it), under the versions of all that shapes it. Where nothing can be kept, MLflow makes each.
"""

import sqlite3
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from hoofbeat.places import cache_home

_SHAPED_BY = ("mlflow", "alembic", "sqlalchemy")


def lay_blank(database: Path) -> bool:
    """Begin a database as the blank one that is kept.

    Args:
        database: file that does not exist yet, in a folder that does.

    Returns:
        Whether there is one; if not, nothing is made.
    """
    try:
        kept = _kept()
        if not kept.is_file() or damage_of(kept):
            return False
        _copy(kept, database)
    except (OSError, RuntimeError, sqlite3.Error):  # RuntimeError: this user has no home
        return False
    return True


def keep_blank(database: Path) -> None:
    """Keep a database that MLflow has just made, without the experiment it adds for the folder it was begun in.

    Args:
        database: file that MLflow made, and nobody wrote to.
    """
    try:
        kept = _kept()
        kept.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=kept.parent) as folder:
            draft = Path(folder, kept.name)
            _copy(database, draft, "DELETE FROM experiments")
            draft.replace(kept)
    except (OSError, RuntimeError, sqlite3.Error):
        return


def damage_of(database: Path) -> str | None:
    """What keeps a SQLite file from being used; ``None`` if it is sound."""
    try:
        with closing(sqlite3.connect(database)) as connection:
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        return str(error)
    return None if verdict == "ok" else str(verdict)


def _kept() -> Path:
    return cache_home() / "mlflow" / f"{'-'.join(map(version, _SHAPED_BY))}.db"


def _copy(origin: Path, target: Path, change: str = "") -> None:
    """Copy a database page by page, in one transaction."""
    with closing(sqlite3.connect(origin)) as read, closing(sqlite3.connect(target)) as written:
        read.backup(written)
        written.executescript(change)
