"""``hoofbeat monitor drift`` from its command line: windows and gold in, table, JSON, metrics and exit status out.

Mirrors: hoofbeat.cli.monitor, hoofbeat.watching.drift.table
"""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hoofbeat.bundle.runtime.manifest import MANIFEST
from hoofbeat.cli.commands import app
from hoofbeat.cli.monitor import ALARM
from hoofbeat.domain.case import Case
from hoofbeat.domain.errors import InputError
from hoofbeat.jobs.drift import DriftJob
from hoofbeat.watching.drift.verdict import DriftVerdict
from small_bundles import small_bundle
from watched_world import FIRST, days_of, watched, write_days


def ageless(case: Case) -> Case:
    return case.model_copy(update={"age": None})


@pytest.fixture(scope="module")
def windows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three stable days, then two on which nobody writes an age down; one file is cut off."""
    folder = tmp_path_factory.mktemp("windows")
    write_days(folder, days_of(3, 80))
    write_days(folder, days_of(2, 80, 8, ageless, first=FIRST + timedelta(days=3)))
    write_days(folder, days_of(1, 80, 9), "2-bb")
    (cut,) = folder.glob("*.2-bb.json")
    cut.write_text(cut.read_text()[:100])
    return folder


def test_the_command_says_what_drifted_and_writes_it(windows: Path, tmp_path: Path) -> None:
    folder, bundle, _ = watched()
    result = CliRunner().invoke(
        app,
        ["monitor", "drift", "--bundle", str(folder), "--windows", str(windows), "--since", str(FIRST),
         "--metrics", str(tmp_path / "drift.prom"), "--output", str(tmp_path / "drift.json"), "--fail-on-alarm"],
    )  # fmt: skip
    assert result.exit_code == ALARM, result.output
    assert "6 read = 5 counted + 1 refused" in result.output
    assert "missingness" in result.output
    assert "2026-03-04" in result.output
    verdict = DriftVerdict.model_validate_json((tmp_path / "drift.json").read_bytes())
    assert verdict.bundle == bundle.version
    assert verdict.read == verdict.accepted + len(verdict.refused) == 6
    assert set(verdict.refused.values()) == {"no JSON: it was cut off or changed"}
    assert (verdict.features[0].name, verdict.features[0].since) == ("age", FIRST + timedelta(days=3))
    assert min(verdict.alarm_days) == FIRST + timedelta(days=3)
    assert 'hoofbeat_drift_alarm{detector="missingness"} 1.0' in (tmp_path / "drift.prom").read_text()


def test_without_alarm_or_unless_asked_the_status_is_zero(windows: Path) -> None:
    folder, _, _ = watched()
    command = ["monitor", "drift", "--bundle", str(folder), "--windows", str(windows)]
    assert CliRunner().invoke(app, command).exit_code == 0
    stable = CliRunner().invoke(app, [*command, "--until", str(FIRST + timedelta(days=2)), "--fail-on-alarm"])
    assert stable.exit_code == 0
    assert "no alarm" in stable.output


def test_an_empty_folder_says_too_few(tmp_path: Path) -> None:
    folder, _, _ = watched()
    result = CliRunner().invoke(app, ["monitor", "drift", "--bundle", str(folder), "--windows", str(tmp_path)])
    assert result.exit_code == 0
    assert "too few cases" in result.output


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "--windows FOLDER or --cohort gold"),
        ({"windows": "w", "run_directory": "r"}, "--windows FOLDER or --cohort gold"),
        ({"windows": "w", "since": "2026-03-02", "until": "2026-03-01"}, "swap them"),
        ({"windows": "no such folder"}, "HOOFBEAT_WINDOWS"),
    ],
)
def test_what_cannot_be_done_is_said(given: dict[str, str], told: str) -> None:
    job = DriftJob.model_validate({"bundle": watched()[0]} | given)
    with pytest.raises(InputError, match=told):
        job.run()


def test_an_old_bundle_is_to_be_exported_again(tmp_path: Path) -> None:
    old = small_bundle(tmp_path / "bundle")
    assert "reference.json" not in json.loads((old / MANIFEST).read_bytes())["files"]
    with pytest.raises(InputError, match="export it with this version"):
        DriftJob(bundle=old, windows=tmp_path).run()


def test_gold_of_the_run_that_made_the_bundle_does_not_drift(demo_run: Path, tmp_path: Path) -> None:
    """And what stood in gold on a later day is left out: nothing remains to be judged."""
    job = DriftJob(bundle=demo_run / "bundle", run_directory=demo_run, answered=30, output=tmp_path / "drift.json")
    verdict = job.run()
    assert not verdict.alarm
    assert not verdict.too_few
    assert DriftVerdict.model_validate_json((tmp_path / "drift.json").read_bytes()).cases == verdict.cases
    assert job.model_copy(update={"since": date.today() + timedelta(days=2)}).run().too_few
