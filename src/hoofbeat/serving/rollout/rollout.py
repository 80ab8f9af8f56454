"""Who answers a request where challengers are on trial: the champion, or the canary where it does so in time."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextvars import copy_context
from time import perf_counter
from typing import TypeVar

from fastapi import HTTPException

from hoofbeat.domain.differential import Differential
from hoofbeat.domain.errors import InputError
from hoofbeat.monitoring.rollout import RolloutMetrics
from hoofbeat.serving.config import ServiceConfig
from hoofbeat.serving.engine import Diagnoser
from hoofbeat.serving.rollout.shadow import Asking, Shadow
from hoofbeat.serving.rollout.trial import Trial
from hoofbeat.serving.turns import AT_ONCE

#: Seconds that the canary has; then the champion answers.
_PATIENCE = 3.0
#: What a bundle says of a case that it cannot rank; the same from both is the case's fault.
_REFUSALS = (InputError, HTTPException)

_T = TypeVar("_T")


class Rollout:
    """Challengers beside the champion of one service; thread-safe.

    Args:
        shadow: whose answers are compared; ``None``: nobody's.
        canary: who answers a share; ``None``: nobody.
    """

    def __init__(self, shadow: Trial | None, canary: Trial | None) -> None:
        self.trials = tuple(trial for trial in (shadow, canary) if trial is not None)
        self._shadow = None if shadow is None else Shadow(shadow)
        self._canary = canary
        # One that never ends keeps its place: the next ones are not even begun.
        self._free = threading.BoundedSemaphore(AT_ONCE)

    @classmethod
    def of(cls, config: ServiceConfig, metrics: RolloutMetrics) -> "Rollout | None":
        """As the settings say; ``None`` where they name no challenger."""
        shadow = Trial("shadow", config.shadow_share, metrics) if config.on_trial("shadow") else None
        canary = Trial("canary", config.canary_share, metrics) if config.on_trial("canary") else None
        return None if shadow is None and canary is None else cls(shadow, canary)

    def differential(self, champion: Diagnoser, sitting: str | None, ask: Asking) -> tuple[Diagnoser, Differential]:
        """The differential of one case, and who made it.

        Args:
            champion: who answers unless the canary does.
            sitting: token of the page's sitting, if it sent one.
            ask: asks a bundle.

        Raises:
            InputError: the champion knows nothing of the case.
        """
        shadow = self._shadow
        if shadow is None or (challenger := shadow.wants(champion)) is None:
            return self.asked(champion, sitting, ask, timed=True)
        try:
            by, answer, seconds = self._asked(champion, sitting, ask, timed=True)
        except _REFUSALS:
            raise
        except Exception:
            shadow.champion_failed(challenger)
            raise
        if by is champion:
            shadow.answered(challenger, ask, answer, seconds)
        return by, answer

    def asked(
        self, champion: Diagnoser, sitting: str | None, ask: Callable[[Diagnoser], _T], *, timed: bool = False
    ) -> tuple[Diagnoser, _T]:
        """What a bundle says, and which: the canary where this sitting is its, the champion where that fails.

        Args:
            champion: who answers unless the canary does.
            sitting: token of the page's sitting; without one only what is timed may be the canary's, by chance.
            ask: asks a bundle.
            timed: whether it is a differential, whose seconds are compared.
        """
        by, answer, _ = self._asked(champion, sitting, ask, timed=timed)
        return by, answer

    def _asked(
        self, champion: Diagnoser, sitting: str | None, ask: Callable[[Diagnoser], _T], *, timed: bool
    ) -> tuple[Diagnoser, _T, float]:
        trial, begun = self._canary, perf_counter()
        canary = trial.beside(champion) if trial is not None else None
        if trial is None or canary is None:
            return champion, ask(champion), perf_counter() - begun
        failure, version = "", canary.version
        if (timed or sitting is not None) and trial.chosen(sitting):
            try:
                answer = self._in_time(canary, ask)
            except Exception as error:
                failure = type(error).__name__
            else:
                seconds = perf_counter() - begun
                trial.succeeded()
                trial.metrics.answered("canary", "challenger", version, "answered", seconds if timed else None)
                return canary, answer, seconds
        begun = perf_counter()
        try:
            answer = ask(champion)
        except _REFUSALS:
            raise
        except Exception:
            trial.metrics.answered("canary", "champion", version, "failed")
            raise
        seconds = perf_counter() - begun
        if failure:
            trial.failed(version, failure)
        trial.metrics.answered("canary", "champion", version, "answered", seconds if timed else None)
        return champion, answer, seconds

    def _in_time(self, canary: Diagnoser, ask: Callable[[Diagnoser], _T]) -> _T:
        """What it says within its patience; a thread cannot be stopped, but need not be waited for.

        Raises:
            TimeoutError: it said nothing, or too many before it still have not.
        """
        if not self._free.acquire(blocking=False):
            raise TimeoutError
        said: Future[_T] = Future()
        context = copy_context()  # who follows the request's stages follows them here

        def work() -> None:
            try:
                said.set_result(context.run(ask, canary))
            except Exception as error:
                said.set_exception(error)
            finally:
                self._free.release()

        threading.Thread(target=work, name="canary", daemon=True).start()
        return said.result(_PATIENCE)
