"""The challenger in the shadow: asked after the answer was made, compared with it, told to nobody."""

import threading
from collections.abc import Callable, Sequence
from queue import Full, Queue
from time import perf_counter
from typing import NamedTuple

from hoofbeat.domain.differential import Differential, RankedDisease
from hoofbeat.serving.engine import Diagnoser
from hoofbeat.serving.rollout.trial import Trial

#: Cases that wait for the challenger; more are not asked, and counted as dropped.
_WAITING = 16
#: Lines that are compared.
_COMPARED = 10

#: Asks a bundle for the differential of one case.
Asking = Callable[[Diagnoser], Differential]


class _Waiting(NamedTuple):
    challenger: Diagnoser
    ask: Asking
    first: Sequence[frozenset[str]]
    seconds: float


class Shadow:
    """Asks the challenger a share of what the champion answered, one case at a time, in a thread of its own.

    A case is held from the answer until the challenger has answered it, in memory alone; it is forgotten then.

    Args:
        trial: who is asked.
    """

    def __init__(self, trial: Trial) -> None:
        self._trial = trial
        self._waiting: Queue[_Waiting] = Queue(_WAITING)
        self._lock = threading.Lock()
        self._worker: threading.Thread | None = None

    def wants(self, champion: Diagnoser) -> Diagnoser | None:
        """The challenger, if it shall be asked what this champion is asked now."""
        challenger = self._trial.beside(champion)
        return challenger if challenger is not None and self._trial.chosen(None) else None

    def answered(self, challenger: Diagnoser, ask: Asking, answer: Differential, seconds: float) -> None:
        """Have it asked what the champion answered; at once, for the caller does not wait.

        Args:
            challenger: from ``wants``.
            ask: asks it.
            answer: the champion's.
            seconds: that the champion took.
        """
        try:
            self._waiting.put_nowait(_Waiting(challenger, ask, _lines(answer), seconds))
        except Full:
            self._trial.metrics.answered("shadow", "challenger", challenger.version, "dropped")
            return
        if self._worker is None:
            self._start()

    def champion_failed(self, challenger: Diagnoser) -> None:
        """Count that the champion failed where the challenger would have been compared with it."""
        self._trial.metrics.answered("shadow", "champion", challenger.version, "failed")

    def _start(self) -> None:
        with self._lock:
            if self._worker is None:
                self._worker = threading.Thread(target=self._work, name="shadow", daemon=True)
                self._worker.start()

    def _work(self) -> None:
        while True:
            self._compare(self._waiting.get())

    def _compare(self, waiting: _Waiting) -> None:
        challenger, metrics = waiting.challenger, self._trial.metrics
        version = challenger.version
        begun = perf_counter()
        try:
            lines = _lines(waiting.ask(challenger))
        except Exception as error:  # whatever breaks it is what the shadow is there to find
            metrics.answered("shadow", "champion", version, "answered")
            self._trial.failed(version, type(error).__name__)
            return
        seconds = perf_counter() - begun
        self._trial.succeeded()
        metrics.answered("shadow", "champion", version, "answered", waiting.seconds)
        same = _common(waiting.first[:1], lines[:1]) == 1
        metrics.answered("shadow", "challenger", version, "same_first" if same else "other_first", seconds)
        metrics.overlap(version, _common(waiting.first, lines))


def _lines(answer: Differential) -> list[frozenset[str]]:
    """The ids of each of the first ten lines: equivalent ones and those of its group, for two catalogues may differ."""
    return [_ids(line) for line in answer.differential[:_COMPARED]]


def _ids(line: RankedDisease) -> frozenset[str]:
    return frozenset((line.disease_id, *line.equivalent_ids, *(subtype.disease_id for subtype in line.subtypes)))


def _common(one: Sequence[frozenset[str]], other: Sequence[frozenset[str]]) -> float:
    """Share of the lines of the longer list that the other has too; 1 of two empty ones."""
    longest = max(len(one), len(other))
    ids = frozenset().union(*other)
    return min(1.0, sum(bool(line & ids) for line in one) / longest) if longest else 1.0
