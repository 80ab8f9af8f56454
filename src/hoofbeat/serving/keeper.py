"""Keeping an engine supplied: the first bundle, then every newer one, without a request that waits or fails."""

import logging
import threading
from collections.abc import Mapping
from contextlib import suppress
from queue import Empty, SimpleQueue

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.bundle.supply.supply import Supply
from hoofbeat.domain.errors import HoofbeatError
from hoofbeat.monitoring.metrics import ServingMetrics
from hoofbeat.serving.config import ServiceConfig
from hoofbeat.serving.engine import Diagnoser, Engine, probe

logger = logging.getLogger("hoofbeat.serving")

#: Seconds between looks while there is no bundle at all, and how long the end waits for a look under way.
_RETRY, _LAST_LOOK = 30.0, 2.0
#: Seconds that the first requests have to themselves before the index of the words is made beside them.
_WARM_UP_AFTER = 1.0


class Keeper:
    """Takes bundles from a supply and hands them to an engine.

    Args:
        supply: where bundles come from; it hands out only what answers.
        engine: who answers with them.
        metrics: where they are counted.
        refresh_seconds: seconds between looks for a newer one; 0 looks only when asked to.
    """

    def __init__(self, supply: Supply, engine: Engine, metrics: ServingMetrics, refresh_seconds: float) -> None:
        self._supply = supply
        self._engine = engine
        self._metrics = metrics
        self._refresh = refresh_seconds or None
        # A signal handler may interrupt another one in the middle: an event's lock would then be waited for for ever.
        self._asked: SimpleQueue[None] = SimpleQueue()
        self._watcher: threading.Thread | None = None
        self._ended = False
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
            failure = probe(bundle)
            if failure is None and engine.holds:  # a first answer does not wait for the index of the words
                failure = _search_failure(bundle)
            return failure

        supply = Supply(
            config.bundle, trusted=config.trusted(), cache=config.cache, check=check, environment=environment
        )
        return cls(supply, engine, metrics, config.refresh_seconds)

    def first(self) -> None:
        """Take the first bundle.

        Raises:
            HoofbeatError: there is none, neither a newest nor a last good one.
        """
        try:
            supplied = self._supply.first()
        except HoofbeatError as error:
            self._engine.fail(str(error))
            raise
        if supplied.refused:
            self._refused(supplied.refused)
        self._use(supplied.bundle)

    def watch(self) -> None:
        """Look for newer bundles from now on, beside the requests."""
        self._watcher = threading.Thread(target=self._watch, name="bundle-keeper", daemon=True)
        self._watcher.start()
        warm_up = threading.Timer(_WARM_UP_AFTER, self._warm_up_first)
        warm_up.daemon = True
        warm_up.start()

    def look(self) -> None:
        """Look at once; for a signal handler."""
        self._asked.put(None)

    def end(self) -> None:
        """Look no more; a look under way is waited for: its libraries may break a process that ends around them."""
        self._ended = True
        self._asked.put(None)
        if self._watcher is not None:
            self._watcher.join(_LAST_LOOK)

    def _warm_up_first(self) -> None:
        """Make the index of the words, which no first answer needs, but which a person should not wait for."""
        with suppress(HoofbeatError):
            _search_failure(self._engine.diagnoser)  # a request that needs it says what is wrong

    def _watch(self) -> None:
        while True:
            self._wait()
            if self._ended:
                return
            self._swap()

    def _wait(self) -> None:
        seconds = self._refresh if self._answers else min(self._refresh or _RETRY, _RETRY)
        with suppress(Empty):
            self._asked.get(timeout=seconds)
            while True:  # many that asked are one look
                self._asked.get_nowait()

    def _swap(self) -> None:
        try:
            bundle = self._supply.newer()
        except HoofbeatError as error:
            self._refused(str(error))
            return
        except Exception as error:  # one that nobody foresaw must not end the looking
            self._refused(f"a defect: {type(error).__name__}")
            return
        self._told = ""
        if bundle is not None:
            self._use(bundle)

    def _use(self, bundle: Bundle) -> None:
        self._engine.use(bundle)
        self._answers = True
        self._metrics.bundle(bundle.version)
        logger.info("answering with bundle %s", bundle.version)

    def _refused(self, reason: str) -> None:
        self._metrics.bundle_refused()
        self._engine.fail(reason)
        if reason != self._told:  # once a cause, not once a look
            logger.error("a newer bundle is not taken: %s", reason)
            self._told = reason


def _search_failure(diagnoser: Diagnoser) -> str | None:
    """Search once, which makes the index of the words; ``None`` if that went well, else what did not."""
    try:
        diagnoser.lexicon.search("fever", limit=1)
    except Exception as error:
        return f"the bundle does not search ({type(error).__name__})"
    return None
