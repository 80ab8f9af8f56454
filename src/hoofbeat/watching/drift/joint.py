"""One test of all findings and demographics together: Hotelling's T² along the directions in which cases differ.

Single features miss a shift that moves many a little, and count one that moves many together many times. A window's
mean along a principal component of the training cases is a mean of independent cases: its variance is the cases' own,
which the reference carries, over their number. So counts of days are enough, no case has to be kept, as a classifier or
a kernel would need. Along 20 directions, T² = Σ (a·(x - r))² / (λ (1/n + 1/m)) follows χ² (Hotelling, Annals of
Mathematical Statistics 1931, with the covariance known).
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

from hoofbeat.monitoring.windows.reference import JOINT, Directions
from hoofbeat.watching.drift.features import Features

Floats = NDArray[np.float64]


class JointTest:
    """Compares windows with a reference, all cells at once.

    Args:
        directions: of the training cases.
        features: knows where the counts stand.
        reference: row of counts of the reference's cases, [1 + cells].
    """

    def __init__(self, directions: Directions, features: Features, reference: NDArray[np.number]) -> None:
        self._directions = directions
        self._features = features
        self._cases = float(reference[0])
        self._expected = directions.axes @ self._shares(reference)

    def statistic(self, window: NDArray[np.number]) -> float:
        """T² of a window's row of counts."""
        apart = self._directions.axes @ self._shares(window) - self._expected
        chance = self._directions.variance * (1 / max(float(window[0]), 1.0) + 1 / self._cases)
        return float((apart**2 / chance).sum())

    def significance(self, window: NDArray[np.number]) -> float:
        """Chance of a T² as large or larger."""
        return float(chdtrc(len(self._directions.variance), self.statistic(window)))

    def _shares(self, row: NDArray[np.number]) -> Floats:
        counts = np.concatenate([self._features.part(row, name) for name in JOINT])
        return np.asarray(counts / max(float(row[0]), 1.0), dtype=np.float64)
