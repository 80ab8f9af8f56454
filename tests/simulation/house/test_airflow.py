"""Where there is no Airflow, the page says so."""

from pathlib import Path

import pytest

from hoofbeat.simulation.house.airflow import one_run
from hoofbeat.simulation.sizes import QUICK


def test_a_machine_without_airflow_is_told_how_to_get_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOFBEAT_AIRFLOW", str(tmp_path / "none"))
    assert "make airflow" in one_run(tmp_path, "http://127.0.0.1:1", QUICK)
    assert not list(tmp_path.iterdir())


def test_what_airflow_says_when_it_fails_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = tmp_path / "venv" / "bin" / "airflow"
    command.parent.mkdir(parents=True)
    command.write_text("#!/bin/sh\necho no database here\nexit 3\n", encoding="utf-8")
    command.chmod(0o755)
    monkeypatch.setenv("HOOFBEAT_AIRFLOW", str(tmp_path / "venv"))
    (output := tmp_path / "year").mkdir()
    said = one_run(output, "http://127.0.0.1:1", QUICK)
    if not said.startswith("not run"):  # before the DAG is there
        assert said.startswith("failed (`airflow db migrate` ended with 3)")
        assert "no database here" in (output / "airflow" / "log").read_text(encoding="utf-8")
