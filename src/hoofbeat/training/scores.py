"""Figures of one candidate out of fold."""

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score


def score(probabilities: NDArray[np.floating], y: NDArray[np.integer], taught: NDArray[np.bool_]) -> dict[str, float]:
    """Figures over all cases, and over those whose disease the fold's training could teach.

    Args:
        probabilities: out of fold, [n, C].
        y: true classes, [n].
        taught: whether the training cases of the case's fold had its disease, [n].

    Returns:
        ``macro_f1`` over the true diseases; ``top_1``, ``top_3``, ``top_10``: share of cases with the true disease
        among the first k (equal probabilities count against the model); ``taught``: share of taught cases, which
        no model can exceed; ``macro_f1_taught`` and ``top_1_taught``: the same over taught cases alone.
    """
    own = probabilities[np.arange(len(y)), y]
    rank = (probabilities >= own[:, None]).sum(axis=1)  # itself included, ties before it
    # A tie at the top is no answer: F1 needs one label, so take the first and let ``rank`` judge the rest.
    first = probabilities.argmax(axis=1)
    figures = {f"top_{k}": float((rank <= k).mean()) for k in (1, 3, 10)}
    return {
        "macro_f1": _macro_f1(y, first),
        **figures,
        "taught": float(taught.mean()),
        "macro_f1_taught": _macro_f1(y[taught], first[taught]) if taught.any() else 0.0,
        "top_1_taught": float((rank[taught] == 1).mean()) if taught.any() else 0.0,
    }


def _macro_f1(y: NDArray[np.integer], first: NDArray[np.integer]) -> float:
    return float(f1_score(y, first, labels=np.unique(y), average="macro", zero_division=0))
