"""What the explainers of cohort models share: the protocol, and the centring of SHAP values over the classes.

A model's answer to a case differs from its mean answer. SHAP values divide this difference among the columns. The value
of a column is what it adds to the answer when it becomes known, averaged over all orders in which the columns could
become known (Lundberg & Lee, NeurIPS 2017; for trees Lundberg et al., Nature Machine Intelligence 2020).

- The forest averages probabilities. Its SHAP values divide a probability.
- The other models take a softmax of logits z, in nats. A constant added to all logits of a case changes nothing, so the
  SHAP values divide the centred logit of class c, z(c) − mean z. SHAP values are linear in what they explain: to centre
  the logits over the classes, one centres the values over the classes.

Linear models, boosted trees and forests are explained exactly. The neural network is explained by sampling.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, Literal, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

Doubles = NDArray[np.float64]
Rows = NDArray[np.int64]
Unit = Literal["log-odds", "probability"]


class Shares(NamedTuple):
    """SHAP values of p pairs of a row and a class.

    Attributes:
        values: SHAP value of each column in each pair, [p, F], in the explainer's unit.
        base: mean answer for the class of each pair, [p]; base plus the values of a pair is the answer to it.
        difference: largest distance between such a sum and the model's own answer, as a probability.
    """

    values: Doubles
    base: Doubles
    difference: float


class ModelExplainer(Protocol):
    """Explains one fitted estimator.

    Attributes:
        method: name of the method, and whether it is exact; shown on the page.
        unit: unit of the values.
    """

    method: str
    unit: Unit

    def together(self, row: Rows, label: Rows) -> Rows:
        """Group of each pair, [p]: :meth:`shares` is called once for each group, a row or a class."""
        ...

    def shares(self, features: NDArray[np.floating], label: Rows) -> Shares:
        """Explain the pairs of one group.

        Args:
            features: row of each pair, [p, F], as the estimator reads it.
            label: class of each pair, [p].
        """
        ...


#: Makes an explainer from the fitted estimator, the reference rows [r, F] and a seed. The reference rows stand for "not
#: known": a column is taken away from a case by giving it their values.
MakeExplainer = Callable[[Any, NDArray[np.floating], int], ModelExplainer]


class ByRow(ABC):
    """Explains a row for all classes at once, then centres the values over the classes.

    Args:
        estimator: the fitted estimator.
    """

    method: str
    unit: Unit = "log-odds"

    def __init__(self, estimator: Any) -> None:
        self.estimator = estimator

    def together(self, row: Rows, label: Rows) -> Rows:
        """Group the pairs by their row."""
        return row

    def shares(self, features: NDArray[np.floating], label: Rows) -> Shares:
        """Explain p pairs of one row: ``features`` holds the row p times."""
        values, base = self.all_classes(features[:1])
        values, base = centred(values), centred(base)
        answer = self.estimator.predict_proba(features[:1])[0]
        difference = float(np.abs(softmax(values.sum(axis=0) + base) - answer).max())
        return Shares(values[:, label].T, base[label], difference)

    @abstractmethod
    def all_classes(self, features: NDArray[np.floating]) -> tuple[Doubles, Doubles]:
        """Values [F, C] and base [C] of one row [1, F]; of two classes the second alone may have a column."""


def flat(values: Any, base: Any) -> tuple[Doubles, Doubles]:
    """The library's values and base of one row, as [F, C] and [C].

    Of two classes the library often gives the second alone: C is then 1.
    """
    return doubles(values)[0].reshape(values.shape[1], -1), doubles(base).reshape(-1)


def centred(logits: Doubles) -> Doubles:
    """Subtract the mean over the classes, the last axis.

    A last axis of length 1 holds the logit of the second of two classes against the first; it becomes two.

    Example:
        >>> centred(np.array([1.0, 2.0, 6.0])).tolist(), centred(np.array([4.0])).tolist()
        ([-2.0, -1.0, 3.0], [-2.0, 2.0])
    """
    if logits.shape[-1] == 1:
        return np.concatenate([-logits / 2, logits / 2], axis=-1)
    return doubles(logits - logits.mean(axis=-1, keepdims=True))


def doubles(values: Any) -> Doubles:
    """Convert to float64; the library answers in the type that the model reads."""
    return np.asarray(values, dtype=np.float64)
