"""New cases, and nobody at the keyboard: the DAGs take them to the bundle in production, and watch that.

Mirrors: dags/retrain.py, dags/monitor.py
"""

from pathlib import Path

import pytest

from hoofbeat.lifecycle.retraining.steps import STEPS
from hoofbeat.lifecycle.server import MlflowServer
from hoofbeat.lifecycle.versions import Alias, RegisteredModel
from invented_visits import visits
from real_airflow import Airflow, ages_from
from real_registry import registry_at

pytestmark = pytest.mark.airflow


def test_a_new_gold_wakes_a_round_that_goes_to_production_and_the_next_one_is_not_due(
    running: Airflow, tmp_path: Path, registry_port: int
) -> None:
    (tmp_path / "cases.jsonl").write_text(visits(12))
    (tmp_path / "sources.yaml").write_text(
        f"sources:\n  - {{name: clinic, format: jsonl, path: {tmp_path / 'cases.jsonl'}}}\n"
    )
    (tmp_path / "expectations.yaml").write_text(ages_from(0))
    with registry_at(tmp_path / "registry", registry_port) as url:
        for dag in ("retrain", "prepare", "ingest"):  # the last begins at once, for its clock has shown midnight
            running("dags", "unpause", dag)
        running.wait(lambda: _ended(running), 900, "a round is promoted")
        tasks = running.tasks("retrain")[0]
        assert set(tasks.items()) == {("due", "success"), *((step.value, "success") for step in STEPS)}, running.log(
            "retrain"
        )[-3000:]
        assert running.dated("retrain") == [("asset_triggered", None)]
        versions = RegisteredModel(MlflowServer.of({"MLFLOW_TRACKING_URI": url}))
        assert versions.aliases() == {Alias.PRODUCTION: "1"}

        told = running.told("hoofbeat-retraining")
        assert [one["step"] for one in told] == [step.value for step in STEPS]
        assert {one["round"] for one in told} == {1}
        assert "bundle/manifest.json" in told[3]["artefacts"]
        (promoted,) = running.told("hoofbeat-production")
        assert promoted["step"] == "promote"

        running("dags", "unpause", "monitor")  # its clock has shown midnight, too
        running("dags", "trigger", "retrain")
        running.wait(lambda: running.dated("retrain")[-1][0] == "manual", 60, "a second run begins")
        running.wait(lambda: running.runs("retrain")[-1][1] == "success", 180, "it ends")
        assert running.tasks("retrain")[-1] == {"due": "success"} | {step.value: "skipped" for step in STEPS}
        assert running.dated("retrain")[-1] == ("manual", None)
        assert versions.aliases() == {Alias.PRODUCTION: "1"}

        running.wait(lambda: [state for _, state in running.runs("monitor")][:1] == ["success"], 300, "it is watched")
        assert running.tasks("monitor")[0] == {"fetch": "success", "drift": "skipped", "outcomes": "success"}
        assert "hoofbeat_outcome_labels" in (tmp_path / "run" / "quality" / "outcomes.prom").read_text()


def _ended(airflow: Airflow) -> bool:
    for dag in ("prepare", "retrain"):
        assert "failed" not in [state for _, state in airflow.runs(dag)], airflow.log(dag)[-3000:]
    return "success" in [state for _, state in airflow.runs("retrain")]
