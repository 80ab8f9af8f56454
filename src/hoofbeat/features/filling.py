"""Filling unknown numbers of a cohort model's columns."""

from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.impute import SimpleImputer

from hoofbeat.features.scaling import yes_and_no


class NumberImputer(SimpleImputer):  # type: ignore[misc]
    """Unknown numbers become the median of the training cases; a column without any value becomes 0 and stays.

    The median of yes and no is known by counting: only the other columns are sorted.
    """

    def __init__(self) -> None:
        super().__init__(strategy="median", keep_empty_features=True)

    def fit(self, X: NDArray[np.float32] | csr_array, y: NDArray[np.int64] | None = None) -> Self:  # noqa: N803
        """Learn medians from features [n, F]."""
        if not isinstance(X, np.ndarray):
            super().fit(X, y)
            return self
        marks, ones = yes_and_no(X)
        marks[:1] = False  # there must be one to sort
        super().fit(X[:, ~marks], y)
        medians = (1 + np.sign(2 * ones - len(X))) / 2
        medians[~marks] = self.statistics_
        self.statistics_: NDArray[np.float64] = medians
        self.n_features_in_ = X.shape[1]
        return self
