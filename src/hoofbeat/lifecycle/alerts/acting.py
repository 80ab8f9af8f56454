"""Which deed follows an alert. Each firing has one at most; what was done stands in the registry's own history."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple

from hoofbeat.lifecycle.alerts.webhook import RETRAIN, ROLLBACK, Alert
from hoofbeat.lifecycle.history import HistoryEntry
from hoofbeat.lifecycle.promotion import Promoter
from hoofbeat.lifecycle.versions import Alias, RegisteredModel

#: What a canary did is still seen in rates over the last minutes after it is gone.
AFTERMATH = timedelta(minutes=15)
_LONGEST = 300

#: Asks for a retraining: evidence, moment → where the request is kept.
Asking = Callable[[str, datetime], object]


class Deed(NamedTuple):
    """What was done.

    Attributes:
        alert: name of the alert.
        done: what.
        why: on which ground, or why nothing was.
    """

    alert: str
    done: Literal["withdrawn", "rolled back", "retraining asked for", "nothing"]
    why: str


class Responder:
    """Acts upon alerts.

    Args:
        versions: the model in the registry.
        promoter: moves its aliases.
        within: how old the promotion of what is in production may be for an alert to take it back.
        ask: asks for a retraining.
        clock: function that tells the time, with its zone.
    """

    def __init__(
        self,
        versions: RegisteredModel,
        promoter: Promoter,
        within: timedelta,
        ask: Asking,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._versions = versions
        self._promoter = promoter
        self._within = within
        self._ask = ask
        self._clock = clock

    def act(self, alert: Alert) -> Deed:
        """Do what it asks for.

        Raises:
            HoofbeatError: it could not be done; the same alert may be told again.
        """
        if alert.action == RETRAIN:
            self._ask(alert.key, self._clock())
            return Deed(alert.name, "retraining asked for", "the requests of the run directory hold it")
        if alert.action != ROLLBACK:
            return Deed(alert.name, "nothing", "it is resolved, or has no label action: rollback or retrain")
        entries = [one for one in self._promoter.history.entries(whole=False) if one.state != "undone"]
        if any(alert.key in entry.promotion.verdict for entry in entries):
            return Deed(alert.name, "nothing", "this firing of it was acted upon before")
        mode = alert.labels.get("mode", "")
        if mode in ("", "canary") and (deed := self._withdrawn(alert, Alias.CANARY)) is not None:
            return deed
        if mode == "shadow" and (deed := self._withdrawn(alert, Alias.STAGING)) is not None:
            return deed
        if mode:
            return Deed(alert.name, "nothing", f"what was on trial ({mode}) is withdrawn already")
        return self._rolled_back(alert, entries)

    def _withdrawn(self, alert: Alert, alias: Alias) -> Deed | None:
        if (number := self._versions.aliases().get(alias)) is None:
            return None
        bundle = self._versions.get(number).bundle
        if alert.labels.get("version", bundle) != bundle:
            return Deed(alert.name, "nothing", f"it speaks of another bundle than {alias} means, {bundle}")
        entry = self._promoter.withdraw(alias, _reason(alert), alert.key, only=number)
        if entry is None:
            return None
        return Deed(alert.name, "withdrawn", f"{alias} was version {number}, {bundle}")

    def _rolled_back(self, alert: Alert, entries: Sequence[HistoryEntry]) -> Deed:
        moves = [entry.promotion for entry in entries if entry.promotion.alias is Alias.PRODUCTION]
        canaries = [entry.promotion for entry in entries if entry.promotion.alias is Alias.CANARY]

        def nothing(why: str) -> Deed:
            return Deed(alert.name, "nothing", why)

        if not moves:
            return nothing("nothing was ever in production")
        last = moves[-1]
        if last.kind != "promotion":
            return nothing("production was rolled back since its last promotion")
        if last.replaced is None:
            return nothing("there is nothing to go back to")
        if self._clock() - last.decided_at > self._within:
            return nothing(f"production is what it was for more than {self._within.total_seconds() / 3600:g} hours")
        if alert.since < last.decided_at:
            return nothing("it fired before production became what it is")
        gone = [one.decided_at for one in canaries[-1:] if one.kind == "withdrawal"]
        if gone and last.decided_at <= gone[0] and alert.since <= gone[0] + AFTERMATH:
            return nothing("it may come from the canary that was just withdrawn")
        entry = self._promoter.roll_back(_reason(alert), alert.key, only=last.version)
        return Deed(alert.name, "rolled back", f"version {last.version} → version {entry.promotion.version}")


def _reason(alert: Alert) -> str:
    return f"{alert.name}: {alert.annotations.get('summary', '')}"[:_LONGEST]
