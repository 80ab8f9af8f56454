"""Thresholds of trees in single precision, as exported graphs hold them."""

import numpy as np
from numpy.typing import NDArray


def round_down(threshold: NDArray[np.float64]) -> NDArray[np.float32]:
    """The largest float32 not above each threshold: ``x <= t`` then holds for the same float32 ``x``.

    Example:
        >>> float(round_down(np.array([0.1]))[0]) < 0.1 < float(np.float32(0.1))
        True
    """
    rounded = threshold.astype(np.float32)
    return np.where(rounded > threshold, np.nextafter(rounded, np.float32(-np.inf)), rounded)
