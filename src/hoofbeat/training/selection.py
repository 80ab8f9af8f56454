"""Which cohort model is best at diseases, publications held out.

Stratified grouped cross-validation: no publication stands on both sides of a split, because the cases of one
publication resemble each other more than they resemble the next patient. Many rare diseases are known from a
single publication: held out, nothing is left to learn them from, and they count as failures here.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.pipeline import Pipeline
from threadpoolctl import threadpool_limits

from hoofbeat.console import track
from hoofbeat.features.cohort import Cohort
from hoofbeat.features.encoding import excluded_site_features
from hoofbeat.features.missing import missing_shares
from hoofbeat.knowledge.ontology import Ontology
from hoofbeat.models.cohort import NAMES, Size, candidates
from hoofbeat.models.fitting import WITH_EXCLUDED, teachable
from hoofbeat.training.folds import Fold, assign, prepare_folds
from hoofbeat.training.scores import score
from hoofbeat.training.tracking import Run, Tracker

#: The metric that decides.
CRITERION = "macro_f1"

#: What columns of exclusions must add to it: less is chance, and a form that is filled in part speaks against them.
WORTH = 0.01


@dataclass(frozen=True)
class CandidateResult:
    """How one candidate did out of fold.

    Attributes:
        name: of the candidate.
        params: settings of its estimator.
        probabilities: float32 [n, C]; a disease without training case in a fold has 0 there.
        metrics: ``macro_f1`` (decides), ``top_1``, ``top_3``, ``top_10`` and the rest of
            :func:`~hoofbeat.training.scores.score`; ``fit_seconds`` of one fold, ``inference_ms`` of one case.
        run_id: its MLflow run, ``None`` if untracked.
    """

    name: str
    params: Mapping[str, Any]
    probabilities: NDArray[np.float32]
    metrics: Mapping[str, float]
    run_id: str | None = None


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
        winner: name of the best by ``CRITERION``; of equals the first.
        balancing: what was done for the rare classes, one line a fold.
    """

    rows: NDArray[np.int64]
    classes: tuple[str, ...]
    y: NDArray[np.int64]
    fold: NDArray[np.int64]
    taught: NDArray[np.bool_]
    results: Mapping[str, CandidateResult]
    winner: str
    balancing: tuple[str, ...]


def select(
    cohort: Cohort,
    ontology: Ontology,
    *,
    min_cases: int = 10,
    min_support: int = 5,
    folds: int = 3,
    seed: int = 0,
    size: Size = "full",
    names: Sequence[str] | None = None,
    tracker: Tracker | None = None,
    workers: int = 2,
) -> Selection:
    """Compare the candidates by cross-validation; each is one MLflow run.

    Where a questionnaire tells "no" from "not asked", the best is tried once more on columns that do so too (its name
    then ends in ``WITH_EXCLUDED``), and wins if that is ``WORTH`` it.

    Args:
        cohort: gold cases; those without disease, or with one that has fewer than ``min_cases``, stay out.
        ontology: implies the ancestors of findings.
        min_cases: cases a disease needs; not fewer than ``folds``.
        min_support: training cases a finding needs to become a feature.
        folds: of the cross-validation.
        seed: of folds, balancing and models.
        size: of the candidates.
        names: candidates to compare; all by default.
        tracker: where to record; its tags name the versions of data, knowledge and code.
        workers: folds fitted at once, each on one core.

    Raises:
        TrainingError: too few diseases or publications.
    """
    rows, diseases = teachable(cohort, max(min_cases, folds))
    cases = [cohort.cases[row] for row in rows]
    classes = tuple(np.unique(diseases).tolist())
    y = np.searchsorted(classes, diseases).astype(np.int64)
    fold = assign(cases, y, folds, seed)
    prepared = prepare_folds(cases, diseases, classes, fold, ontology, min_support=min_support, seed=seed)
    taught = np.concatenate([np.isin(y[part.held_out], part.columns) for part in prepared])
    taught = taught[np.argsort(np.concatenate([part.held_out for part in prepared]))]
    balancing = tuple(str(part.training.balancing) for part in prepared)
    missing = missing_shares(cases, site_features=False)
    settings = {"min_cases": min_cases, "min_support": min_support, "folds": folds, "size": size}
    results: dict[str, CandidateResult] = {}

    def compare(name: str, prepared: Sequence[Fold]) -> CandidateResult:
        candidate = name.removesuffix(WITH_EXCLUDED)
        params = _estimator_params(_fresh(candidate, seed, size, prepared[0].features.shape[1]))
        recorded = {**settings, **_balancing_params(prepared), **params}
        with tracker.run(name, recorded, {"seed": seed}) if tracker else nullcontext() as run:
            if run is not None:
                run.metrics(**{f"missing/{_metric_name(column)}": share for column, share in missing.items()})
            # Several fits on one core each beat one fit on several: the matrices are too small to share.
            with threadpool_limits(limits=1), ThreadPoolExecutor(workers) as pool:
                parts = pool.map(partial(_fit_fold, candidate, seed, size), prepared)
                result = _collect(name, params, parts, prepared, len(classes), y, taught, run)
            if run is not None:
                _draw(run, result, y, taught, classes)
        return result

    for name in track(names or NAMES, "Selecting a cohort model"):
        results[name] = compare(name, prepared)
    winner = max(results, key=lambda name: results[name].metrics[CRITERION])
    if excluded_site_features(cases, ontology, min_support):
        prepared = prepare_folds(
            cases, diseases, classes, fold, ontology, min_support=min_support, seed=seed, with_excluded=True
        )
        name = winner + WITH_EXCLUDED
        results[name] = compare(name, prepared)
        if results[name].metrics[CRITERION] - results[winner].metrics[CRITERION] >= WORTH:
            winner = name
    for name, result in results.items():
        if tracker and result.run_id:
            tracker.tag(result.run_id, "selected", name == winner)
    return Selection(rows, classes, y, fold, taught, results, winner, balancing)


def _balancing_params(prepared: Sequence[Fold]) -> dict[str, str]:
    """What was done for the rare classes of every fold, by name."""
    params = {}
    for number, part in enumerate(prepared):
        report = part.training.balancing
        params[f"balancing_fold_{number}"] = str(report)
        for how, named in report.named(part.training.classes).items():
            params[f"balancing_fold_{number}_{how}"] = named
    return params


def _fit_fold(name: str, seed: int, size: Size, fold: Fold) -> tuple[NDArray[np.float32], float, float]:
    """Probabilities of the held-out cases [m, classes of the fold], seconds of fitting and of answering."""
    pipeline = _fresh(name, seed, size, fold.features.shape[1])
    start = perf_counter()
    pipeline.fit(fold.training.features, fold.training.labels)
    fitted = perf_counter()
    probabilities = np.asarray(pipeline.predict_proba(fold.features), dtype=np.float32)
    return probabilities, fitted - start, perf_counter() - fitted


def _collect(
    name: str,
    params: Mapping[str, Any],
    parts: Iterator[tuple[NDArray[np.float32], float, float]],
    prepared: Sequence[Fold],
    n_classes: int,
    y: NDArray[np.int64],
    taught: NDArray[np.bool_],
    run: Run | None,
) -> CandidateResult:
    """Put the folds' answers together, score and record them."""
    probabilities = np.zeros((len(y), n_classes), dtype=np.float32)
    fit_seconds, answer_seconds = [], []
    for fold, (answers, fitting, answering) in zip(prepared, parts, strict=True):
        probabilities[np.ix_(fold.held_out, fold.columns)] = answers
        fit_seconds.append(fitting)
        answer_seconds.append(answering)
    metrics = {
        **score(probabilities, y, taught),
        "fit_seconds": float(np.mean(fit_seconds)),
        "inference_ms": 1000 * sum(answer_seconds) / len(y),
    }
    if run is not None:
        run.metrics(**metrics)
    return CandidateResult(name, params, probabilities, metrics, run.id if run else None)


def _draw(
    run: Run, result: CandidateResult, y: NDArray[np.int64], taught: NDArray[np.bool_], classes: Sequence[str]
) -> None:
    """Keep the figures of the taught cases: the others are lost by construction and would hide all else."""
    from hoofbeat.training.figures import confusion_figure, curves_figure

    probabilities, truth = result.probabilities[taught], y[taught]
    run.figure("curves.png", curves_figure(result.name, probabilities, truth))
    run.figure("confusion.png", confusion_figure(result.name, probabilities.argmax(axis=1), truth, classes))


def _fresh(name: str, seed: int, size: Size, columns: int) -> Pipeline:
    return candidates(seed, size, columns)[name]


def _metric_name(name: str) -> str:
    """A code as MLflow takes it in the name of a metric (``HBM:NEWS2`` → ``HBM.NEWS2``)."""
    return name.replace(":", ".")


def _estimator_params(pipeline: Pipeline) -> dict[str, Any]:
    """The estimator's settings that are set."""
    return {key: value for key, value in pipeline[-1].get_params().items() if value is not None}
