"""How long the stages of an answer take, for whoever asks: where nobody does, a stage costs next to nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from time import perf_counter_ns, time_ns


@dataclass
class TimedStage:
    """One stage of an answer; where it is gone through several times, all of them together.

    Attributes:
        began: when it began first, in nanoseconds of Unix time.
        nanoseconds: how long it took, all times together.
        times: how often it was gone through.
    """

    began: int
    nanoseconds: int = 0
    times: int = 0


@dataclass
class Timings:
    """The stages of one answer by name, in their order."""

    stages: dict[str, TimedStage] = field(default_factory=dict)


_asked: ContextVar[Timings | None] = ContextVar("timings", default=None)


@contextmanager
def timing() -> Iterator[Timings]:
    """Note the stages that are gone through within this block, in whatever task or thread it begins."""
    timings = Timings()
    token = _asked.set(timings)
    try:
        yield timings
    finally:
        _asked.reset(token)


@contextmanager
def timed(stage: str) -> Iterator[None]:
    """Count the time of this block to a stage, if somebody asked; ``stage`` is a word of ours, never of a request."""
    timings = _asked.get()
    if timings is None:
        yield
        return
    noted = timings.stages.setdefault(stage, TimedStage(time_ns()))
    start = perf_counter_ns()
    try:
        yield
    finally:
        noted.nanoseconds += perf_counter_ns() - start
        noted.times += 1
