"""Looking again and again, beside the requests: after a while, and at once where somebody asks for it."""

import threading
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue

#: How long the end waits for a look under way.
_LAST_LOOK = 2.0


class Looking:
    """A thread that looks.

    Args:
        name: of the thread.
        look: called for each look; it raises nothing.
        seconds: how long it waits for the next one; ``None`` waits until it is asked to.
    """

    def __init__(self, name: str, look: Callable[[], None], seconds: Callable[[], float | None]) -> None:
        self._name = name
        self._look = look
        self._seconds = seconds
        # A signal handler may interrupt another one in the middle: an event's lock would then be waited for for ever.
        self._asked: SimpleQueue[None] = SimpleQueue()
        self._watcher: threading.Thread | None = None
        self._ended = False

    def begin(self) -> None:
        """Look from now on, after the first wait."""
        self._watcher = threading.Thread(target=self._watch, name=self._name, daemon=True)
        self._watcher.start()

    def at_once(self) -> None:
        """Wait no longer; for a signal handler, too."""
        self._asked.put(None)

    def end(self) -> None:
        """Look no more; a look under way is waited for: its libraries may break a process that ends around them."""
        self._ended = True
        self.at_once()
        if self._watcher is not None:
            self._watcher.join(_LAST_LOOK)

    def _watch(self) -> None:
        while True:
            self._wait()
            if self._ended:
                return
            self._look()

    def _wait(self) -> None:
        with suppress(Empty):
            self._asked.get(timeout=self._seconds())
            while True:  # many that asked are one look
                self._asked.get_nowait()
