"""``hoofbeat rollout watch``: see how a challenger does beside the champion in live traffic, and judge it."""

import os
from collections.abc import Iterator
from time import monotonic, sleep
from typing import NamedTuple

from pydantic import Field

from hoofbeat.console import console, track
from hoofbeat.domain.errors import InputError
from hoofbeat.jobs.registry import RegistryJob
from hoofbeat.lifecycle.rollout.counts import RolloutCounts
from hoofbeat.lifecycle.rollout.judging import judged
from hoofbeat.lifecycle.rollout.verdict import RolloutLimits, RolloutVerdict
from hoofbeat.lifecycle.versions import Alias, is_bundle_version
from hoofbeat.monitoring.histogram import Histogram
from hoofbeat.monitoring.rollout import Mode
from hoofbeat.watching.rollouts import PREFIX, Series, Totals, bound, queried, rollback_alerts, scraped

#: Alias that names the challenger of a mode.
ALIAS_OF: dict[Mode, Alias] = {"shadow": Alias.STAGING, "canary": Alias.CANARY}


class RolloutJob(RegistryJob, RolloutLimits):
    """Watch a challenger, held against these limits, until it is decided or patience ends.

    What was counted before, of this very bundle, counts too: a watch that was broken off can be begun again.

    Attributes:
        mode: ``shadow`` or ``canary``.
        version: number in the registry, an alias, or what its bundle calls itself; what ``staging`` or ``canary`` means
            if empty.
        services: addresses of ``/metrics`` of the services that answer; each is asked itself.
        prometheus: address of a Prometheus server that scrapes them, asked instead where ``services`` is empty, and for
            alerts with the label ``action: rollback``.
        patience_seconds: after this it is ``undecided``; 0 looks once.
        every_seconds: seconds between looks.
    """

    mode: Mode
    version: str = ""
    services: tuple[str, ...] = ()
    prometheus: str | None = None
    patience_seconds: float = Field(default=3600.0, ge=0, allow_inf_nan=False)
    every_seconds: float = Field(default=5.0, gt=0, allow_inf_nan=False)

    def run(self) -> RolloutVerdict:
        """Look until every rule passes or one fails.

        Returns:
            The verdict; ``undecided`` where patience ended before.

        Raises:
            InputError: nobody is named to be asked, or nobody answered at the last look.
            RegistryError: there is no such version, or the registry does not answer.
        """
        if not self.services and self.prometheus is None:
            raise InputError(
                "Nobody is named who counted the answers",
                hint="name services (--service http://HOST:PORT/metrics) or a Prometheus server (--prometheus)",
            )
        number, bundle = self._named()
        shown = f"Answers of the challenger ({self.mode}, {bundle})"
        for look in track(self._looks(number, bundle), shown, total=self.answers, weight=lambda look: look.fresh):
            verdict = look.verdict
        for reason in verdict.reasons:
            console.print(f"  {reason}", soft_wrap=True, markup=False)
        return verdict

    def _looks(self, number: str, bundle: str) -> "Iterator[_Look]":
        totals, until, before = Totals(), monotonic() + self.patience_seconds, 0
        while True:
            silent: InputError | None = None
            series: list[Series] = []
            alerts: list[str] = []
            try:
                for each in self._asked():
                    totals.add(each)
                    series += each
                alerts = self._alerts()
            except InputError as error:  # what begins anew answers at the next look
                silent = error
            loaded = _loaded(series, self.mode, bundle)
            verdict = judged(self.mode, number, bundle, self._counts(totals, bundle, loaded), self, alerts)
            asked = verdict.figures.answers
            yield _Look(verdict, max(0, min(asked, self.answers) - before))
            before = max(before, min(asked, self.answers))
            if silent is None and verdict.verdict != "undecided":
                return
            if (left := until - monotonic()) <= 0:
                if silent is not None:
                    raise silent
                return
            sleep(min(self.every_seconds, left))

    def _asked(self) -> Iterator[list[Series]]:
        if self.services:
            yield from (scraped(address) for address in self.services)
        elif self.prometheus is not None:
            yield queried(self.prometheus)

    def _alerts(self) -> list[str]:
        """Those of this mode, and those of none: they speak of all that answers."""
        if self.prometheus is None:
            return []
        found = rollback_alerts(self.prometheus)
        return sorted({one["alertname"] for one in found if one.get("mode", self.mode) == self.mode})

    def _counts(self, totals: Totals, bundle: str, loaded: int) -> RolloutCounts:
        of = {"mode": self.mode, "version": bundle}
        answers = totals.sums(f"{PREFIX}answers_total", ("role", "outcome"), **of)
        timed = {role: _histogram(totals, f"{PREFIX}seconds", role=role, **of) for role in ("champion", "challenger")}
        overlap = _histogram(totals, f"{PREFIX}overlap", version=bundle)
        return RolloutCounts({(key[0], key[1]): value for key, value in answers.items()}, overlap, timed, loaded)

    def _named(self) -> tuple[str, str]:
        """Number and bundle of the challenger; the number is empty where no registry is named to ask."""
        if is_bundle_version(self.version) and self.registry is None and "MLFLOW_TRACKING_URI" not in os.environ:
            return "", self.version
        found = self.versions().find(self.version or ALIAS_OF[self.mode].value)
        return found.number, found.bundle


class _Look(NamedTuple):
    verdict: RolloutVerdict
    fresh: int


def _loaded(series: list[Series], mode: Mode, bundle: str) -> int:
    named = {"mode": mode, "version": bundle}.items()
    return sum(round(one.value) for one in series if one.name == f"{PREFIX}loaded" and named <= one.labels.items())


def _histogram(totals: Totals, name: str, **labels: str) -> Histogram:
    buckets = {bound(key[0]): value for key, value in totals.sums(f"{name}_bucket", ("le",), **labels).items()}
    return Histogram(buckets, sum(totals.sums(f"{name}_sum", (), **labels).values()))
