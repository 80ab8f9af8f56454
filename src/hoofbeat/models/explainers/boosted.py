"""The explainer of boosted trees; exact."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from hoofbeat.models.explainers.base import ByRow, Doubles, flat
from hoofbeat.models.explainers.library import shap


class BoostedExplainer(ByRow):
    """Follows a row along the paths of all trees; no reference rows are needed.

    Args:
        estimator: fitted XGBoost or LightGBM classifier.
        reference: not used.
        seed: not used, nothing is sampled.
    """

    method = "TreeExplainer, along the trees' paths: exact"

    def __init__(self, estimator: Any, reference: NDArray[np.floating], seed: int) -> None:
        super().__init__(estimator)
        self.explainer = shap().TreeExplainer(estimator, feature_perturbation="tree_path_dependent")

    def all_classes(self, features: NDArray[np.floating]) -> tuple[Doubles, Doubles]:
        """Divide the logits of one row among the columns."""
        found = self.explainer(features, check_additivity=False)  # ``shares`` compares the sums with the probabilities
        return flat(found.values, found.base_values)
