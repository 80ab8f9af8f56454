"""Scaling of a cohort model's columns, for the models that need it."""

from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.preprocessing import RobustScaler


class NumberScaler(RobustScaler):  # type: ignore[misc]
    """Centre on the median and divide by the interquartile range, unknown values aside; where it is 0, do not divide.

    So a yes/no finding keeps its step of 1, while standardising would inflate the rare ones; and 37 °C and 250
    platelets come to one scale, while dividing by the largest value would press all temperatures into a tenth.
    A column without any known value stays as it is.

    Columns of yes and no to which less than a quarter of the cases say yes have median and range 0: they are left as
    they are without being sorted. Compressed rows store their ones alone (``FeatureEncoder.transform_sparse``).
    """

    def fit(self, X: NDArray[np.float32] | csr_array, y: NDArray[np.int64] | None = None) -> Self:  # noqa: N803
        """Learn medians and ranges from features [n, F]."""
        numbers = np.unique(X.indices[X.data != 1]) if isinstance(X, csr_array) else np.flatnonzero(~_seldom(X))
        learned = RobustScaler().fit(_known(X[:, numbers])) if len(numbers) else None
        self.center_: NDArray[np.floating] = _among(X.shape[1], numbers, learned and learned.center_, 0)
        self.scale_: NDArray[np.floating] = _among(X.shape[1], numbers, learned and learned.scale_, 1)
        self.n_features_in_ = X.shape[1]
        return self

    def transform(self, X: NDArray[np.float32] | csr_array) -> NDArray[np.float32] | csr_array:  # noqa: N803
        """Scale features [n, F]."""
        if not isinstance(X, csr_array):
            return super().transform(X)
        scaled = (X.data - self.center_[X.indices]) / self.scale_[X.indices]
        return csr_array((scaled.astype(X.dtype), X.indices, X.indptr), shape=X.shape)


def _seldom(features: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Columns of 0 and 1 alone in which less than a quarter is 1, [F]."""
    ones = features == 1
    return np.asarray((ones | (features == 0)).all(axis=0) & (4 * ones.sum(axis=0) < len(features)))


def _known(columns: NDArray[np.float32] | csr_array) -> NDArray[np.float32]:
    features = columns.toarray() if isinstance(columns, csr_array) else columns
    return np.where(np.isnan(features).all(axis=0), 0, features)


def _among(
    columns: int, places: NDArray[np.int64], values: NDArray[np.floating] | None, other: float
) -> NDArray[np.floating]:
    """Values at some places of so many columns, another one everywhere else."""
    found = np.full(columns, other, dtype=np.float64 if values is None else values.dtype)
    if values is not None:
        found[places] = values
    return found
