"""Since when a feature drifts: the day from which on all days together differ most from what was expected."""

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from hoofbeat.watching.drift.significance import likelihood_ratio

Floats = NDArray[np.float64]


def since_when(days: Sequence[date], counts: Floats, expected: Floats) -> date:
    """The day with the largest likelihood ratio of the days from it on against the expected counts.

    Days before the drift dilute the difference, and each drifted day that is left out takes from it: Hinkley, Inference
    about the change-point in a sequence of random variables, Biometrika 1970, with the state before it known.

    Args:
        days: days with counts, rising.
        counts: counts of the feature's cells, [days, cells].
        expected: counts that they are compared with, [cells].
    """
    onwards = np.cumsum(counts[::-1], axis=0)[::-1]
    return days[int(likelihood_ratio(onwards, np.broadcast_to(expected, onwards.shape)).argmax())]
