"""One candidate on all folds: its figures, and its run in MLflow."""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hoofbeat.training.contest import Contest, Fitted
from hoofbeat.training.folds import Fold
from hoofbeat.training.scores import score
from hoofbeat.training.tracking import Run, Tracker
from hoofbeat.training.tuning import Tuned


@dataclass(frozen=True)
class CandidateResult:
    """How one candidate did out of fold.

    Attributes:
        name: of the candidate.
        tuned: how it was fitted, and the study that found it.
        params: settings of its estimator.
        probabilities: float32 [n, C]; a disease without training case in a fold has 0 there.
        metrics: the figures of :func:`~hoofbeat.training.scores.score`; ``fit_seconds`` of one fold, ``inference_ms``
            of one case, ``onnx_bytes`` of the first fold's graph.
        balancing: what was done for the rare classes, one line a fold.
        run_id: its MLflow run, ``None`` if untracked.
    """

    name: str
    tuned: Tuned
    params: Mapping[str, Any]
    probabilities: NDArray[np.float32]
    metrics: Mapping[str, float]
    balancing: tuple[str, ...]
    run_id: str | None = None


def compare(
    name: str,
    tuned: Tuned,
    contest: Contest,
    *,
    shown: str | None = None,
    settings: Mapping[str, Any],
    missing: Mapping[str, float],
    tracker: Tracker | None = None,
) -> CandidateResult:
    """Fit and ask the candidate on every fold, score and record it.

    Args:
        name: of the candidate.
        tuned: how it is fitted.
        contest: what it is compared on.
        shown: name under which it competes, if another.
        settings: of the comparison, recorded in the run.
        missing: share of the cases that lack each number, recorded too.
        tracker: where to record.
    """
    shown = shown or name
    prepared = contest.folds[tuned.plan.balancing]
    params = _estimator_params(name, tuned, contest, prepared[0])
    recorded = {**settings, "balancing": tuned.plan.balancing, **_balancing_params(prepared), **params}
    tags = {"seed": contest.fitter.seed, **({"study": tuned.study, "trial": tuned.trial} if tuned.study else {})}
    with tracker.run(shown, recorded, tags) if tracker else nullcontext() as run:
        answers = list(contest.answers(name, tuned.plan, sized=True))
        probabilities = contest.no_answers()
        for answer in answers:
            answer.put(probabilities)
        metrics = {
            **score(probabilities, contest.y, contest.taught, contest.orphan),
            **_costs([answer.fitted for answer in answers], len(contest.y)),
        }
        if run is not None:
            run.metrics(**metrics, **{f"missing/{_metric_name(code)}": share for code, share in missing.items()})
            _draw(run, shown, probabilities, contest)
    balancing = tuple(str(part.training.balancing) for part in prepared)
    return CandidateResult(shown, tuned, params, probabilities, metrics, balancing, run.id if run else None)


def _costs(fitted: Sequence[Fitted], cases: int) -> dict[str, float]:
    return {
        "fit_seconds": float(np.mean([one.fit_seconds for one in fitted])),
        "inference_ms": 1000 * sum(one.answer_seconds for one in fitted) / cases,
        "onnx_bytes": float(fitted[0].onnx_bytes),
    }


def _balancing_params(prepared: Sequence[Fold]) -> dict[str, str]:
    """What was done for the rare classes of every fold, by name."""
    params = {}
    for number, part in enumerate(prepared):
        report = part.training.balancing
        params[f"balancing_fold_{number}"] = str(report)
        for how, named in report.named(part.training.classes).items():
            params[f"balancing_fold_{number}_{how}"] = named
    return params


def _draw(run: Run, name: str, probabilities: NDArray[np.float32], contest: Contest) -> None:
    """Keep the figures of the taught cases: the others are lost by construction and would hide all else."""
    from hoofbeat.training.figures import confusion_figure, curves_figure

    answered, truth = probabilities[contest.taught], contest.y[contest.taught]
    run.figure("curves.png", curves_figure(name, answered, truth))
    run.figure("confusion.png", confusion_figure(name, answered.argmax(axis=1), truth, contest.classes))


def _estimator_params(name: str, tuned: Tuned, contest: Contest, fold: Fold) -> dict[str, Any]:
    """The estimator's settings that are set."""
    estimator = contest.fitter.fresh(name, tuned.plan, fold)[-1]
    return {key: value for key, value in estimator.get_params().items() if value is not None}


def _metric_name(name: str) -> str:
    """A code as MLflow takes it in the name of a metric (``HBM:NEWS2`` → ``HBM.NEWS2``)."""
    return name.replace(":", ".")
