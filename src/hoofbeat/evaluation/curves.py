"""Curves that compare models: ROC, precision–recall, accuracy by rank."""

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score, roc_curve

from hoofbeat.domain.errors import InputError
from hoofbeat.evaluation.metrics import Floats, hits
from hoofbeat.evaluation.ranking import Ranking
from hoofbeat.evaluation.result import Curve, RankCurve
from hoofbeat.models.against_rest import macro_curves

#: More points than this cannot be told apart on a page.
MAX_POINTS = 400


def averaged_curves(model: str, probabilities: NDArray[np.floating], y: NDArray[np.integer]) -> tuple[Curve, ...]:
    """Micro- and macro-averaged ROC and precision–recall curves, each class against the rest.

    Micro pools every (case, class) pair into one yes/no question; macro averages the classes' own curves (at equal
    false positive rate or equal recall) and their own areas, so that a small class weighs as much as a large one.

    Args:
        model: name of the model, shown in the legend.
        probabilities: out-of-fold probabilities, shape ``[n, C]``.
        y: class of each case, shape ``[n]``; ``-1`` where it is none of the C (it counts as a negative of all).

    Returns:
        Four curves of at most 400 points; areas are computed before thinning.

    Raises:
        InputError: the shapes disagree, or no class has both a case and a non-case.

    Example:
        >>> curves = averaged_curves("sure", np.array([[0.9, 0.1], [0.2, 0.8]]), np.array([0, 1]))
        >>> [(curve.kind, curve.average, curve.area) for curve in curves[:2]]
        [('roc', 'micro', 1.0), ('roc', 'macro', 1.0)]
    """
    if probabilities.ndim != 2 or y.shape != probabilities.shape[:1]:
        raise InputError(
            f"curves: probabilities {probabilities.shape} and y {y.shape} disagree", hint="give [n, C] and [n]"
        )
    truth = y[:, None] == np.arange(probabilities.shape[1])
    usable = truth.any(axis=0) & ~truth.all(axis=0)
    if not usable.any():
        raise InputError("curves: no class has both a case and a non-case", hint="evaluate at least two diseases")
    pooled = (truth.ravel(), probabilities.ravel())
    grid = np.linspace(0.0, 1.0, MAX_POINTS - 1)
    macro = macro_curves(truth[:, usable], probabilities[:, usable], grid)
    roc, precision = np.r_[0.0, macro.true_positive_rate], macro.precision
    return (
        Curve(kind="roc", average="micro", model=model, area=float(roc_auc_score(*pooled)), **_thin(*_roc(*pooled))),
        Curve(kind="roc", average="macro", model=model, area=macro.roc_area, **_points(np.r_[0.0, grid], roc)),
        Curve(
            kind="precision-recall",
            average="micro",
            model=model,
            area=float(average_precision_score(*pooled)),
            **_thin(*_precision_recall(*pooled)),
        ),
        Curve(
            kind="precision-recall",
            average="macro",
            model=model,
            area=macro.average_precision,
            **_points(grid, precision),
        ),
    )


def rank_curve(ranking: Ranking, *, subset: str = "all", max_k: int = 50) -> RankCurve:
    """Share of cases with the true disease in the first k, for k = 1 … ``max_k``."""
    if not len(ranking):
        raise InputError(f"curves: no cases in {ranking.name} / {subset}", hint="evaluate at least one case")
    accuracy = tuple(float(hits(ranking.ranks, k).mean()) for k in range(1, max_k + 1))
    return RankCurve(protocol=ranking.protocol, model=ranking.model, subset=subset, accuracy=accuracy)


def rank_curves(ranking: Ranking, *, max_k: int = 50) -> tuple[RankCurve, ...]:
    """The curves of all, orphan and common cases, for each that has a case."""
    parts = {"all": ranking, "orphan": ranking.subset(ranking.orphan), "common": ranking.subset(~ranking.orphan)}
    return tuple(rank_curve(part, subset=name, max_k=max_k) for name, part in parts.items() if len(part))


def _roc(truth: NDArray[np.bool_], score: NDArray[np.floating]) -> tuple[Floats, Floats]:
    false_positive_rate, true_positive_rate, _ = roc_curve(truth, score)
    return false_positive_rate, true_positive_rate


def _precision_recall(truth: NDArray[np.bool_], score: NDArray[np.floating]) -> tuple[Floats, Floats]:
    """Recall (rising) and precision."""
    precision, recall, _ = precision_recall_curve(truth, score, drop_intermediate=True)
    return recall[::-1], precision[::-1]


def _thin(x: Floats, y: Floats) -> dict[str, tuple[float, ...]]:
    """Keep at most ``MAX_POINTS`` points, evenly along the line, both ends among them."""
    if len(x) <= MAX_POINTS:
        return _points(x, y)
    length = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
    keep = np.unique(np.searchsorted(length, np.linspace(0.0, length[-1], MAX_POINTS - 1)))
    keep = np.union1d(np.minimum(keep, len(x) - 1), [len(x) - 1])
    return _points(x[keep], y[keep])


def _points(x: Floats, y: Floats) -> dict[str, tuple[float, ...]]:
    # Five decimals are a tenth of a pixel; more would only swell the file.
    return {"x": tuple(np.round(x, 5).tolist()), "y": tuple(np.round(y, 5).tolist())}
