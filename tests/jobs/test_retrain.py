"""Rounds on a lake: pinned, broken off, gone on with, from the first cases to the gate.

Mirrors: hoofbeat.jobs.retrain.pin, hoofbeat.jobs.retrain.fitting, hoofbeat.jobs.retrain.due
"""

import json
import os
import shutil
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from forked import begin
from hoofbeat.features.reserved import Reserve
from hoofbeat.jobs.ingest import IngestJob
from hoofbeat.jobs.pipeline import ingest
from hoofbeat.jobs.retrain.context import RoundContext
from hoofbeat.jobs.retrain.due import DueJob
from hoofbeat.jobs.retrain.pin import pin
from hoofbeat.jobs.retrain.round import RetrainJob
from hoofbeat.jobs.retrain.settings import RoundSettings
from hoofbeat.lifecycle.gate.margins import Margins
from hoofbeat.lifecycle.gate.taught import taught_of
from hoofbeat.lifecycle.retraining.due import DueLimits
from hoofbeat.lifecycle.retraining.requests import ask
from hoofbeat.lifecycle.retraining.rounds import Rounds, artefacts
from hoofbeat.lifecycle.retraining.state import RoundState, Trigger
from hoofbeat.lifecycle.retraining.steps import STEPS, RoundStep
from hoofbeat.sources import SourceConfig
from hoofbeat.workspace import RESERVE, Workspace
from invented_visits import DISEASES, visits
from real_registry import registry_at
from reduced_release import write_reduced_release

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def arrive(output: Path, each: int, since: int = 0) -> None:
    """So many more patients of each disease come into the lake."""
    file = output.parent / f"visits since {since}.jsonl"
    file.write_text(visits(each, since))
    release = output.parent / "release"
    if not release.exists():
        write_reduced_release(release, keep=DISEASES)
    ingest(IngestJob(output=output, sources=(SourceConfig(name="clinic", format="jsonl", path=file),)), release=release)


@pytest.fixture
def output(demo_run: Path, tmp_path: Path) -> Path:
    """A run directory of one's own, on the demonstration's lake."""
    folder = tmp_path / "run"
    folder.mkdir()
    shutil.copytree(demo_run / "knowledge", folder / "knowledge")
    (folder / "lake").symlink_to(demo_run / "lake")
    return folder


@pytest.fixture
def arrived(tmp_path: Path) -> Path:
    """A run directory with a lake of its own."""
    arrive(tmp_path / "run", 12)
    return tmp_path / "run"


def begun(output: Path) -> RoundContext:
    state = RoundState(number=1, begun=NOON, triggers=(Trigger(reason="hand", says="somebody"),))
    rounds = Rounds(output)
    rounds.keep(state)
    return RoundContext(RoundSettings(output=output), rounds.place(1), state)


def ends_while_copying(output: Path) -> None:
    """Pin, and end without a word when some of the knowledge is copied."""
    copied, copy = [], shutil.copy2

    def counted(*arguments: Any, **more: Any) -> Any:
        if len(copied) == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        copied.append(arguments)
        return copy(*arguments, **more)

    shutil.copytree.__defaults__ = tuple(counted if one is copy else one for one in shutil.copytree.__defaults__ or ())
    pin(begun(output))


def test_pinned_again_after_a_kill_it_is_the_same_and_leaves_out_who_is_set_aside(output: Path) -> None:
    Reserve(share=0.3).save(output / RESERVE)
    process = begin(ends_while_copying, output)
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert not (output / "retrainings/0001/knowledge").exists()
    context = begun(output)
    first = pin(context)
    again = pin(context)
    assert first.facts == again.facts
    assert artefacts(context.folder, first.files) == artefacts(context.folder, again.files)
    assert sorted(path.name for path in context.folder.iterdir() if "part" in path.name) == []
    everyone = Workspace(output)
    held = len(everyone.reserve.held(everyone.gold))
    assert 0 < held < len(everyone.gold)
    assert first.facts["cases"] == str(len(everyone.gold) - held)
    assert (context.folder / "mlflow.db").resolve() == (output / "mlflow.db").resolve()


def test_where_nothing_was_ingested_no_round_is_due(tmp_path: Path) -> None:
    assert DueJob(output=tmp_path, limits=DueLimits(every_days=1, new_cases=1)).run() == ()


@pytest.mark.slow
def test_gold_that_goes_on_leaves_the_round_as_it_was_pinned(arrived: Path) -> None:
    context = begun(arrived)
    done = pin(context)
    arrive(arrived, 2, since=12)
    state = context.state.begin(RoundStep.PIN, NOON).finish(RoundStep.PIN, NOON, "", {}, done.facts)
    work = RoundContext(context.told, context.folder, state).work
    assert (len(work.gold), len(Workspace(arrived).gold)) == (36, 42)
    assert work.tags["retraining"] == "0001"
    assert "retraining" not in Workspace(arrived).tags


@pytest.fixture(scope="module")
def registry_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with registry_at(tmp_path_factory.mktemp("registry")) as url:
        yield url


def told(output: Path, registry: str, **changes: Any) -> dict[str, Any]:
    return {
        "output": output,
        "registry": registry,
        "allow_unsigned": True,
        "size": "small",
        "min_cases": 5,
        "candidates": "logistic",
        "balancing": "none",
        "evaluation_folds": 2,
        "parity_cases": 5,
        "reserve": 0.3,
        "margins": Margins(time=100, size=100, fewest_cases=2, fewest_diseases=2),
        "limits": DueLimits(every_days=0, new_cases=6),
    } | changes


def retrain(given: dict[str, Any]) -> None:
    RetrainJob.model_validate(given).run()


@pytest.mark.slow
def test_killed_in_its_training_a_round_comes_to_production_and_a_tie_after_it_does_not(
    arrived: Path, registry_url: str
) -> None:
    output = arrived
    given = told(output, registry_url)
    due = DueJob.model_validate(given)
    assert [one.reason for one in due.run()] == ["cases"]
    process = begin(retrain, given)
    rounds = Rounds(output)
    while not _runs(output):
        assert process.exitcode is None
        time.sleep(0.05)
    process.kill()
    process.join()
    state = rounds.under_way()
    assert state is not None
    assert (state.next, state.reached) == (RoundStep.TRAIN, RoundStep.PIN)

    result = RetrainJob.model_validate(given).run()
    assert result is not None
    assert (result.number, result.stand, result.state.steps[RoundStep.TRAIN].tries) == (1, "promoted", 2)
    assert _runs(output).count("logistic") == 1
    assert set(result.state.steps) == set(STEPS)
    held = Workspace(output).reserve.held(Workspace(output).gold)
    assert held.cases
    taught = taught_of(result.folder / "bundle")
    assert not any(taught.knows(case) for case in held.cases)

    assert due.run() == ()
    ask(rounds.requests, "drift", "HoofbeatDrift since noon", NOON)
    assert [one.reason for one in due.run()] == ["drift"]
    again = RetrainJob.model_validate(given | {"seed": 1}).run()
    assert again is not None
    assert (again.number, again.stand) == (2, "refused")
    assert again.state.triggers[0].reason == "drift"
    judged = json.loads((again.folder / "gate" / "gate.json").read_text())
    assert judged["cases"][0]["judged"] == sum(case.diagnosis is not None for case in held.cases)
    assert due.run() == ()


def _runs(output: Path) -> list[str]:
    """Names of the MLflow runs that are not deleted."""
    database = output / "mlflow.db"
    if not database.exists():
        return []
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            return [name for (name,) in connection.execute("SELECT name FROM runs WHERE lifecycle_stage = 'active'")]
    except sqlite3.OperationalError:  # its tables are being made
        return []
