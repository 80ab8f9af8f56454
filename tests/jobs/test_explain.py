"""``hoofbeat explain`` on a run of simulated patients.

Mirrors: hoofbeat.cli.explain
"""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hoofbeat.domain.errors import InputError
from hoofbeat.evaluation.explanation.result import Explanation
from hoofbeat.jobs.explain import ExplainJob
from hoofbeat.training.outcome import TrainingOutcome
from hoofbeat.training.tracking import Tracker
from hoofbeat.workspace import Workspace

Result = subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def output(demo_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(demo_run, tmp_path_factory.mktemp("explained") / "run"))


@pytest.fixture(scope="module")
def result(output: Path) -> Result:
    """In a process of its own: MLflow remembers, by the id of a run, where the original keeps its artifacts."""
    limits = ["--cases", "12", "--classes", "2", "--shown", "2"]
    command = [sys.executable, "-m", "hoofbeat", "explain", "--output", str(output), *limits]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_selected_model_is_explained(output: Path, result: Result) -> None:
    assert result.returncode == 0, result.stderr
    figures = output / "report" / "explanation.json"
    explanation = Explanation.model_validate_json(figures.read_text(encoding="utf-8"))
    outcome = TrainingOutcome.load(output / "training")
    assert explanation.cohort is not None
    assert explanation.cohort.model == outcome.winner
    assert (explanation.cohort.explained, len(explanation.cohort.diseases), len(explanation.cohort.cases)) == (12, 2, 2)


def test_simulated_patients_teach_no_re_ranker_and_the_page_says_so(output: Path, result: Result) -> None:
    assert result.returncode == 0, result.stderr
    html = (output / "report" / "explanation.html").read_text(encoding="utf-8")
    assert "There is no re-ranker to explain: all cases are simulated" in html
    assert 'href="report.html"' in html


def test_no_id_of_the_lake_stands_there(output: Path, result: Result) -> None:
    assert result.returncode == 0, result.stderr
    cases = Workspace(output).cohort.cases
    for name in ("explanation.html", "explanation.json"):
        text = (output / "report" / name).read_text(encoding="utf-8")
        assert not [case.case_id for case in cases if case.case_id in text or (case.group and case.group in text)]


def test_the_page_is_kept_with_the_run_of_the_selected_model(output: Path, result: Result) -> None:
    assert result.returncode == 0, result.stderr
    run = Tracker(output, Workspace(output).tags).newest(TrainingOutcome.load(output / "training").winner)
    assert run is not None
    assert (output / "mlartifacts" / run.id / "artifacts" / "explanation.html").is_file()


def test_nothing_is_explained_before_training(output: Path, tmp_path: Path) -> None:
    for folder in ("knowledge", "lake"):
        shutil.copytree(output / folder, tmp_path / folder)
    with pytest.raises(InputError, match="hoofbeat train"):
        ExplainJob(output=tmp_path).run()
    assert not (tmp_path / "report").exists()
