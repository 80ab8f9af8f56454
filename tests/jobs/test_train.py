"""``hoofbeat train``: a search that is kept, one page that compares, and a winner that is fitted as it won.

Mirrors: hoofbeat.cli.training, hoofbeat.trained.candidates, hoofbeat.trained.ranking, hoofbeat.training.settings,
hoofbeat.workspace
"""

import re
from pathlib import Path
from typing import Any

import numpy as np
import optuna
import pytest
from typer.testing import CliRunner

from hoofbeat.cli.commands import app
from hoofbeat.domain.case import Case, Finding
from hoofbeat.domain.errors import InputError
from hoofbeat.jobs.ingest import IngestJob
from hoofbeat.jobs.pipeline import ingest
from hoofbeat.jobs.train import TrainJob
from hoofbeat.models.candidates import names
from hoofbeat.sources import choose_sources
from hoofbeat.trained.ranking import bench_of
from hoofbeat.training.outcome import TrainingOutcome
from hoofbeat.training.tracking import open_client
from hoofbeat.workspace import Workspace

TYPICAL = {
    "OMIM:154700": ("HP:0001166", "HP:0001083", "HP:0002616"),
    "OMIM:147791": ("HP:0001873", "HP:0001263", "HP:0000252"),
}
SEARCH: dict[str, Any] = {"candidates": "logistic,random_forest", "size": "small", "balancing": "compare", "trials": 5}


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve patients of Marfan and sixteen of Jacobsen syndrome, each of a publication of its own."""
    folder = tmp_path_factory.mktemp("run")
    rng = np.random.default_rng(0)
    cases = [
        Case(
            case_id=f"{disease}-{number}",
            findings=tuple(Finding(id=one) for one in findings if rng.random() < 0.7) or (Finding(id="HP:0001250"),),
            diagnosis=disease,
            group=f"PMID:{disease[-3:]}{number}",
        )
        for (disease, findings), count in zip(TYPICAL.items(), (12, 16), strict=True)
        for number in range(count)
    ]
    file = folder / "cases.jsonl"
    file.write_text("\n".join(case.model_dump_json() for case in cases) + "\n", encoding="utf-8")
    ingest(IngestJob(output=folder / "run", sources=choose_sources(jsonl=file)))
    return folder / "run"


@pytest.fixture(scope="module")
def outcome(output: Path) -> TrainingOutcome:
    return TrainJob(output=output, **SEARCH).run()


def studies(output: Path) -> dict[str, int]:
    """Trials of every study."""
    storage = optuna.storages.RDBStorage(f"sqlite:///{output / 'training' / 'optuna.db'}")
    found = {one.study_name: one.n_trials for one in optuna.get_all_study_summaries(storage)}
    storage.engine.dispose()
    return found


def test_each_candidate_has_a_study_of_the_trials_asked_for(outcome: TrainingOutcome, output: Path) -> None:
    assert set(outcome.metrics) == {"logistic", "random_forest"}
    assert list(studies(output).values()) == [5, 5]
    assert {line.split(",")[0] for line in outcome.studies.values()} == set(studies(output))


def test_the_same_again_adds_nothing_and_finds_the_same(outcome: TrainingOutcome, output: Path) -> None:
    before = studies(output)
    again = TrainJob(output=output, **SEARCH).run()
    assert studies(output) == before
    assert (again.winner, again.plans, again.studies) == (outcome.winner, outcome.plans, outcome.studies)
    for name, probabilities in outcome.probabilities.items():
        np.testing.assert_array_equal(again.probabilities[name], probabilities)


def test_what_was_found_is_read_back(outcome: TrainingOutcome, output: Path) -> None:
    read = TrainingOutcome.load(output / "training")
    assert (read.plans, read.studies, read.balancing, read.guard) == (
        outcome.plans,
        outcome.studies,
        outcome.balancing,
        outcome.guard,
    )
    assert read.plan == outcome.plans[outcome.winner]


def test_the_winner_is_fitted_as_it_won_here_and_in_evaluation(outcome: TrainingOutcome, output: Path) -> None:
    bench = bench_of(Workspace(output), outcome, seed=0)
    assert outcome.model is not None
    assert bench.fit_cohort is not None
    again = bench.fit_cohort(bench.teaching.cohort)
    assert again.pipeline[-1].get_params() == outcome.model.pipeline[-1].get_params()
    for key, value in outcome.plan.settings.items():
        assert again.pipeline[-1].get_params()[key] == value
    assert str(again.balancing) == str(outcome.model.balancing)


def test_one_page_compares_them_beside_the_training_and_in_every_run(outcome: TrainingOutcome, output: Path) -> None:
    page = (output / "training" / "candidates.html").read_text(encoding="utf-8")
    for name in outcome.metrics:
        assert re.search(rf"<tr[^>]*><td>{name}", page)
        assert f"{outcome.metrics[name]['onnx_bytes']:,.0f}" in page
    client = open_client(output / "mlflow.db")
    runs = client.search_runs([experiment.experiment_id for experiment in client.search_experiments()])
    compared = [run for run in runs if run.info.run_name in names()]
    assert {run.info.run_name for run in compared} == set(outcome.metrics)
    for run in compared:
        artifacts = {file.path for file in client.list_artifacts(run.info.run_id)}
        assert artifacts == {"candidates.html", "curves.png", "confusion.png"}
        assert f"{run.data.tags['study']}, trial {run.data.tags['trial']}" == outcome.studies[run.info.run_name]


def test_an_unknown_candidate_is_refused_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"No candidate is called 'oracle' → choose among logistic, random_forest"):
        TrainJob(output=tmp_path, candidates="mlp, oracle").run()


def test_without_a_search_nothing_is_searched(output: Path, tmp_path: Path) -> None:
    before = studies(output)
    shipped = TrainJob(output=output, candidates="logistic", size="small").run()
    assert studies(output) == before
    assert (shipped.plan.settings, shipped.plan.balancing, shipped.studies) == ({}, "smote", {})


def test_the_command_line_hands_the_search_on(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[TrainJob] = []
    monkeypatch.setattr(TrainJob, "run", lambda job: given.append(job))
    arguments = ["--trials", "7", "--balancing", "weights", "--candidates", "mlp,xgboost", "--output", "runs/first"]
    assert CliRunner().invoke(app, ["train", *arguments]).exit_code == 0
    assert given == [TrainJob(output=Path("runs/first"), trials=7, balancing="weights", candidates="mlp,xgboost")]
    assert given[0].names == ("xgboost", "mlp")
