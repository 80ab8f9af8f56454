"""The explainer of random forests; exact."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from hoofbeat.models.explainers.base import Rows, Shares, Unit
from hoofbeat.models.explainers.library import shap


class ForestExplainer:
    """Exchanges the columns of a row with those of the reference rows, for one class at a time.

    The library's other way, along the paths of the trees, overflows where a tree has more than some hundred levels. One
    class at a time spares the work for all others.

    Args:
        estimator: fitted random forest.
        reference: reference rows, [r, F].
        seed: not used, nothing is sampled.
    """

    method = "TreeExplainer, against reference cases: exact"
    unit: Unit = "probability"

    def __init__(self, estimator: Any, reference: NDArray[np.floating], seed: int) -> None:
        self.estimator, self.reference = estimator, reference.astype(np.float32)

    def together(self, row: Rows, label: Rows) -> Rows:
        """Group the pairs by their class."""
        return label

    def shares(self, features: NDArray[np.floating], label: Rows) -> Shares:
        """Explain p pairs of one class: ``label`` holds the class p times."""
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
    """One tree of a forest as the library reads it; the tree answers for one class alone."""
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
