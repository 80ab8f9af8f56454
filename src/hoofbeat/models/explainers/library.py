"""The SHAP library. It is imported on first use: the import takes seconds, and only explanations need it."""

import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]

#: Number of column orders that are sampled. Each order is used forwards and backwards.
ORDERS = 2


def shap() -> Any:
    """Import the library, without the warnings about deprecated functions that it uses itself."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import shap as library
    return library


@contextmanager
def seed_kept() -> Iterator[None]:
    """Restore NumPy's global generator afterwards; the library's sampling explainers seed it."""
    state = np.random.get_state()
    try:
        yield
    finally:
        np.random.set_state(state)


def exchanged(answer: Callable[[Doubles], Doubles], known: Doubles, rows: Iterable[Doubles], seed: int) -> list[Any]:
    """Explain each row by the library's permutation explainer.

    Args:
        answer: the model, rows [n, F] → logits [n, C].
        known: reference rows, [r, F]; their values replace those of a column that is not known yet.
        rows: the rows to explain, each [F].
        seed: seed of the sampled orders.

    Returns:
        The library's own object for each row.
    """
    with seed_kept():
        masker = shap().maskers.Independent(known, max_samples=len(known))
        explainer = shap().explainers.Permutation(answer, masker, seed=seed)
        budget = ORDERS * (2 * known.shape[1] + 1)
        return [explainer(row[None], max_evals=budget, silent=True) for row in rows]
