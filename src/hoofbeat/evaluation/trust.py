"""Does trust keep its word? Figures on publications that its fit has not seen."""

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from hoofbeat.bundle.runtime.trust import judge, stratum_of
from hoofbeat.models.trust import HeldOut, Mask, fit_trust


def judge_trust(held: HeldOut, orphan: Mask, *, seed: int = 0, folds: int = 5) -> dict[str, float]:
    """Fit on all folds of publications but one, judge the complete cases of that one.

    Args:
        held: answers to cases that no model had read.
        orphan: which diseases of the catalogue are orphan ones, [D].
        seed: of the fits.
        folds: fewer where there are fewer groups.

    Returns:
        ``auroc`` of sufficiency; ``too little``, the share told so; ``top 10, sufficient`` and ``top 10, too little``,
        the shares with the right disease among the first ten. Of the sets, whatever their size: ``coverage`` of the
        cases whose disease is known, ``coverage, all cases``, where an unknown disease is a miss, ``set size, median``
        and ``set size, mean``. The same of the sets that are shown, under names that begin with ``shown, ``; ``shown``
        is the share of cases that see one. NaN where there is no case to take a figure from.

    Raises:
        TrainingError: all cases come from one publication, or the right disease is always or never in the first ten.
    """
    sufficiency, size = np.zeros((2, len(held.truth)))
    enough, shown, covered = np.zeros((3, len(held.truth)), dtype=np.bool_)
    for taught, asked in held.split(folds):
        trust = fit_trust(held.take(taught), orphan, seed=seed)
        for row in asked:
            probability = held.probability[row]
            found = judge(trust, probability, orphan, held.evidence[row])
            threshold = stratum_of(trust, found.sufficiency, bool(orphan[probability.argmax()])).threshold
            sufficiency[row], enough[row], shown[row] = *found[:2], found.conformal_set is not None
            size[row], covered[row] = (probability >= threshold).sum(), held.own[row] >= threshold
    known, complete = held.truth >= 0, held.complete
    covered &= known
    right = held.right[complete]
    figures = {
        "auroc": float(roc_auc_score(right, sufficiency[complete])) if 0 < right.sum() < len(right) else float("nan"),
        "too little": _mean(~enough[complete]),
        "top 10, sufficient": _mean(held.right[complete & enough]),
        "top 10, too little": _mean(held.right[complete & ~enough]),
        "shown": _mean(shown[complete]),
    }
    for prefix, rows in (("", complete), ("shown, ", complete & shown)):
        figures |= {
            f"{prefix}coverage": _mean(covered[rows & known]),
            f"{prefix}coverage, all cases": _mean(covered[rows]),
            f"{prefix}set size, median": float(np.median(size[rows])) if rows.any() else float("nan"),
            f"{prefix}set size, mean": _mean(size[rows]),
        }
    return figures


def _mean(values: NDArray[np.bool_] | NDArray[np.float64]) -> float:
    return float(np.mean(values)) if len(values) else float("nan")
