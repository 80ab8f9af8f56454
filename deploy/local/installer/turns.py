"""One start at a time: a second click while Hoofbeat starts waits for the first one's."""

import os
import time
from pathlib import Path

import folders
from words import say

#: Seconds without a sign of life after which a start is taken for dead: its window was closed, or the power went.
_DEAD = 20


class Turn:
    """Held by the one click that starts; others wait in `with` until it is through."""

    def __enter__(self) -> "Turn":
        told = False
        while not _taken():
            if not told:
                say("Hoofbeat is starting already; waiting …", "Hoofbeat ya está iniciando; esperando …")
                told = True
            time.sleep(0.2)
        return self

    def alive(self) -> None:
        """Tell whoever waits that this start goes on."""
        _lock().touch()

    def __exit__(self, *_: object) -> None:
        _lock().unlink(missing_ok=True)


def _taken() -> bool:
    """Take the turn, if it is free or its holder is dead."""
    try:
        os.close(os.open(_lock(), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        if _silent_for() > _DEAD:
            _lock().unlink(missing_ok=True)
        return False
    return True


def _silent_for() -> float:
    try:
        # Without its sign: the clock of an old computer jumps both ways.
        return abs(time.time() - _lock().stat().st_mtime)
    except FileNotFoundError:  # through in this very moment
        return 0


def _lock() -> Path:
    return folders.data() / "starting.lock"
