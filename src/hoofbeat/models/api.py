"""What every cohort model answers to, and the form in which a fitted one leaves training."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.pipeline import Pipeline

from hoofbeat.domain.case import Case
from hoofbeat.features.balancing import BalancingReport
from hoofbeat.features.encoding import FeatureEncoder


class CohortModel(Protocol):
    """A classifier over encoded cases; the same seed and data give the same answer.

    Labels are 0 … C-1, each present in training; features are float32 [n, F] and may hold NaN where an age is unknown.
    """

    classes_: NDArray[np.int64]

    def fit(self, X: NDArray[np.float32], y: NDArray[np.int64]) -> Self:  # noqa: N803
        """Learn from features [n, F] and labels [n]."""
        ...

    def predict_proba(self, X: NDArray[np.float32]) -> NDArray[np.floating]:  # noqa: N803
        """Probabilities [n, C], columns in the order of ``classes_``, rows summing to 1."""
        ...


@dataclass(frozen=True)
class FittedCohortModel:
    """A trained model with all it needs to answer for a case.

    Attributes:
        name: name of the candidate (``random_forest``).
        encoder: makes the features; fitted on the training cases.
        classes: sorted disease ids, one a column of the answer.
        pipeline: imputer, scaler where wanted, estimator; fitted on labels 0 … C-1.
        balancing: report of how rare classes were balanced.
    """

    name: str
    encoder: FeatureEncoder
    classes: tuple[str, ...]
    pipeline: Pipeline
    balancing: BalancingReport

    def predict(self, cases: Sequence[Case]) -> NDArray[np.float32]:
        """Probabilities of ``classes`` for each case: float32 [n, C], rows summing to 1."""
        if not cases:
            return np.empty((0, len(self.classes)), dtype=np.float32)
        probabilities = self.pipeline.predict_proba(self.encoder.transform(cases))
        return np.asarray(probabilities, dtype=np.float32)
