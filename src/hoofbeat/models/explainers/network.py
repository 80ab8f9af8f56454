"""The explainer of neural networks; sampled."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from hoofbeat.models.explainers.base import ByRow, Doubles, doubles, flat
from hoofbeat.models.explainers.library import exchanged


class NetworkExplainer(ByRow):
    """Samples orders of the columns in which a row differs from some reference row.

    The other columns have no share, for exchanging equal values changes nothing. The sampler does not see them.

    Args:
        estimator: fitted multi-layer perceptron with ReLU layers.
        reference: reference rows, [r, F].
        seed: seed of the sampled orders.
    """

    method = "Permutation explainer: sampled"

    def __init__(self, estimator: Any, reference: NDArray[np.floating], seed: int) -> None:
        super().__init__(estimator)
        self.reference, self.seed = reference.astype(np.float64), seed

    def all_classes(self, features: NDArray[np.floating]) -> tuple[Doubles, Doubles]:
        """Divide the logits of one row among the columns."""
        row = features[0].astype(np.float64)
        varied = (self.reference != row).any(axis=0)
        first, *later = self.estimator.coefs_
        offset, *offsets = self.estimator.intercepts_
        fixed = row[~varied] @ first[~varied] + offset

        def answer(columns: Doubles) -> Doubles:
            hidden = columns @ first[varied] + fixed
            for weights, bias in zip(later, offsets, strict=True):
                hidden = np.maximum(hidden, 0) @ weights + bias
            return doubles(hidden)

        values = np.zeros((len(row), len(self.estimator.intercepts_[-1])))
        if not varied.any():
            return values, answer(row[None, varied])[0]
        (found,) = exchanged(answer, self.reference[:, varied], [row[varied]], self.seed)
        values[varied], base = flat(found.values, found.base_values)
        return values, base
