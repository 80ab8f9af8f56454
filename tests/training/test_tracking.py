import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from matplotlib.figure import Figure

from hoofbeat.domain.errors import TrainingError
from hoofbeat.training.tracking import Tracker


def rows(output: Path, query: str, *values: str) -> list[tuple]:
    with closing(sqlite3.connect(output / "mlflow.db")) as database:
        return database.execute(query, values).fetchall()


@pytest.fixture(scope="module")
def output(tmp_path_factory) -> Path:
    """One database for all: creating its tables takes seconds."""
    return tmp_path_factory.mktemp("output")


@pytest.fixture
def tracker(output) -> Tracker:
    return Tracker(output, tags={"data_version": 7, "knowledge_version": "2026-01-01"})


def test_a_run_keeps_what_it_is_given(tracker, output, tmp_path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("kept")
    with tracker.run("whole", {"depth": 3, "odd: name": "x"}, {"seed": 5}) as run:
        run.metrics(macro_f1=0.25)
        run.figure("curves.png", Figure())
        run.artifact(note)
    assert rows(output, "select name, status from runs where run_uuid = ?", run.id) == [("whole", "FINISHED")]
    assert rows(output, "select value from metrics where run_uuid = ?", run.id) == [(0.25,)]
    assert dict(rows(output, "select key, value from params where run_uuid = ?", run.id)) == {
        "depth": "3",
        "odd_ name": "x",
    }
    tags = dict(rows(output, "select key, value from tags where run_uuid = ?", run.id))
    assert tags.items() >= {"data_version": "7", "knowledge_version": "2026-01-01", "seed": "5"}.items()
    kept = output / "mlartifacts" / run.id / "artifacts"
    assert {path.name for path in kept.iterdir()} == {"curves.png", "note.txt"}


@pytest.mark.parametrize("interruption", [ValueError, KeyboardInterrupt])
def test_an_interrupted_run_is_marked_failed(tracker, output, interruption) -> None:
    with pytest.raises(interruption), tracker.run("broken") as run:
        raise interruption
    assert rows(output, "select status from runs where run_uuid = ?", run.id) == [("FAILED",)]


def test_a_second_tracker_adds_to_the_same_record(tracker, output) -> None:
    before = rows(output, "select count(*) from runs")[0][0]
    second = Tracker(output)
    with second.run("later") as run:
        pass
    second.tag(run.id, "selected", True)
    assert rows(output, "select value from tags where run_uuid = ? and key = 'selected'", run.id) == [("True",)]
    assert rows(output, "select count(*) from runs")[0][0] == before + 1
    assert rows(output, "select count(*) from experiments where name = 'hoofbeat'") == [(1,)]


def test_nothing_is_told_to_anyone(tracker) -> None:
    import mlflow.telemetry.utils as telemetry

    assert telemetry.is_telemetry_disabled()


@pytest.mark.parametrize("damage", ["garbage", "cut short", "a folder"])
def test_a_damaged_database_is_refused_at_once(damage, tracker, output, tmp_path) -> None:
    database = tmp_path / "mlflow.db"
    if damage == "a folder":
        database.mkdir()
    else:
        whole = (output / "mlflow.db").read_bytes()
        database.write_bytes(b"garbage" * 1000 if damage == "garbage" else whole[: len(whole) // 2])
    with pytest.raises(TrainingError, match=r"mlflow\.db cannot be used .*→ move it away"):
        Tracker(tmp_path)


def test_a_copied_directory_keeps_its_artifacts_to_itself(tracker, output, tmp_path) -> None:
    with tracker.run("first") as first:
        first.figure("before.png", Figure())
    before = sorted((output / "mlartifacts").rglob("*"))
    copy = Path(shutil.copytree(output, tmp_path / "a copy, año %41"))
    with Tracker(copy).run("second") as second:
        second.figure("after.png", Figure())
    assert (copy / "mlartifacts" / second.id / "artifacts" / "after.png").is_file()
    assert sorted((output / "mlartifacts").rglob("*")) == before
    (kept,) = rows(copy, "select artifact_uri from runs where run_uuid = ?", first.id)[0]
    assert kept == f"{(copy / 'mlartifacts').as_uri()}/{first.id}/artifacts"


def test_runs_that_begin_at_once_share_one_database(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from hoofbeat.training.tracking import Tracker\n"
        "with Tracker(Path(sys.argv[1])).run(sys.argv[2]) as run: run.metrics(a=1)"
    )
    begun = [subprocess.Popen([sys.executable, "-c", script, tmp_path, name]) for name in ("one", "two")]
    assert [process.wait(120) for process in begun] == [0, 0]
    names = rows(tmp_path, "select name from runs where status = 'FINISHED' order by name")
    assert names == [("one",), ("two",)]


def test_the_newest_run_of_a_name_is_found_on_the_same_data_alone(output) -> None:
    first = Tracker(output, tags={"data_version": 8, "code_version": "old"})
    with first.run("sought"), first.run("another"):
        pass
    with first.run("sought") as later:
        pass
    with Tracker(output, tags={"data_version": 9}).run("sought"):
        pass
    found = Tracker(output, tags={"data_version": 8, "code_version": "new"}).newest("sought")
    assert found is not None
    assert found.id == later.id
    assert Tracker(output, tags={"data_version": 10}).newest("sought") is None


def test_runs_of_a_try_that_was_broken_off_are_put_among_the_deleted_and_no_others(output) -> None:
    ours = Tracker(output, tags={"data_version": 11, "code_version": "new"})
    with ours.run("of the step before") as before:
        pass
    since = datetime.now(UTC)
    with ours.run("broken off") as gone, Tracker(output, tags={"data_version": 12}).run("of another") as another:
        pass
    ours.forget(since)
    asked = "select lifecycle_stage from runs where run_uuid = ?"
    stages = [rows(output, asked, run.id)[0][0] for run in (before, gone, another)]
    assert stages == ["active", "deleted", "active"]
