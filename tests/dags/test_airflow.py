"""The DAGs in a real Airflow, on real files.

Mirrors: dags
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hoofbeat.lake.lake import Lake
from real_airflow import Airflow, ages_from

pytestmark = pytest.mark.airflow


def test_every_dag_parses_without_a_warning(airflow: Airflow) -> None:
    airflow("db", "migrate")
    found = airflow.parsed()
    assert found == {
        "dags": ["ingest", "knowledge_refresh", "monitor", "prepare", "retrain"],
        "errors": {},
        "warnings": {},
    }


def test_bronze_wakes_prepare_a_failed_gate_says_why_and_a_rerun_mends_it(
    running: Airflow, make_packet: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    folder = tmp_path / "packets"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.json").write_text(json.dumps(make_packet(f"patient-{number}")))
    cases = tmp_path / "cases.jsonl"
    cases.write_text(json.dumps({"case_id": "c1", "age": 4, "findings": [{"id": "HP:0001250"}]}) + "\n")
    (tmp_path / "sources.yaml").write_text(
        f"sources:\n  - {{name: packets, format: phenopackets, path: {folder}}}\n"
        f"  - {{name: clinic, format: jsonl, path: {cases}}}\n"
    )
    expectations = tmp_path / "expectations.yaml"
    expectations.write_text(ages_from(50))
    lake = Lake(tmp_path / "run" / "lake")

    for dag in ("prepare", "ingest"):
        running("dags", "unpause", dag)
    running("dags", "trigger", "ingest")
    _succeeded(running, "ingest", 1)
    assert lake.bronze.count() == 4
    running.wait(lambda: _states(running, "prepare")[:1] == ["failed"], 300, "the gate stops prepare")
    assert "critical expectations failed" in running.log("prepare")
    assert not lake.silver.exists
    assert not lake.gold.exists

    expectations.write_text(ages_from(0))
    running("tasks", "clear", "prepare", "--yes", "--only-failed")
    _succeeded(running, "prepare", 1)
    assert (lake.silver.version, lake.gold.version) == (0, 0)
    assert lake.gold.count() == 4

    (folder / "3.json").write_text(json.dumps(make_packet("patient-3")))
    running("dags", "trigger", "ingest")
    _succeeded(running, "ingest", 2)
    running.wait(lambda: lake.gold.count() == 5, 300, "prepare follows ingest again")
    assert (lake.silver.version, lake.gold.version) == (1, 1)


def _states(airflow: Airflow, dag: str) -> list[str]:
    return [state for _, state in airflow.runs(dag)]


def _succeeded(airflow: Airflow, dag: str, runs: int) -> None:
    def done() -> bool:
        states = _states(airflow, dag)
        assert "failed" not in states or dag == "prepare", airflow.log(dag)[-3000:]
        return states.count("success") >= runs

    airflow.wait(done, 300, f"{dag} succeeds {runs} times")
