"""Ctrl+C and a polite ``kill``, held back where an exception out of nowhere would leave a lock locked.

Python raises what a signal's handler raises wherever the main thread stands. In the middle of a lock's own Python code
(that of ``threading.Condition``, which executors and futures are made of) nobody unlocks it any more, and the threads
that want it wait for ever: the process hangs instead of ending. ``signal``'s documentation warns of it.
"""

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

Task = TypeVar("Task")
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


def rolling(
    begin: "Callable[[Task], Future[Answer]]", tasks: Iterable[Task], at_once: int
) -> Generator[Answer, None, None]:
    """Begin tasks, so many at once, and yield their answers in order; who stops listening spares those not begun."""
    under_way: deque[Future[Answer]] = deque()
    try:
        with held_back() as check:
            for task in tasks:
                under_way.append(begin(task))
                if len(under_way) >= at_once:
                    yield awaited(under_way.popleft(), check)
            while under_way:
                yield awaited(under_way.popleft(), check)
    finally:
        for future in under_way:
            future.cancel()
