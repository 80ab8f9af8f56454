import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from hoofbeat.training import tracking
from hoofbeat.training.blank_database import keep_blank, lay_blank
from hoofbeat.training.tracking import Tracker

#: What MLflow writes of the moment and the folder.
_OF_THE_MOMENT = {"artifact_location", "creation_time", "last_update_time"}


@pytest.fixture(autouse=True)
def shelf(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache/hoofbeat/mlflow"


def form(output: Path) -> tuple[list[tuple], dict[str, list[dict]]]:
    """Every table, index and trigger as SQLite holds it, and every row of every table."""
    with closing(sqlite3.connect(output / "mlflow.db")) as database:
        made = database.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name").fetchall()
        database.row_factory = sqlite3.Row
        rows = {
            name: [
                {key: row[key] for key in row.keys() if key not in _OF_THE_MOMENT}  # noqa: SIM118
                for row in database.execute(f"SELECT * FROM {name}")  # noqa: S608
            ]
            for kind, name, *_ in made
            if kind == "table"
        }
    return made, rows


def test_a_copied_database_is_what_mlflow_makes(shelf: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    Tracker(tmp_path / "first")
    (kept,) = shelf.iterdir()
    monkeypatch.setattr(tracking, "keep_blank", lambda database: pytest.fail("MLflow made a second one"))
    second = Tracker(tmp_path / "second")
    made, rows = form(tmp_path / "second")
    assert (made, rows) == form(tmp_path / "first")
    assert len(rows["alembic_version"]) == 1
    assert [row["name"] for row in rows["experiments"]] == ["Default", "hoofbeat"]
    with second.run("recorded") as run:
        run.metrics(seen=1)
    assert form(tmp_path / "second")[1]["metrics"][0]["key"] == "seen"
    with closing(sqlite3.connect(kept)) as blank:
        assert blank.execute("SELECT count(*) FROM experiments").fetchone() == (0,)


def test_nothing_of_where_the_first_was_made_is_handed_on(shelf: Path, tmp_path: Path) -> None:
    Tracker(tmp_path / "first")
    Tracker(tmp_path / "second")
    with closing(sqlite3.connect(tmp_path / "second/mlflow.db")) as database:
        told = database.execute("SELECT artifact_location FROM experiments").fetchall()
    assert not [location for (location,) in told if "first" in location]


@pytest.mark.parametrize("content", [b"cut short", b"SQLite format 3\0 and no more"])
def test_a_damaged_blank_is_not_used(shelf: Path, tmp_path: Path, content: bytes) -> None:
    made = tmp_path / "made.db"
    with closing(sqlite3.connect(made)) as database:
        database.executescript("CREATE TABLE experiments (name TEXT)")
    keep_blank(made)
    (kept,) = shelf.iterdir()
    assert lay_blank(tmp_path / "sound.db")
    kept.write_bytes(content)
    assert not lay_blank(tmp_path / "database.db")
    keep_blank(made)
    assert lay_blank(tmp_path / "mended.db")


def test_where_nothing_can_be_kept_mlflow_makes_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert not lay_blank(tmp_path / "database.db")
    keep_blank(tmp_path / "absent.db")
    assert not (tmp_path / "database.db").exists()
