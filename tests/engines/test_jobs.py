"""The jobs answer the same through a Dask cluster as on this machine alone, also where a worker is killed.

Mirrors: hoofbeat.engines.dask_team, hoofbeat.jobs.ingest, hoofbeat.jobs.predict, hoofbeat.training.contest
"""

import os
import signal
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dask_cluster import Cluster
from hoofbeat.engines import LOCAL, TaskEngine, working
from hoofbeat.intake import intake
from hoofbeat.intake.intake import Arrival
from hoofbeat.jobs.ingest import IngestJob
from hoofbeat.jobs.predict import PredictJob
from hoofbeat.lake.lake import Lake
from hoofbeat.sources import choose_sources
from hoofbeat.training.selection import Selection, SelectionSettings, select
from hoofbeat.training.tuning import Search
from invented_cohort import make_cohort, make_ontology
from invented_deliveries import KEY, delivery

#: Columns that a run draws or reads off the clock.
_OF_THE_RUN = {"batch", "ingested_at", "sealed", "quarantined_at"}


@pytest.fixture
def small_parcels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "RECORDS_AT_ONCE", 20)
    monkeypatch.setenv("HOOFBEAT_PSEUDONYM_KEY", KEY)


def lake_of(output: Path) -> dict[str, list[dict[str, Any]]]:
    """The rows of each table, without order: Delta writes the files of one commit side by side."""
    lake = Lake(output / "lake")
    tables = {"bronze": lake.bronze, "silver": lake.silver, "gold": lake.gold, "quarantine": lake.quarantine}
    return {
        name: sorted(
            ({key: value for key, value in row.items() if key not in _OF_THE_RUN} for row in table.read().to_pylist()),
            key=repr,
        )
        for name, table in tables.items()
    }


@pytest.mark.usefixtures("small_parcels")
def test_ingest_fills_the_same_lake_though_a_worker_is_killed(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = choose_sources(jsonl=delivery(tmp_path / "cases.jsonl", range(400)))
    alone = IngestJob(output=tmp_path / "alone", sources=sources).run(None, str.upper)
    batched = intake.batched

    def killing(arrivals: Iterable[Arrival]) -> Iterator[list[Arrival]]:
        for number, batch in enumerate(batched(arrivals)):
            if number == 10:
                os.kill(cluster.workers[0].pid, signal.SIGKILL)
            yield batch

    monkeypatch.setattr(intake, "batched", killing)
    together = IngestJob(output=tmp_path / "together", sources=sources, engine=cluster.address).run(None, str.upper)
    assert cluster.workers[0].wait(10) == -signal.SIGKILL
    assert together == alone
    assert lake_of(tmp_path / "together") == lake_of(tmp_path / "alone")
    assert "case 12" not in cluster.said()


def test_predict_writes_the_same_bytes(cluster: Cluster, demo_bundle: Path, tmp_path: Path) -> None:
    cases = delivery(tmp_path / "cases.jsonl", range(60))
    written = []
    for engine in ("local", cluster.address):
        job = PredictJob(
            bundle=demo_bundle, cases=cases, format="jsonl", explain=True, output=tmp_path / "out", engine=engine
        )
        assert job.run() == (60, 2)
        written.append(job.output.read_bytes())
    assert written[0] == written[1]
    assert "case 12" not in cluster.said()


def selected(engine: TaskEngine, folder: Path) -> Selection:
    ontology = make_ontology()
    search = Search(trials=2, balancing="none", database=folder / "optuna.db")
    settings = SelectionSettings(min_support=2, size="small", names=("logistic", "xgboost"), search=search)
    return select(make_cohort(ontology), ontology, settings, orphan={"OMIM:100"}, engine=engine)


def test_candidates_and_trials_have_the_same_figures(cluster: Cluster, tmp_path: Path) -> None:
    alone = selected(LOCAL, tmp_path / "alone")
    with working(cluster.address) as engine:
        together = selected(engine, tmp_path / "together")
    assert together.verdict == alone.verdict
    assert list(together.results) == list(alone.results) == ["logistic", "xgboost"]
    for name, result in together.results.items():
        assert result.tuned == alone.results[name].tuned
        np.testing.assert_allclose(result.probabilities, alone.results[name].probabilities, atol=1e-6)
        for figure in ("macro_f1", "orphan_macro_recall", "top_1", "onnx_bytes"):
            assert result.metrics[figure] == pytest.approx(alone.results[name].metrics[figure], abs=1e-6)
