"""A study is kept, goes on where it was broken off, and is never that of other data.

Mirrors: hoofbeat.models.plan, hoofbeat.training.contest
"""

from collections.abc import Generator, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import optuna
import pytest

from hoofbeat.domain.errors import TrainingError
from hoofbeat.features.balancing import BALANCINGS
from hoofbeat.models.candidates import build, records
from hoofbeat.models.fitting import teachable
from hoofbeat.models.plan import SHIPPED_PLAN
from hoofbeat.training.contest import Contest, Fit, Fitted, Fitter
from hoofbeat.training.folds import assign, prepare_folds
from hoofbeat.training.tracking import Tracker, open_client
from hoofbeat.training.tuning import DATABASE, Search, study_name, tune
from invented_cohort import make_cohort, make_ontology

ONTOLOGY = make_ontology()


class Here:
    """Fits in this very thread, and ends with nothing to close."""

    def __init__(self, fitter: Fitter) -> None:
        self.fitter = fitter

    def map(self, fits: Iterable[Fit]) -> Generator[Fitted, None, None]:
        yield from map(self.fitter, fits)


def contest_of(seed: int = 0) -> Contest:
    cohort = make_cohort(ONTOLOGY, seed=seed)
    rows, diseases = teachable(cohort, 10)
    cases = [cohort.cases[row] for row in rows]
    classes = tuple(sorted(set(diseases)))
    y = np.searchsorted(classes, diseases).astype(np.int64)
    fold = assign(cases, y, 3, seed=0)
    folds = {
        balancing: prepare_folds(cases, diseases, classes, fold, ONTOLOGY, min_support=2, seed=0, balancing=balancing)
        for balancing in BALANCINGS
    }
    everyone = np.ones(len(y), dtype=np.bool_)
    fitter = Fitter(folds, 0, "small")
    return Contest(classes, np.ones(len(classes), dtype=np.bool_), y, everyone, fitter, Here(fitter))


@pytest.fixture(scope="module")
def contest() -> Contest:
    return contest_of()


def trials(database: Path, study: str) -> list[tuple[dict[str, Any], float | None]]:
    """Settings and value of the finished trials of a study."""
    storage = optuna.storages.RDBStorage(f"sqlite:///{database}")
    found = optuna.load_study(study_name=study, storage=storage).get_trials()
    storage.engine.dispose()
    return [(trial.params, trial.value) for trial in found if trial.state.name in ("COMPLETE", "PRUNED")]


def names(database: Path) -> list[str]:
    storage = optuna.storages.RDBStorage(f"sqlite:///{database}")
    found = optuna.get_all_study_names(storage)
    storage.engine.dispose()
    return found


def test_no_trials_leave_what_is_shipped_and_no_study(contest: Contest, tmp_path: Path) -> None:
    found = tune("logistic", contest, Search(database=tmp_path / DATABASE))
    assert (found.plan, found.study, found.trial) == (SHIPPED_PLAN, "", None)
    assert not (tmp_path / DATABASE).exists()


def test_the_first_trial_is_what_is_shipped(contest: Contest, tmp_path: Path) -> None:
    found = tune("mlp", contest, Search(trials=1, database=tmp_path / DATABASE))
    assert found.plan.settings == records()["mlp"].shipped("small", None)
    assert found.trial == 0


def test_a_study_that_was_broken_off_goes_on_as_if_it_had_not_been(
    contest: Contest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Search(trials=9, database=tmp_path / "whole.db")
    expected = tune("logistic", contest, whole)
    broken = Search(trials=9, database=tmp_path / "broken.db")
    tune("logistic", contest, replace(broken, trials=3))
    answers, calls = Contest.answers, []

    def killed(self: Contest, *args: Any) -> Iterator[Any]:
        calls.append(args)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return answers(self, *args)

    monkeypatch.setattr(Contest, "answers", killed)
    with pytest.raises(KeyboardInterrupt):
        tune("logistic", contest, broken)
    monkeypatch.undo()
    assert broken.database is not None
    assert whole.database is not None
    assert len(trials(broken.database, expected.study)) == 6
    again = tune("logistic", contest, broken)
    assert again.plan == expected.plan
    assert trials(broken.database, expected.study) == trials(whole.database, expected.study)


def test_a_finished_study_is_not_repeated(contest: Contest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    search = Search(trials=2, database=tmp_path / DATABASE)
    first = tune("logistic", contest, search)
    monkeypatch.setattr(Contest, "answers", lambda *_: pytest.fail("a trial was run again"))
    assert tune("logistic", contest, search) == first


def test_a_study_of_other_data_is_not_mixed_in(contest: Contest, tmp_path: Path) -> None:
    search = Search(trials=2, database=tmp_path / DATABASE)
    mine, other = tune("logistic", contest, search), tune("logistic", contest_of(seed=1), search)
    assert mine.study != other.study
    assert search.database is not None
    assert set(names(search.database)) == {mine.study, other.study}
    assert len(trials(search.database, mine.study)) == 2


def test_all_that_figures_depend_on_begins_another_study(contest: Contest) -> None:
    search = Search(trials=2)
    variants = [
        replace(contest, fitter=replace(contest.fitter, seed=1)),
        replace(contest, fitter=replace(contest.fitter, size="full")),
        replace(contest, y=contest.y[::-1].copy()),
        replace(contest, fitter=replace(contest.fitter, folds={"smote": contest.folds["smote"][::-1]})),
    ]
    found = {study_name("logistic", variant, search) for variant in (contest, *variants)}
    found |= {study_name("mlp", contest, search), study_name("logistic", contest, Search(2, "compare"))}
    assert len(found) == len(variants) + 3
    assert study_name("logistic", contest_of(), search) == study_name("logistic", contest, replace(search, trials=9))


def test_a_comparison_tries_every_balancing_as_shipped_first(contest: Contest, tmp_path: Path) -> None:
    search = Search(balancing="compare", database=tmp_path / DATABASE)
    found = tune("random_forest", contest, search)
    assert search.database is not None
    tried = trials(search.database, found.study)
    assert [params["balancing"] for params, _ in tried] == ["smote", "none", "weights", "random"]
    assert len({tuple(sorted(params.items())[1:]) for params, _ in tried}) == 1
    best = max(value for _, value in tried if value is not None)
    assert {params["balancing"]: value for params, value in tried}[found.plan.balancing] == best


def test_a_hopeless_trial_is_given_up_after_its_first_fold(contest: Contest, tmp_path: Path) -> None:
    tracker = Tracker(tmp_path)
    tune("mlp", contest, Search(trials=12, database=tmp_path / DATABASE), tracker)
    client = open_client(tmp_path / "mlflow.db")
    runs = client.search_runs([experiment.experiment_id for experiment in client.search_experiments()])
    assert len(runs) == 12
    assert {run.data.tags["trial"] for run in runs} == {str(number) for number in range(12)}
    assert len({run.data.tags["study"] for run in runs}) == 1
    assert {run.data.tags["pruned"] for run in runs} == {"True", "False"}
    for run in runs:
        assert ("macro_f1" in run.data.metrics) == (run.data.tags["pruned"] == "False")
        assert {"balancing", *records()["mlp"].space} <= run.data.params.keys()


def test_a_damaged_database_is_refused(contest: Contest, tmp_path: Path) -> None:
    (tmp_path / DATABASE).write_bytes(b"garbage" * 1000)
    with pytest.raises(TrainingError, match=r"optuna\.db cannot be used"):
        tune("logistic", contest, Search(trials=1, database=tmp_path / DATABASE))


@pytest.mark.parametrize("name", records())
@pytest.mark.parametrize("size", ["small", "full"])
def test_what_is_shipped_lies_within_the_bounds_of_the_search(name: str, size: Any) -> None:
    for columns in (None, 30, 4000):
        settings = records()[name].shipped(size, columns)
        assert settings.keys() == records()[name].space.keys()
        for key, bounds in records()[name].space.items():
            assert bounds.low <= settings[key] <= bounds.high, key


@pytest.mark.parametrize("name", records())
def test_every_setting_reaches_the_estimator(name: str) -> None:
    plain = build(name)[-1].get_params()
    for key, bounds in records()[name].space.items():
        assert build(name, settings={key: bounds.low})[-1].get_params() != plain, key
