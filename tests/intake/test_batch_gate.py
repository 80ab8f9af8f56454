"""What is kept of a batch, whatever comes out of it.

Mirrors: hoofbeat.intake.refinery, hoofbeat.quality.summary
"""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from hoofbeat.domain.errors import InputError, QualityError
from hoofbeat.intake.batch_gate import readings, watched
from hoofbeat.intake.refinery import IngestSummary
from hoofbeat.jobs.ingest import IngestJob
from hoofbeat.lake.lake import Lake
from hoofbeat.quality.suites import shipped_suites
from hoofbeat.sources import SourceConfig
from listed_metrics import exposed, listed
from quality_rows import cases, other


def test_a_batch_leaves_a_summary_gauges_and_a_run(tmp_path: Path) -> None:
    with watched(tmp_path, batch="b" * 32, track=True) as gate:
        gate.check_intake("ward", read=4, accepted=3, quarantined=1, reasons={"sex: unknown": 1})
        gate.check("silver", "ward", [cases(other(1), other(2, age=None), other(3))])
    summary = json.loads((tmp_path / "quality" / f"{'b' * 32}.json").read_text(encoding="utf-8"))
    assert summary["passed"] is True
    assert summary["sources"]["ward"]["reasons"] == {"sex: unknown": 1}
    gauges = (tmp_path / "quality" / "metrics.prom").read_text(encoding="utf-8")
    assert 'hoofbeat_quality_records{fate="quarantined",source="ward"} 1.0' in gauges
    assert 'hoofbeat_quality_missing_share{field="8867-4",source="ward"} 0.0' in gauges
    assert exposed(gauges) == listed("quality.md")
    families = text_string_to_metric_families(gauges)
    assert sum(len(family.samples) for family in families) == len(list(readings(gate.summary))), "a gauge got lost"
    with closing(sqlite3.connect(tmp_path / "mlflow.db")) as database:
        metrics = dict(database.execute("select key, value from metrics").fetchall())
        tags = dict(database.execute("select key, value from tags").fetchall())
        (experiment,) = database.execute(
            "select experiments.name from experiments join runs using (experiment_id) where runs.name = ?",
            (f"batch {'b' * 12}",),
        ).fetchone()
    assert experiment == "hoofbeat-quality"
    assert metrics["ward.quarantined"] == 1
    assert metrics["ward.missing.age"] == pytest.approx(1 / 3)
    assert metrics["critical.failed"] == 0
    assert tags["suite.silver"] == gate.suites["silver"].label
    assert list((tmp_path / "mlartifacts").rglob(f"{'b' * 32}.json"))


def test_a_batch_that_was_stopped_is_kept_too(tmp_path: Path) -> None:
    with pytest.raises(QualityError), watched(tmp_path) as gate:
        gate.check("silver", "ward", [cases(other(1, age=-1.0))])
    assert 'hoofbeat_quality_passed{source="ward"} 0.0' in (tmp_path / "quality" / "metrics.prom").read_text()
    (file,) = (tmp_path / "quality").glob("*.json")
    assert json.loads(file.read_text(encoding="utf-8"))["passed"] is False


def test_a_batch_without_anything_to_check_leaves_nothing(tmp_path: Path) -> None:
    with watched(tmp_path, track=True):
        pass
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def adults(tmp_path: Path) -> IngestJob:
    """Two cases, and a hospital that expects adults only."""
    lines = [
        {"case_id": f"c{number}", "age": age, "findings": [{"id": "HP:0001250"}]} for number, age in enumerate((12, 40))
    ]
    (tmp_path / "cases.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    (tmp_path / "hospital.yaml").write_text(
        "expectations:\n  - {layer: silver, type: expect_column_values_to_be_between,"
        " kwargs: {column: age, min_value: 18}, notes: adults only}\n",
        encoding="utf-8",
    )
    source = SourceConfig(name="ward", format="jsonl", path=tmp_path / "cases.jsonl")
    return IngestJob(output=tmp_path / "run", sources=(source,), expectations=tmp_path / "hospital.yaml")


def ingest(job: IngestJob) -> IngestSummary:
    return job.run(None, lambda disease: disease)


def test_a_failed_expectation_stops_before_silver_and_a_rerun_after_mending_passes(
    adults: IngestJob, tmp_path: Path
) -> None:
    with pytest.raises(QualityError, match=r"ward, silver, age: expected “adults only”, not so in 1 of 2 rows"):
        ingest(adults)
    lake = Lake(tmp_path / "run" / "lake")
    assert lake.bronze.count() == 2
    assert lake.silver.count() == lake.gold.count() == 0
    (tmp_path / "hospital.yaml").write_text(
        (tmp_path / "hospital.yaml").read_text(encoding="utf-8").replace("18", "0"), encoding="utf-8"
    )
    (tally,) = ingest(adults).tallies
    assert (tally.read, tally.accepted) == (2, 2)
    assert lake.bronze.count() == lake.silver.count() == lake.gold.count() == 2
    kept = [json.loads(path.read_text(encoding="utf-8")) for path in (tmp_path / "run" / "quality").glob("*.json")]
    assert sorted(summary["passed"] for summary in kept) == [False, True]
    index = (tmp_path / "run" / "data-docs" / "index.html").read_text(encoding="utf-8")
    assert all(summary["batch"] in index for summary in kept)


def test_every_layer_of_a_batch_is_checked_and_named_by_its_version(adults: IngestJob, tmp_path: Path) -> None:
    ingest(adults.model_copy(update={"expectations": None}))
    (file,) = (tmp_path / "run" / "quality").glob("*.json")
    summary = json.loads(file.read_text(encoding="utf-8"))
    suites = {check["layer"]: check["suite"] for check in summary["checks"]}
    assert suites == {layer: suite.label for layer, suite in shipped_suites().items()}
    assert summary["sources"]["ward"] == {"read": 2, "accepted": 2, "quarantined": 0, "reasons": {}}
    (bronze,) = Lake(tmp_path / "run" / "lake").bronze.values("batch")
    assert summary["batch"] == bronze


def test_a_wrong_expectation_is_told_before_anything_is_read(adults: IngestJob, tmp_path: Path) -> None:
    (tmp_path / "hospital.yaml").write_text("expectations: [{layer: silver, type: expect_nothing}]", encoding="utf-8")
    with pytest.raises(InputError, match="no expectation expect_nothing"):
        ingest(adults)
    assert Lake(tmp_path / "run" / "lake").bronze.count() == 0
