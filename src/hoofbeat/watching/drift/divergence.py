"""How far two distributions over the same cells lie apart, whatever the number of cases: to be read beside a test."""

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.number]

#: Cases that each cell counts more, so that an empty cell has a logarithm (Jeffreys' prior).
SMOOTHING = 0.5


def psi(window: Counts, reference: Counts) -> float:
    """Population stability index in nats, Σ (p - q) ln(p / q): 0 for equal shares, without upper limit.

    Yurdakul & Naranjo, Statistical properties of the population stability index, Journal of Risk Model Validation 2020.

    Args:
        window: counts, [cells].
        reference: counts, [cells].

    Example:
        >>> round(psi(np.array([50.0, 50.0]), np.array([50.0, 50.0])), 6)
        0.0
    """
    p, q = (_shares(counts + SMOOTHING) for counts in (window, reference))
    return float(((p - q) * np.log(p / q)).sum())


def js(window: Counts, reference: Counts) -> float:
    """Jensen-Shannon divergence in bits, 0 for equal shares to 1 where no cell is shared.

    Lin, Divergence measures based on the Shannon entropy, IEEE Transactions on Information Theory 1991.

    Example:
        >>> js(np.array([10, 0]), np.array([0, 3]))
        1.0
    """
    p, q = _shares(window), _shares(reference)
    middle = (p + q) / 2
    return float((_relative(p, middle) + _relative(q, middle)) / 2)


def _shares(counts: Counts) -> NDArray[np.float64]:
    return np.asarray(counts / counts.sum(), dtype=np.float64)


def _relative(p: NDArray[np.float64], q: NDArray[np.float64]) -> float:
    held = p > 0
    return float((p[held] * np.log2(p[held] / q[held])).sum())
