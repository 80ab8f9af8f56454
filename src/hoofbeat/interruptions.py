"""Ctrl+C and a polite ``kill``, held back where an exception out of nowhere would leave a lock locked.

Python raises what a signal's handler raises wherever the main thread stands. In the middle of a lock's own Python code
(that of ``threading.Condition``, which executors and futures are made of) nobody unlocks it any more, and the threads
that want it wait for ever: the process hangs instead of ending. ``signal``'s documentation warns of it.
"""

import os
import signal
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, wait
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

Answer = TypeVar("Answer")
Check = Callable[[], None]

_SIGNALS = (signal.SIGINT, signal.SIGTERM)

#: Seconds between two looks for a signal while an answer is waited for.
_APART = 0.2


@contextmanager
def held_back() -> Iterator[Check]:
    """Note a signal that would end the block, and do as it says when the yielded function is called.

    One that comes while the block ends for the first ends the process at once. Outside the main thread, where no signal
    arrives, it does nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda: None
        return
    came: list[int] = []
    before = {number: signal.getsignal(number) for number in _SIGNALS}

    def note(number: int, _: FrameType | None) -> None:
        came.append(number)

    def check() -> None:
        if came:
            number = came.pop()
            for other, handler in before.items():  # a second one does not wait for what the first one ends
                if signal.getsignal(other) is note and handler is not signal.SIG_IGN:
                    signal.signal(other, signal.SIG_DFL)
            handler = before[signal.Signals(number)]
            if callable(handler):
                handler(number, None)
            else:
                signal.signal(number, signal.SIG_DFL)
                os.kill(os.getpid(), number)

    for number, handler in before.items():
        if handler is not signal.SIG_IGN and handler is not None:
            signal.signal(number, note)
    try:
        yield check
    finally:
        for number, handler in before.items():
            if handler is not None:
                signal.signal(number, handler)
        check()  # what came last must not be lost


def awaited(future: "Future[Answer]", check: Check) -> Answer:
    """The answer of a future, with a look for signals meanwhile."""
    while not future.done() and not wait((future,), timeout=_APART).done:
        check()
    check()
    return future.result()


def in_turn(futures: "Sequence[Future[Answer]]", check: Check) -> Generator[Answer, None, None]:
    """The answers in the order of the futures; who stops listening spares those that have not begun."""
    try:
        for future in futures:
            yield awaited(future, check)
    finally:
        for future in futures:
            future.cancel()
