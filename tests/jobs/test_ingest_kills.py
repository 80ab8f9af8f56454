"""Killed at any moment and run again, an ingest gives what an undisturbed one gives, row for row.

Mirrors: hoofbeat.jobs.ingest, hoofbeat.intake.commits
"""

import random
import signal
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from invented_deliveries import delivery, ended, everything, finish_ingest, rows, start_ingest

#: Enough for worker processes and several parcels (of 2,000 records), and no more: a run should be short.
CASES = range(1, 5_000)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return delivery(tmp_path_factory.mktemp("delivery") / "cases.jsonl", CASES)


@pytest.fixture(scope="module")
def undisturbed(file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("undisturbed")
    finish_ingest(output, file)
    return output / "lake"


def kill_when(process: BaseProcess, reached: Callable[[], object]) -> bool:
    """Kill an ingest without warning at a moment; say whether it came."""
    while process.exitcode is None:
        if reached():
            process.kill()
            return ended(process) == -signal.SIGKILL
        time.sleep(0.005)
    return False


def test_killed_between_its_commits_and_run_again_it_gives_the_same(
    file: Path, undisturbed: Path, tmp_path: Path
) -> None:
    lake = tmp_path / "lake"
    moments = [
        lambda: list(tmp_path.glob(".staging/*/0.arrow")),
        lambda: (lake / "bronze" / "_delta_log").is_dir(),
        lambda: (lake / "silver" / "_delta_log").is_dir(),
    ]
    for moment in moments:
        assert kill_when(start_ingest(tmp_path, file), moment)
    finish_ingest(tmp_path, file)
    assert everything(lake) == everything(undisturbed)
    assert not (tmp_path / ".staging").exists()


@pytest.mark.slow
def test_killed_at_eight_random_moments_and_run_again_it_gives_the_same(
    file: Path, undisturbed: Path, tmp_path: Path
) -> None:
    timed = start_ingest(tmp_path / "timed", file)
    start = time.monotonic()
    assert ended(timed) == 0
    whole = time.monotonic() - start
    moments = random.Random(0)
    kills = runs = 0
    output = tmp_path / "0"
    while kills < 8:
        runs += 1
        assert runs <= 40, "hardly a run is still at work when it is to be killed"
        process = start_ingest(output, file)
        end = time.monotonic() + moments.uniform(0, whole)
        killed = kill_when(process, lambda end=end: time.monotonic() > end)
        kills += killed
        if killed and kills % 4 == 0:
            finish_ingest(output, file)
        if not killed or kills % 4 == 0:  # a lake is finished: after four kills, or by a run that was quicker
            assert process.exitcode == (-signal.SIGKILL if killed else 0)
            assert everything(output / "lake") == everything(undisturbed)
            output = tmp_path / str(runs)


def test_two_at_once_lose_nothing_and_add_nothing_twice(tmp_path: Path) -> None:
    first = delivery(tmp_path / "first.jsonl", range(1, 2_500))
    second = delivery(tmp_path / "second.jsonl", range(1_500, 4_000))
    both = [start_ingest(tmp_path / "both", file) for file in (first, second)]
    assert [ended(process) for process in both] == [0, 0]
    for file in (first, second):
        finish_ingest(tmp_path / "one by one", file)
    ordinals = {"ordinal": None}
    for table in ("bronze", "quarantine", "silver", "gold"):
        at_once = [row | ordinals for row in rows(tmp_path / "both" / "lake", table)]
        assert at_once == [row | ordinals for row in rows(tmp_path / "one by one" / "lake", table)]
