"""Keeping trials supplied with what their aliases mean; an alias that means nothing is no error."""

import logging
from collections.abc import Mapping
from time import monotonic

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.bundle.supply.supply import Supply
from hoofbeat.domain.errors import AliasUnsetError, BundleFetchError, HoofbeatError
from hoofbeat.serving.config import ServiceConfig
from hoofbeat.serving.garbage import settle
from hoofbeat.serving.keeper import tried_out
from hoofbeat.serving.looking import Looking
from hoofbeat.serving.rollout.rollout import Rollout
from hoofbeat.serving.rollout.trial import Trial

logger = logging.getLogger("hoofbeat.serving")

#: Seconds that a bundle which is on trial no more stays loaded: it may be in production a moment later.
_LINGERS = 15.0


class _Kept:
    """One trial and where it is supplied from."""

    def __init__(self, trial: Trial, supply: Supply) -> None:
        self.trial, self.supply = trial, supply
        self.bundle: Bundle | None = None
        self.told = ""


class TrialKeeper:
    """Looks at the aliases of all trials, beside the requests and beside the looks for the champion.

    Args:
        supplied: each trial with what supplies it; they share what is loaded with the champion's.
        every_seconds: seconds between looks.
    """

    def __init__(self, supplied: Mapping[Trial, Supply], every_seconds: float) -> None:
        self._kept = [_Kept(trial, supply) for trial, supply in supplied.items()]
        self._looking = Looking("trial-keeper", self._look, lambda: every_seconds)
        self._leaving: list[tuple[float, Bundle]] = []

    @classmethod
    def of(cls, config: ServiceConfig, rollout: Rollout, champion: Supply) -> "TrialKeeper":
        """As the settings say, beside the champion's supply.

        Raises:
            ConfigError: an address cannot be used.
        """
        supplied = {trial: champion.beside(config.on_trial(trial.mode), tried_out) for trial in rollout.trials}
        return cls(supplied, config.trials_every)

    def watch(self) -> None:
        """Look from now on, at once for the first time."""
        self.look()
        self._looking.begin()

    def look(self) -> None:
        """Look at once; for a signal handler."""
        self._looking.at_once()

    def end(self) -> None:
        """Look no more."""
        self._looking.end()

    def _look(self) -> None:
        for kept in self._kept:
            self._look_at(kept)
        self._leaving = [(until, bundle) for until, bundle in self._leaving if until > monotonic()]

    def _look_at(self, kept: _Kept) -> None:
        try:
            bundle = kept.supply.newer()
        except AliasUnsetError:
            kept.supply.forget()
            kept.told = ""
            if kept.bundle is not None:
                self._use(kept, None)
            return
        except BundleFetchError as error:  # nobody says that it is on trial no more
            self._refused(kept, str(error))
            return
        except Exception as error:  # one that nobody foresaw must not end the looking
            told = str(error) if isinstance(error, HoofbeatError) else f"a defect: {type(error).__name__}"
            self._refused(kept, told)
            if kept.bundle is not None:  # the alias means another one, which is no good
                self._use(kept, None)
            return
        kept.told = ""
        if bundle is not None:
            self._use(kept, bundle)

    def _use(self, kept: _Kept, bundle: Bundle | None) -> None:
        if kept.bundle is not None:
            self._leaving.append((monotonic() + _LINGERS, kept.bundle))
        kept.bundle = bundle
        kept.trial.use(bundle)
        settle()
        if bundle is None:
            logger.info("no bundle is on trial in the %s any more", kept.trial.mode)
        else:
            logger.info("bundle %s is on trial in the %s", bundle.version, kept.trial.mode)

    def _refused(self, kept: _Kept, reason: str) -> None:
        """Said once a cause, not once a look."""
        if reason != kept.told:
            kept.trial.metrics.refused(kept.trial.mode)
            logger.error("the %s takes no other bundle: %s", kept.trial.mode, reason)
            kept.told = reason
