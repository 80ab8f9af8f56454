"""Which cohort model is best at diseases, publications held out.

Stratified grouped cross-validation: no publication stands on both sides of a split, because the cases of one
publication resemble each other more than they resemble the next patient. Many rare diseases are known from a
single publication: held out, nothing is left to learn them from, and they count as failures here.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from hoofbeat.console import track
from hoofbeat.engines import LOCAL, TaskEngine
from hoofbeat.features.cohort import Cohort
from hoofbeat.features.encoding import excluded_site_features
from hoofbeat.features.missing import missing_shares
from hoofbeat.knowledge.ontology import Ontology
from hoofbeat.models import candidates
from hoofbeat.models.candidates import Size
from hoofbeat.models.fitting import WITH_EXCLUDED, teachable
from hoofbeat.training.candidate import CandidateResult, compare
from hoofbeat.training.contest import Contest, Fitter, fitting
from hoofbeat.training.folds import assign, prepare_folds
from hoofbeat.training.guard import CRITERION, Verdict, choose, passes
from hoofbeat.training.tracking import Tracker
from hoofbeat.training.tuning import NO_SEARCH, Search, tune

#: What columns of exclusions must add to it: less is chance, and a form that is filled in part speaks against them.
WORTH = 0.01


@dataclass(frozen=True)
class Selection:
    """The comparison of all candidates on the same folds.

    Attributes:
        rows: positions in the cohort of the n cases that took part.
        classes: the C disease ids, sorted.
        y: positions in ``classes``, [n].
        fold: fold in which each case was held out, [n].
        taught: whether the other folds had a case of its disease, [n]: where not, every model must fail.
        results: by name, in the order they ran.
        verdict: who wins, and what the guard had to do with it.
    """

    rows: NDArray[np.int64]
    classes: tuple[str, ...]
    y: NDArray[np.int64]
    fold: NDArray[np.int64]
    taught: NDArray[np.bool_]
    results: Mapping[str, CandidateResult]
    verdict: Verdict

    @property
    def winner(self) -> str:
        """Name of the candidate that was selected."""
        return self.verdict.winner


@dataclass(frozen=True)
class SelectionSettings:
    """How candidates are compared.

    Attributes:
        min_cases: cases a disease needs; not fewer than ``folds``.
        min_support: training cases a finding needs to become a feature.
        folds: of the cross-validation.
        seed: of folds, balancing, search and models.
        size: of the candidates.
        names: candidates to compare; all by default.
        search: what is varied first.
        workers: folds fitted at once on this machine, each on one core.
    """

    min_cases: int = 10
    min_support: int = 5
    folds: int = 3
    seed: int = 0
    size: Size = "full"
    names: Sequence[str] | None = None
    search: Search = NO_SEARCH
    workers: int = 2

    @property
    def recorded(self) -> dict[str, object]:
        """What the run of each candidate records of them."""
        return {name: getattr(self, name) for name in ("min_cases", "min_support", "folds", "size")} | {
            "trials": self.search.length,
            "balancing_compared": ", ".join(self.search.balancings),
        }


def select(
    cohort: Cohort,
    ontology: Ontology,
    settings: SelectionSettings,
    *,
    orphan: Collection[str] = (),
    tracker: Tracker | None = None,
    engine: TaskEngine = LOCAL,
) -> Selection:
    """Search the settings of each candidate if asked to, and compare them by cross-validation; each is one MLflow run.

    Where a questionnaire tells "no" from "not asked", the best is tried once more on columns that do so too (its name
    then ends in ``WITH_EXCLUDED``), and wins if that is ``WORTH`` it.

    Args:
        cohort: gold cases; those without disease, or with one that has fewer than ``min_cases``, stay out.
        ontology: implies the ancestors of findings.
        settings: of the comparison.
        orphan: ids of the orphan diseases, whose recall is guarded.
        tracker: where to record; its tags name the versions of data, knowledge and code.
        engine: who encodes and fits the folds.

    Raises:
        TrainingError: too few diseases or publications, or a damaged database of studies.
    """
    search, min_support, seed = settings.search, settings.min_support, settings.seed
    rows, diseases = teachable(cohort, max(settings.min_cases, settings.folds))
    cases = [cohort.cases[row] for row in rows]
    classes = tuple(np.unique(diseases).tolist())
    y = np.searchsorted(classes, diseases).astype(np.int64)
    fold = assign(cases, y, settings.folds, seed)
    encode = partial(
        prepare_folds, cases, diseases, classes, fold, ontology, min_support=min_support, seed=seed, engine=engine
    )
    prepared = {balancing: encode(balancing=balancing) for balancing in search.balancings}
    taught = np.zeros(len(y), dtype=np.bool_)
    for part in prepared[search.balancings[0]]:
        taught[part.held_out] = np.isin(y[part.held_out], part.columns)
    record = partial(
        compare,
        settings=settings.recorded,
        missing=missing_shares(cases, site_features=False),
        tracker=tracker,
    )
    fitter = Fitter(prepared, seed, settings.size)
    with fitting(fitter, engine, settings.workers) as crew:
        contest = Contest(classes, np.isin(classes, list(orphan)), y, taught, fitter, crew)
        tuned = {name: tune(name, contest, search, tracker) for name in settings.names or candidates.names()}
        results = {
            name: record(name, found, contest)
            for name, found in track(tuned.items(), "Selecting a cohort model", total=len(tuned))
        }
    verdict = choose({name: result.metrics for name, result in results.items()})
    if excluded_site_features(cases, ontology, min_support):
        best = verdict.winner
        balancing = tuned[best].plan.balancing
        told_apart = replace(fitter, folds={balancing: encode(balancing=balancing, with_excluded=True)})
        again = best + WITH_EXCLUDED
        with fitting(told_apart, engine, settings.workers) as crew:
            results[again] = record(best, tuned[best], replace(contest, fitter=told_apart, crew=crew), shown=again)
        metrics = {name: result.metrics for name, result in results.items()}
        if metrics[again][CRITERION] - metrics[best][CRITERION] >= WORTH and passes(again, metrics):
            verdict = replace(verdict, winner=again)
    if tracker:
        _tag(tracker, results, verdict)
    return Selection(rows, classes, y, fold, taught, results, verdict)


def _tag(tracker: Tracker, results: Mapping[str, CandidateResult], verdict: Verdict) -> None:
    """Mark who was selected, and whom the guard kept from it."""
    for name, result in results.items():
        if result.run_id:
            tracker.tag(result.run_id, "selected", name == verdict.winner)
            if name in (*verdict.guarded, verdict.winner) and verdict.reason:
                tracker.tag(result.run_id, "guard", verdict.reason)
