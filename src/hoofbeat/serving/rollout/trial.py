"""One challenger on trial: which bundle it is, and whether a request is for it."""

import hashlib
import logging
import random
from time import monotonic

from hoofbeat.monitoring.rollout import Mode, RolloutMetrics
from hoofbeat.serving.engine import Diagnoser

logger = logging.getLogger("hoofbeat.serving")

#: After so many failures on end it is left alone for so many seconds: each costs somebody time.
_ON_END, _REST_SECONDS = 5, 30.0
#: Longest token of a sitting that is looked at.
_LONGEST = 64
_WHOLE = 1 << 64


class Trial:
    """A challenger, or none; thread-safe.

    Args:
        mode: shadow or canary.
        share: share of the requests that it is asked, 0 to 1.
        metrics: where it is counted.
    """

    def __init__(self, mode: Mode, share: float, metrics: RolloutMetrics) -> None:
        self.mode: Mode = mode
        self.metrics = metrics
        self._share = share
        self._diagnoser: Diagnoser | None = None
        self._failed, self._rests_until = 0, 0.0

    def use(self, diagnoser: Diagnoser | None) -> None:
        """Try this one from now on; ``None``: nobody."""
        before, self._diagnoser = self._diagnoser, diagnoser
        self._failed, self._rests_until = 0, 0.0
        self.metrics.loaded(self.mode, diagnoser.version if diagnoser else None, before.version if before else None)

    def beside(self, champion: Diagnoser) -> Diagnoser | None:
        """Who is on trial, unless it is the champion by now, or nobody."""
        found = self._diagnoser
        return None if found is None or found.version == champion.version else found

    def chosen(self, sitting: str | None) -> bool:
        """Whether a request is for it: the same for all of one sitting, in whatever process; else by chance.

        Args:
            sitting: token of the page's sitting; ``None`` where the caller sends none.
        """
        if self._rests_until > monotonic():
            return False
        if sitting is None or len(sitting) > _LONGEST:
            return random.random() < self._share
        drawn = int.from_bytes(hashlib.sha256(sitting.encode()).digest()[:8])
        return drawn < self._share * _WHOLE

    def failed(self, version: str, why: str) -> None:
        """Count that it did not answer, and let it rest where that goes on.

        Args:
            version: of its bundle.
            why: kind of the failure: no word of a request.
        """
        self.metrics.answered(self.mode, "challenger", version, "failed")
        self._failed += 1
        if self._failed >= _ON_END:
            self._failed, self._rests_until = 0, monotonic() + _REST_SECONDS
            logger.warning("the %s bundle %s failed %d times on end (%s)", self.mode, version, _ON_END, why)

    def succeeded(self) -> None:
        """Note that it answers."""
        self._failed = 0
