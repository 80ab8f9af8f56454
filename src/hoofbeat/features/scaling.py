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

    Columns of compressed rows that store nothing but ones are left as they are (``FeatureEncoder.transform_sparse``).
    """

    def fit(self, X: NDArray[np.float32] | csr_array, y: NDArray[np.int64] | None = None) -> Self:  # noqa: N803
        """Learn medians and ranges from features [n, F]."""
        if isinstance(X, csr_array):
            numbers = np.unique(X.indices[X.data != 1])
            learned = RobustScaler().fit(_known(X[:, numbers].toarray()))
            self.center_: NDArray[np.float64] = np.zeros(X.shape[1])
            self.scale_: NDArray[np.float64] = np.ones(X.shape[1])
            self.center_[numbers], self.scale_[numbers] = learned.center_, learned.scale_
            self.n_features_in_ = X.shape[1]
            return self
        super().fit(_known(X), y)
        return self

    def transform(self, X: NDArray[np.float32] | csr_array) -> NDArray[np.float32] | csr_array:  # noqa: N803
        """Scale features [n, F]."""
        if not isinstance(X, csr_array):
            return super().transform(X)
        scaled = (X.data - self.center_[X.indices]) / self.scale_[X.indices]
        return csr_array((scaled.astype(X.dtype), X.indices, X.indptr), shape=X.shape)


def _known(features: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.where(np.isnan(features).all(axis=0), 0, features)
