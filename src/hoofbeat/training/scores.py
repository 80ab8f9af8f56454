"""Figures of one candidate out of fold."""

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score, recall_score


def score(
    probabilities: NDArray[np.floating],
    y: NDArray[np.integer],
    taught: NDArray[np.bool_],
    orphan: NDArray[np.bool_],
) -> dict[str, float]:
    """Figures over all cases, and over those whose disease the fold's training could teach.

    Args:
        probabilities: out of fold, [n, C].
        y: true classes, [n].
        taught: whether the training cases of the case's fold had its disease, [n].
        orphan: which classes are orphan diseases, [C].

    Returns:
        ``macro_f1`` over the true diseases; ``orphan_macro_recall`` over those that are orphan, absent if none is;
        ``top_1``, ``top_3``, ``top_10``: share of cases with the true disease
        among the first k (equal probabilities count against the model); ``taught``: share of taught cases, which
        no model can exceed; ``macro_f1_taught`` and ``top_1_taught``: the same over taught cases alone.
    """
    own = probabilities[np.arange(len(y)), y]
    rank = (probabilities >= own[:, None]).sum(axis=1)  # itself included, ties before it
    # A tie at the top is no answer: F1 needs one label, so take the first and let ``rank`` judge the rest.
    first = probabilities.argmax(axis=1)
    rare = np.intersect1d(y, np.flatnonzero(orphan))
    recall = recall_score(y, first, labels=rare, average="macro", zero_division=0) if len(rare) else None
    figures = {f"top_{k}": float((rank <= k).mean()) for k in (1, 3, 10)}
    return {
        "macro_f1": macro_f1(y, first),
        **({} if recall is None else {"orphan_macro_recall": float(recall)}),
        **figures,
        "taught": float(taught.mean()),
        "macro_f1_taught": macro_f1(y[taught], first[taught]) if taught.any() else 0.0,
        "top_1_taught": float((rank[taught] == 1).mean()) if taught.any() else 0.0,
    }


def macro_f1(y: NDArray[np.integer], first: NDArray[np.integer]) -> float:
    """F1 of the first answers [n] over the diseases of ``y`` [n], each disease counted once."""
    return float(f1_score(y, first, labels=np.unique(y), average="macro", zero_division=0))
