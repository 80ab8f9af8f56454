"""Keeping an engine supplied: the first bundle, then every newer one, without a request that waits or fails."""

import logging
import threading
from collections.abc import Mapping
from contextlib import suppress
from time import monotonic

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.bundle.supply.supply import Supply
from hoofbeat.domain.errors import HoofbeatError
from hoofbeat.monitoring.metrics import ServingMetrics
from hoofbeat.serving.config import ServiceConfig
from hoofbeat.serving.engine import Diagnoser, Engine, probe
from hoofbeat.serving.garbage import settle
from hoofbeat.serving.looking import Looking

logger = logging.getLogger("hoofbeat.serving")

#: Seconds between looks while there is no bundle at all.
_RETRY = 30.0
#: Seconds that the bundle before stays loaded: an alert on a promotion comes within the hour, or has another cause.
_GOES_BACK = 3600.0
#: Seconds that the first requests have to themselves before the index of the words is made beside them.
_WARM_UP_AFTER = 1.0


class Keeper:
    """Takes bundles from a supply and hands them to an engine.

    Args:
        supply: where bundles come from; it hands out only what answers.
        engine: who answers with them.
        metrics: where they are counted.
        refresh_seconds: seconds between looks for a newer one; 0 looks only when asked to.
        keeps_seconds: how long the one before stays loaded, to be gone back to at once.
    """

    def __init__(
        self,
        supply: Supply,
        engine: Engine,
        metrics: ServingMetrics,
        refresh_seconds: float,
        keeps_seconds: float = 0,
    ) -> None:
        #: Where its bundles come from; what is tried beside them comes from beside it.
        self.supply = supply
        self._engine = engine
        self._metrics = metrics
        self._refresh = refresh_seconds or None
        self._keeps = keeps_seconds
        self._now: Bundle | None = None
        self._before: tuple[float, Bundle] | None = None
        self._looking = Looking("bundle-keeper", self._swap, self._seconds)
        self._answers = False
        self._told = ""

    @classmethod
    def of(
        cls, config: ServiceConfig, engine: Engine, metrics: ServingMetrics, environment: Mapping[str, str]
    ) -> "Keeper":
        """The keeper that supplies an engine as the settings say.

        Raises:
            ConfigError: the address or the keys cannot be used.
        """

        def check(bundle: Bundle) -> str | None:
            # A first answer does not wait for the index of the words.
            return tried_out(bundle) if engine.holds else probe(bundle)

        supply = Supply(
            config.bundle, trusted=config.trusted(), cache=config.cache, check=check, environment=environment
        )
        # Where there is room for one on trial, there is as much for the one before once that is in production.
        keeps = _GOES_BACK if config.on_trial("shadow") or config.on_trial("canary") else 0
        return cls(supply, engine, metrics, config.looks_every, keeps)

    def first(self) -> None:
        """Take the first bundle.

        Raises:
            HoofbeatError: there is none, neither a newest nor a last good one.
        """
        try:
            supplied = self.supply.first()
        except HoofbeatError as error:
            self._engine.fail(str(error))
            raise
        if supplied.refused:
            self._refused(supplied.refused)
        self._use(supplied.bundle)

    def watch(self) -> None:
        """Look for newer bundles from now on, beside the requests."""
        self._looking.begin()
        warm_up = threading.Timer(_WARM_UP_AFTER, self._warm_up_first)
        warm_up.daemon = True
        warm_up.start()

    def look(self) -> None:
        """Look at once; for a signal handler."""
        self._looking.at_once()

    def end(self) -> None:
        """Look no more."""
        self._looking.end()

    def _warm_up_first(self) -> None:
        """Make the index of the words, which no first answer needs, but which a person should not wait for."""
        with suppress(HoofbeatError):
            _search_failure(self._engine.diagnoser)  # a request that needs it says what is wrong
        settle()

    def _seconds(self) -> float | None:
        return self._refresh if self._answers else min(self._refresh or _RETRY, _RETRY)

    def _swap(self) -> None:
        if self._before is not None and monotonic() > self._before[0]:
            self._before = None
        try:
            bundle = self.supply.newer()
        except HoofbeatError as error:
            self._refused(str(error))
            return
        except Exception as error:  # one that nobody foresaw must not end the looking
            self._refused(f"a defect: {type(error).__name__}")
            return
        self._told = ""
        if bundle is not None:
            self._use(bundle)
            settle()

    def _use(self, bundle: Bundle) -> None:
        if self._keeps and self._now is not None:
            self._before = monotonic() + self._keeps, self._now
        self._now = bundle
        self._engine.use(bundle)
        self._answers = True
        self._metrics.bundle(bundle.version, bundle.manifest)
        logger.info("answering with bundle %s", bundle.version)

    def _refused(self, reason: str) -> None:
        self._metrics.bundle_refused()
        self._engine.fail(reason)
        if reason != self._told:  # once a cause, not once a look
            logger.error("a newer bundle is not taken: %s", reason)
            self._told = reason


def tried_out(bundle: Bundle) -> str | None:
    """Ask for a differential and search, so that nobody waits for what is made once; what failed, if anything did."""
    return probe(bundle) or _search_failure(bundle)


def _search_failure(diagnoser: Diagnoser) -> str | None:
    """Search once, which makes the index of the words; ``None`` if that went well, else what did not."""
    try:
        diagnoser.lexicon.search("fever", limit=1)
    except Exception as error:
        return f"the bundle does not search ({type(error).__name__})"
    return None
