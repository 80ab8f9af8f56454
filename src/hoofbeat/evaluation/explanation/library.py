"""The SHAP library, imported late: it takes seconds, and nothing but an explanation needs it."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np


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
