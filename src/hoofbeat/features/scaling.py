"""Scaling of a cohort model's columns, for the models that need it."""

from typing import Self

import numpy as np
from numpy.typing import NDArray
from sklearn.preprocessing import RobustScaler


class NumberScaler(RobustScaler):  # type: ignore[misc]
    """Centre on the median and divide by the interquartile range, unknown values aside; where it is 0, do not divide.

    So a yes/no finding keeps its step of 1, while standardising would inflate the rare ones; and 37 °C and 250
    platelets come to one scale, while dividing by the largest value would press all temperatures into a tenth.
    A column without any known value stays as it is.
    """

    def fit(self, X: NDArray[np.float32], y: NDArray[np.int64] | None = None) -> Self:  # noqa: N803
        """Learn medians and ranges from features [n, F]."""
        super().fit(np.where(np.isnan(X).all(axis=0), 0, X), y)
        return self
