"""Bundles that are loaded: who follows another alias takes the very same, and need not load it again."""

import hashlib
from threading import Lock
from weakref import WeakValueDictionary

from hoofbeat.bundle.runtime.bundle import Bundle


class Shelf:
    """Bundles by their manifest, which names the checksum of every file; thread-safe. It keeps none alive."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._bundles: WeakValueDictionary[str, Bundle] = WeakValueDictionary()

    def find(self, manifest: bytes) -> Bundle | None:
        """The bundle with this very manifest, if somebody has it loaded."""
        with self._lock:
            return self._bundles.get(hashlib.sha256(manifest).hexdigest())

    def put(self, manifest: bytes, bundle: Bundle) -> None:
        """Let others find it, for as long as somebody keeps it."""
        with self._lock:
            self._bundles[hashlib.sha256(manifest).hexdigest()] = bundle
