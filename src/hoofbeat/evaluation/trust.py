"""Does trust keep its word? Figures on publications that its fit has not seen."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from hoofbeat.bundle.runtime.trust import judge, stratum_of
from hoofbeat.models.trust import HeldOut, Mask, fit_trust


@dataclass(frozen=True)
class Judged:
    """What a trust that has not seen a publication said of each answer to its cases.

    Attributes:
        complete: whether the case was told as it was recorded, [n].
        known: whether anything speaks of its disease: only then can a set hold it, [n].
        right: whether its disease is among the first ten, [n].
        sufficiency: probability that the right disease is among the first ten, float64 [n].
        enough: whether the answer was told to rest on enough, [n].
        shown: whether a set was given, [n].
        covered: whether the set of that kind of answer, whatever its size, holds the known disease, [n].
        size: diseases in that set, float64 [n].
    """

    complete: Mask
    known: Mask
    right: Mask
    sufficiency: NDArray[np.float64]
    enough: Mask
    shown: Mask
    covered: Mask
    size: NDArray[np.float64]

    @property
    def figures(self) -> dict[str, float]:
        """Figures of the complete cases.

        ``auroc`` of sufficiency; ``too little``, the share told so; ``top 10, sufficient`` and ``top 10, too little``,
        the shares with the right disease among the first ten. Of the sets, whatever their size: ``coverage`` of the
        cases whose disease is known, ``coverage, all cases``, where an unknown disease is a miss, ``set size, median``
        and ``set size, mean``. The same of the sets that are shown, under names that begin with ``shown, ``; ``shown``
        is the share of cases that see one. NaN where there is no case to take a figure from.
        """
        complete, enough = self.complete, self.enough
        right = self.right[complete]
        separable = 0 < right.sum() < len(right)
        figures = {
            "auroc": float(roc_auc_score(right, self.sufficiency[complete])) if separable else float("nan"),
            "too little": _mean(~enough[complete]),
            "top 10, sufficient": _mean(self.right[complete & enough]),
            "top 10, too little": _mean(self.right[complete & ~enough]),
            "shown": _mean(self.shown[complete]),
        }
        for prefix, rows in (("", complete), ("shown, ", complete & self.shown)):
            figures |= {
                f"{prefix}coverage": _mean(self.covered[rows & self.known]),
                f"{prefix}coverage, all cases": _mean(self.covered[rows]),
                f"{prefix}set size, median": float(np.median(self.size[rows])) if rows.any() else float("nan"),
                f"{prefix}set size, mean": _mean(self.size[rows]),
            }
        return figures


def judge_trust(held: HeldOut, orphan: Mask, *, seed: int = 0, folds: int = 5) -> Judged:
    """Fit on all folds of publications but one, judge the cases of that one.

    Args:
        held: answers to cases that no model had read.
        orphan: which diseases of the catalogue are orphan ones, [D].
        seed: seed of the fits.
        folds: fewer where there are fewer groups.

    Raises:
        TrainingError: all cases come from one publication, or the right disease is always or never in the first ten.
    """
    sufficiency, size = np.zeros((2, len(held.truth)))
    enough, shown, covered = np.zeros((3, len(held.truth)), dtype=np.bool_)
    for taught, asked in held.split(held.everyone, folds):
        trust = fit_trust(held, orphan, seed=seed, rows=taught)
        for row in asked:
            probability = held.probability[row]
            found = judge(trust, probability, orphan, held.evidence[row])
            threshold = stratum_of(trust, found.sufficiency, bool(orphan[held.first[row]])).threshold
            sufficiency[row], enough[row], shown[row] = *found[:2], found.conformal_set is not None
            size[row], covered[row] = (probability >= threshold).sum(), held.own[row] >= threshold
    known = held.truth >= 0
    return Judged(held.complete, known, held.right, sufficiency, enough, shown, covered & known, size)


def _mean(values: NDArray[np.bool_] | NDArray[np.float64]) -> float:
    return float(np.mean(values)) if len(values) else float("nan")
