"""Random forests, exactly."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from hoofbeat.models.explainers.base import Rows, Shares, Unit
from hoofbeat.models.explainers.library import shap


class ForestExplainer:
    """The forest's trees are too deep for the way along their paths: it overflows beyond some hundred levels.

    So columns are exchanged with those of the reference cases; one class at a time, or every tree is walked for all.
    """

    method = "TreeExplainer, against reference cases: exact"
    unit: Unit = "probability"

    def __init__(self, estimator: Any, reference: NDArray[np.floating], seed: int) -> None:
        self.estimator, self.reference = estimator, reference.astype(np.float32)

    def together(self, row: Rows, label: Rows) -> Rows:
        """By classes."""
        return label

    def shares(self, features: NDArray[np.floating], label: Rows) -> Shares:
        """Of p rows, and one class given p times."""
        one = int(label[0])
        trees = [_tree(tree.tree_, one, len(self.estimator.estimators_)) for tree in self.estimator.estimators_]
        model = {"trees": trees, "input_dtype": np.float32, "internal_dtype": np.float64}
        explainer = shap().TreeExplainer(model, self.reference, feature_perturbation="interventional")
        read = features.astype(np.float32)
        found = explainer(read, check_additivity=False)
        answer = self.estimator.predict_proba(read)[:, one]
        difference = float(np.abs(found.values.sum(axis=1) + found.base_values - answer).max())
        return Shares(found.values, found.base_values, difference)


def _tree(tree: Any, label: int, trees: int) -> dict[str, Any]:
    """One tree of a forest, answering for one class alone, in the form the library takes."""
    share = tree.value[:, 0, :] / tree.value[:, 0, :].sum(axis=1, keepdims=True)
    return {
        "children_left": tree.children_left,
        "children_right": tree.children_right,
        "children_default": tree.children_right,
        "features": tree.feature,
        "thresholds": tree.threshold,
        "values": share[:, label : label + 1] / trees,
        "node_sample_weight": tree.weighted_n_node_samples,
    }
