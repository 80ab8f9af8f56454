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
    they are without being sorted. Of those compressed rows store but their ones (``FeatureEncoder.transform_sparse``).
    """

    def fit(self, X: NDArray[np.float32] | csr_array, y: NDArray[np.int64] | None = None) -> Self:  # noqa: N803
        """Learn medians and ranges from features [n, F]."""
        numbers = np.unique(X.indices[X.data != 1]) if isinstance(X, csr_array) else np.flatnonzero(~_seldom(X))
        self.center_: NDArray[np.floating] = np.zeros(X.shape[1])
        self.scale_: NDArray[np.floating] = np.ones(X.shape[1])
        if len(numbers):
            learned = RobustScaler().fit(_known(X[:, numbers]))
            if not isinstance(X, csr_array):  # whole rows are scaled in place, in their own precision
                self.center_ = self.center_.astype(learned.center_.dtype)
                self.scale_ = self.scale_.astype(learned.scale_.dtype)
            self.center_[numbers], self.scale_[numbers] = learned.center_, learned.scale_
        self.n_features_in_ = X.shape[1]
        return self

    def transform(self, X: NDArray[np.float32] | csr_array) -> NDArray[np.float32] | csr_array:  # noqa: N803
        """Scale features [n, F]."""
        if not isinstance(X, csr_array):
            return super().transform(X)
        scaled = (X.data - self.center_[X.indices]) / self.scale_[X.indices]
        return csr_array((scaled.astype(X.dtype), X.indices, X.indptr), shape=X.shape)


def yes_and_no(features: NDArray[np.float32]) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Which columns hold nothing but 0 and 1, and how many ones each column has, both [F]."""
    ones = features == 1
    return (ones | (features == 0)).all(axis=0), ones.sum(axis=0)


def _seldom(features: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Columns of 0 and 1 alone in which less than a quarter is 1, [F]."""
    marks, ones = yes_and_no(features)
    return np.asarray(marks & (4 * ones < len(features)))


def _known(columns: NDArray[np.float32] | csr_array) -> NDArray[np.float32]:
    features = columns.toarray() if isinstance(columns, csr_array) else columns
    return np.where(np.isnan(features).all(axis=0), 0, features)
