"""ROC and precision–recall of a classifier, each class against the rest, averaged over the classes."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import auc, precision_recall_curve, roc_curve

Floats = NDArray[np.float64]


class MacroCurves(NamedTuple):
    """Means over the classes, so that a small class weighs as much as a large one.

    Attributes:
        roc_area: area under the ROC curve.
        true_positive_rate: at every false positive rate of the grid, [G].
        average_precision: of the classes' own curves.
        precision: where each recall of the grid is first reached, [G].
    """

    roc_area: float
    true_positive_rate: Floats
    average_precision: float
    precision: Floats


def macro_curves(truth: NDArray[np.bool_], probabilities: NDArray[np.floating], grid: Floats) -> MacroCurves:
    """Average the curves of classes that have a case and a non-case each.

    Args:
        truth: whether a case is of a class, [n, C].
        probabilities: [n, C].
        grid: false positive rates, and recalls, from 0 to 1, [G].
    """
    of_classes = [_of_class(*pair, grid) for pair in zip(truth.T, probabilities.T, strict=True)]
    return MacroCurves(*(np.mean(column, axis=0) for column in zip(*of_classes, strict=True)))


def _of_class(truth: NDArray[np.bool_], score: NDArray[np.floating], grid: Floats) -> MacroCurves:
    """The curves and areas of one class, each curve made once: its area is read off it."""
    false_positive_rate, true_positive_rate, _ = roc_curve(truth, score)
    precision, recall, _ = precision_recall_curve(truth, score)
    # At recall 0 nothing is claimed and precision is undefined: show the first answer's instead.
    first = np.searchsorted(recall[::-1], np.maximum(grid, np.finfo(np.float64).tiny))
    return MacroCurves(
        auc(false_positive_rate, true_positive_rate),
        np.interp(grid, false_positive_rate, true_positive_rate),
        -np.sum(np.diff(recall) * precision[:-1]),  # steps, as scikit-learn's average precision counts them
        precision[::-1][first],
    )
