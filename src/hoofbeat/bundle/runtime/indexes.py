"""Indexes of words that somebody uses: two bundles with the same lexicon search by the same one.

To make one takes three of the four seconds of processor time until a bundle answers. It says nothing of a model: one
that was trained again on the same knowledge needs no other.
"""

from collections.abc import Callable
from threading import Lock
from weakref import WeakValueDictionary

from hoofbeat.bundle.runtime.textindex import TextIndex

_lock = Lock()
_used: WeakValueDictionary[str, TextIndex] = WeakValueDictionary()


def index_of(digest: str, make: Callable[[], TextIndex]) -> TextIndex:
    """The index over a lexicon, made where nobody has it.

    Args:
        digest: of the text that the lexicon was read from; empty where it was not read, and is nobody else's.
        make: makes it.
    """
    with _lock:
        found = _used.get(digest)
    if found is None:
        found = make()
        if digest:
            with _lock:
                _used[digest] = found
    return found
