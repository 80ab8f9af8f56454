"""What is loaded stays: Python need not look through it again and again for what may go.

A bundle with its index of words is a million objects. To look through them takes a tenth of a second, in which no
request goes on, and Python does so whenever enough new ones were made.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def nothing_thrown_away() -> Iterator[None]:
    """What is loaded within stays for good: to look through it meanwhile took a tenth of the start."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def settle() -> None:
    """Throw away once what nobody uses any more, and look through what is left no more; takes a tenth of a second."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
