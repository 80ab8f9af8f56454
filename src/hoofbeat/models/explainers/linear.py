"""The explainer of linear models; exact."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from hoofbeat.models.explainers.base import ByRow, Doubles, doubles, flat
from hoofbeat.models.explainers.library import shap


class LinearExplainer(ByRow):
    """Takes as the share of a column its weight times the distance of the row from the mean of the reference rows.

    Args:
        estimator: fitted logistic regression.
        reference: reference rows, [r, F].
        seed: not used, nothing is sampled.
    """

    method = "LinearExplainer: exact"

    def __init__(self, estimator: Any, reference: NDArray[np.floating], seed: int) -> None:
        super().__init__(estimator)
        known = shap().maskers.Independent(reference, max_samples=len(reference))
        model = (doubles(estimator.coef_), doubles(estimator.intercept_))
        self.explainer = shap().LinearExplainer(model, known)

    def all_classes(self, features: NDArray[np.floating]) -> tuple[Doubles, Doubles]:
        """Divide the logits of one row among the columns."""
        found = self.explainer(features.astype(np.float64))
        return flat(found.values, found.base_values)
