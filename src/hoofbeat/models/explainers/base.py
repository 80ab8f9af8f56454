"""SHAP values of each kind of cohort model: exact where the model's form allows it, sampled where it does not.

SHAP values share the difference between a model's answer and its mean answer among the columns, by Shapley's rule:
the mean, over all orders in which columns could become known, of what a column adds (Lundberg & Lee, NeurIPS 2017;
for trees Lundberg et al., Nature Machine Intelligence 2020).

All but the forest answer by a softmax, whose logits z are defined up to a constant. What is explained is the logit
against the mean of all classes, z(c) − mean z, in nats: a SHAP value is linear in what it explains, so it is centred
over the classes in the same way. The forest answers by a mean of probabilities, and that is explained.
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
    """How answers come about.

    Attributes:
        values: of every column for each asked pair of row and class, [p, F].
        base: the mean answer for each pair's class, to which the values are added, [p].
        difference: largest distance, in probability, between a sum and what the model itself answers.
    """

    values: Doubles
    base: Doubles
    difference: float


class ModelExplainer(Protocol):
    """Explains one fitted estimator."""

    method: str
    unit: Unit

    def together(self, row: Rows, label: Rows) -> Rows:
        """What of each pair is best worked on together, [p]: its row, or its class."""
        ...

    def shares(self, features: NDArray[np.floating], label: Rows) -> Shares:
        """Shares for features [p, F], as the estimator reads them, and one class each [p]; alike as said above."""
        ...


#: Of the fitted estimator, rows [r, F] of the cases that stand for "not known", as it reads them, and a seed.
MakeExplainer = Callable[[Any, NDArray[np.floating], int], ModelExplainer]


class ByRow(ABC):
    """One row explained for all classes at once, then centred over them."""

    method: str
    unit: Unit = "log-odds"

    def __init__(self, estimator: Any) -> None:
        self.estimator = estimator

    def together(self, row: Rows, label: Rows) -> Rows:
        """By rows."""
        return row

    def shares(self, features: NDArray[np.floating], label: Rows) -> Shares:
        """Of one row, given p times, and p classes."""
        values, base = self.all_classes(features[:1])
        values, base = centred(values), centred(base)
        answer = self.estimator.predict_proba(features[:1])[0]
        difference = float(np.abs(softmax(values.sum(axis=0) + base) - answer).max())
        return Shares(values[:, label].T, base[label], difference)

    @abstractmethod
    def all_classes(self, features: NDArray[np.floating]) -> tuple[Doubles, Doubles]:
        """Of one row [1, F]: values [F, C or 1] and base [C or 1]."""


def flat(values: Any, base: Any) -> tuple[Doubles, Doubles]:
    """Of the library's answer for one row: [F, C] and [C]; of two classes often the second alone has a column."""
    return doubles(values)[0].reshape(values.shape[1], -1), doubles(base).reshape(-1)


def centred(logits: Doubles) -> Doubles:
    """Against the mean over the classes, the last axis; a single logit is the second class against the first."""
    if logits.shape[-1] == 1:
        return np.concatenate([-logits / 2, logits / 2], axis=-1)
    return doubles(logits - logits.mean(axis=-1, keepdims=True))


def doubles(values: Any) -> Doubles:
    """As float64: the library answers in whatever the model reads."""
    return np.asarray(values, dtype=np.float64)
