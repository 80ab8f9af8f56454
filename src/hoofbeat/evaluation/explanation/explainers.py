"""SHAP values of each kind of cohort model: exact where the model's form allows it, sampled where it does not.

SHAP values share the difference between a model's answer and its mean answer among the columns, by Shapley's rule:
the mean, over all orders in which columns could become known, of what a column adds (Lundberg & Lee, NeurIPS 2017;
for trees Lundberg et al., Nature Machine Intelligence 2020).

All but the forest answer by a softmax, whose logits z are defined up to a constant. What is explained is the logit
against the mean of all classes, z(c) − mean z, in nats: a SHAP value is linear in what it explains, so it is centred
over the classes in the same way. The forest answers by a mean of probabilities, and that is explained.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from hoofbeat.evaluation.explanation.library import exchanged, shap

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


class Explainer(Protocol):
    """Explains one fitted estimator."""

    method: str
    unit: Unit

    def together(self, row: Rows, label: Rows) -> Rows:
        """What of each pair is best worked on together, [p]: its row, or its class."""
        ...

    def shares(self, features: NDArray[np.floating], label: Rows) -> Shares:
        """Shares for features [p, F], as the estimator reads them, and one class each [p]; alike as said above."""
        ...


def explainer_of(name: str, estimator: Any, reference: NDArray[np.floating], seed: int) -> Explainer:
    """The explainer that suits a candidate.

    Args:
        name: of the candidate, as in ``models.cohort.NAMES``.
        estimator: the last step of its pipeline, fitted.
        reference: rows [r, F] of the cases that stand for "not known", as the estimator reads them.
        seed: of what is sampled.
    """
    return _KINDS[name](estimator, reference, seed)


class _ByRow(ABC):
    """One row explained for all classes at once, then centred over them."""

    method: str
    unit: Unit = "log-odds"

    def __init__(self, estimator: Any) -> None:
        self.estimator = estimator

    def together(self, row: Rows, label: Rows) -> Rows:
        return row

    def shares(self, features: NDArray[np.floating], label: Rows) -> Shares:
        values, base = self.all_classes(features[:1])
        values, base = _centred(values), _centred(base)
        answer = self.estimator.predict_proba(features[:1])[0]
        difference = float(np.abs(softmax(values.sum(axis=0) + base) - answer).max())
        return Shares(values[:, label].T, base[label], difference)

    @abstractmethod
    def all_classes(self, features: NDArray[np.floating]) -> tuple[Doubles, Doubles]:
        """Of one row [1, F]: values [F, C or 1] and base [C or 1]."""


class _Linear(_ByRow):
    method = "LinearExplainer: exact"

    def __init__(self, estimator: Any, reference: NDArray[np.floating], seed: int) -> None:
        super().__init__(estimator)
        known = shap().maskers.Independent(reference, max_samples=len(reference))
        model = (_doubles(estimator.coef_), _doubles(estimator.intercept_))
        self.explainer = shap().LinearExplainer(model, known)

    def all_classes(self, features: NDArray[np.floating]) -> tuple[Doubles, Doubles]:
        found = self.explainer(features.astype(np.float64))
        return _flat(found.values, found.base_values)


class _Boosted(_ByRow):
    method = "TreeExplainer, along the trees' paths: exact"

    def __init__(self, estimator: Any, reference: NDArray[np.floating], seed: int) -> None:
        super().__init__(estimator)
        self.explainer = shap().TreeExplainer(estimator, feature_perturbation="tree_path_dependent")

    def all_classes(self, features: NDArray[np.floating]) -> tuple[Doubles, Doubles]:
        found = self.explainer(features, check_additivity=False)  # ``shares`` checks against the probabilities
        return _flat(found.values, found.base_values)


class _Network(_ByRow):
    """Only the columns in which a row differs from a reference case can have a share: the sampler sees no others."""

    method = "Permutation explainer: sampled"

    def __init__(self, estimator: Any, reference: NDArray[np.floating], seed: int) -> None:
        super().__init__(estimator)
        self.reference, self.seed = reference.astype(np.float64), seed

    def all_classes(self, features: NDArray[np.floating]) -> tuple[Doubles, Doubles]:
        row = features[0].astype(np.float64)
        varied = (self.reference != row).any(axis=0)
        first, *later = self.estimator.coefs_
        offset, *offsets = self.estimator.intercepts_
        fixed = row[~varied] @ first[~varied] + offset

        def answer(columns: Doubles) -> Doubles:
            hidden = columns @ first[varied] + fixed
            for weights, bias in zip(later, offsets, strict=True):
                hidden = np.maximum(hidden, 0) @ weights + bias
            return _doubles(hidden)

        values = np.zeros((len(row), len(self.estimator.intercepts_[-1])))
        if not varied.any():
            return values, answer(row[None, varied])[0]
        (found,) = exchanged(answer, self.reference[:, varied], [row[varied]], self.seed)
        values[varied], base = _flat(found.values, found.base_values)
        return values, base


class _Forest:
    """The forest's trees are too deep for the way along their paths: it overflows beyond some hundred levels.

    So columns are exchanged with those of the reference cases; one class at a time, or every tree is walked for all.
    """

    method = "TreeExplainer, against reference cases: exact"
    unit: Unit = "probability"

    def __init__(self, estimator: Any, reference: NDArray[np.floating], seed: int) -> None:
        self.estimator, self.reference = estimator, reference.astype(np.float32)

    def together(self, row: Rows, label: Rows) -> Rows:
        return label

    def shares(self, features: NDArray[np.floating], label: Rows) -> Shares:
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


def _flat(values: Any, base: Any) -> tuple[Doubles, Doubles]:
    """Of the library's answer for one row: [F, C] and [C]; of two classes often the second alone has a column."""
    return _doubles(values)[0].reshape(values.shape[1], -1), _doubles(base).reshape(-1)


def _centred(logits: Doubles) -> Doubles:
    """Against the mean over the classes, the last axis; a single logit is the second class against the first."""
    if logits.shape[-1] == 1:
        return np.concatenate([-logits / 2, logits / 2], axis=-1)
    return _doubles(logits - logits.mean(axis=-1, keepdims=True))


def _doubles(values: Any) -> Doubles:
    return np.asarray(values, dtype=np.float64)


_KINDS: Mapping[str, Callable[[Any, NDArray[np.floating], int], Explainer]] = {
    "logistic": _Linear,
    "random_forest": _Forest,
    "xgboost": _Boosted,
    "lightgbm": _Boosted,
    "mlp": _Network,
}
