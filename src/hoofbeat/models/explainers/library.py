"""The SHAP library, imported late: it takes seconds, and nothing but an explanation needs it."""

import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]

#: Orders of the columns that are sampled, each taken forwards and backwards.
ORDERS = 2


def shap() -> Any:
    """The library. Its own use of others' deprecated functions is not ours to mend, so it imports in silence."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import shap as library
    return library


@contextmanager
def seed_kept() -> Iterator[None]:
    """Leave NumPy's global generator as it was: the library's sampling explainers seed it anew."""
    state = np.random.get_state()
    try:
        yield
    finally:
        np.random.set_state(state)


def exchanged(answer: Callable[[Doubles], Doubles], known: Doubles, rows: Iterable[Doubles], seed: int) -> list[Any]:
    """The library's explanation of each row [F], by exchanging columns with those of the ``known`` rows [r, F]."""
    with seed_kept():
        masker = shap().maskers.Independent(known, max_samples=len(known))
        explainer = shap().explainers.Permutation(answer, masker, seed=seed)
        budget = ORDERS * (2 * known.shape[1] + 1)
        return [explainer(row[None], max_evals=budget, silent=True) for row in rows]
