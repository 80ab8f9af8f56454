"""Deeds upon alerts in a real registry: the canary first, production once, and nothing that an alert cannot mean."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hoofbeat.lifecycle.alerts.acting import AFTERMATH, Deed, Responder
from hoofbeat.lifecycle.alerts.webhook import Alert
from hoofbeat.lifecycle.promotion import Promoter
from hoofbeat.lifecycle.versions import Alias
from small_bundles import version

pytestmark = pytest.mark.slow


class Watch:
    """A responder, and a clock that is told the time."""

    def __init__(self, registry) -> None:  # type: ignore[no-untyped-def]
        self.registry = registry
        self.now = datetime(2026, 11, 30, 6, 0, tzinfo=UTC)
        self.asked: list[str] = []
        self.promoter = Promoter(
            registry.versions, registry.trusted, "alerts", registry.environment, clock=lambda: self.now
        )
        self.responder = Responder(
            registry.versions,
            self.promoter,
            timedelta(hours=24),
            lambda evidence, _: self.asked.append(evidence),
            clock=lambda: self.now,
        )

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)

    def tell(self, name: str = "HoofbeatErrorShare", since: datetime | None = None, **labels: str) -> Deed:
        told = {"alertname": name, "action": "rollback"} | labels
        return self.responder.act(
            Alert(status="firing", labels=told, startsAt=since or self.now, fingerprint="ed9aabe4c1f4a2f9")
        )

    def aliases(self) -> dict[Alias, str]:
        found: dict[Alias, str] = self.registry.require_sound()
        return found


@pytest.fixture
def watch(registry) -> Watch:  # type: ignore[no-untyped-def]
    for number in (1, 2, 3):
        registry.registered(number)
    return Watch(registry)


def test_production_is_rolled_back_once_for_a_promotion_and_only_where_the_alert_can_mean_it(watch: Watch) -> None:
    assert watch.tell().why == "nothing was ever in production"
    watch.promoter.promote("1", Alias.PRODUCTION, "first")
    assert watch.tell().why == "there is nothing to go back to"
    before = watch.now
    watch.later(hours=1)
    watch.promoter.promote("2", Alias.PRODUCTION, "better")
    assert "before production became" in watch.tell(since=before + timedelta(minutes=5)).why
    watch.later(hours=25)
    assert "more than 24 hours" in watch.tell().why
    watch.promoter.promote("3", Alias.PRODUCTION, "better still")
    watch.later(minutes=10)
    fired = watch.now
    assert watch.tell(since=fired).done == "rolled back"
    assert watch.aliases()[Alias.PRODUCTION] == "2"
    last = watch.promoter.history.entries()[-1].promotion
    assert (last.kind, last.who, last.reason) == ("rollback", "alerts", "HoofbeatErrorShare: ")
    watch.later(minutes=5)
    assert watch.tell(since=fired).why == "this firing of it was acted upon before"
    assert "was rolled back since" in watch.tell().why
    assert watch.aliases()[Alias.PRODUCTION] == "2"


def test_a_canary_goes_before_production_does_and_what_it_left_behind_does_not_take_production_with_it(
    watch: Watch,
) -> None:
    watch.promoter.promote("1", Alias.PRODUCTION, "first")
    watch.promoter.promote("2", Alias.PRODUCTION, "better")
    watch.promoter.promote("3", Alias.CANARY, "try")
    watch.later(minutes=5)
    assert watch.tell().done == "withdrawn"
    assert watch.aliases() == {Alias.PRODUCTION: "2", Alias.PREVIOUS: "1"}
    watch.later(minutes=5)
    assert "may come from the canary" in watch.tell("HoofbeatSlow").why
    watch.now += AFTERMATH
    assert watch.tell("HoofbeatSlow").done == "rolled back"
    assert watch.aliases()[Alias.PRODUCTION] == "1"


def test_an_alert_of_a_trial_concerns_that_bundle_and_nothing_else(watch: Watch) -> None:
    bundles = {number: version(watch.registry.bundle(number)) for number in (2, 3)}
    watch.promoter.promote("1", Alias.PRODUCTION, "first")
    watch.promoter.promote("2", Alias.PRODUCTION, "better")
    for alias in (Alias.STAGING, Alias.CANARY):
        watch.promoter.promote("3", alias, "try")
    watch.later(minutes=5)
    fails = "HoofbeatTrialFails"
    assert "another bundle" in watch.tell(fails, mode="canary", version=bundles[2]).why
    assert watch.tell(fails, mode="shadow", version=bundles[3]).done == "withdrawn"
    assert watch.aliases() == {Alias.PRODUCTION: "2", Alias.PREVIOUS: "1", Alias.CANARY: "3"}
    watch.later(minutes=1)
    assert watch.tell(fails, mode="canary", version=bundles[3]).done == "withdrawn"
    watch.later(minutes=1)
    assert "withdrawn already" in watch.tell(fails, mode="canary", version=bundles[3]).why
    assert watch.aliases() == {Alias.PRODUCTION: "2", Alias.PREVIOUS: "1"}


def test_a_retraining_is_asked_for_and_what_is_resolved_asks_for_nothing(watch: Watch, tmp_path: Path) -> None:
    assert watch.tell("HoofbeatDrift", action="retrain").done == "retraining asked for"
    assert watch.asked == [f"alert HoofbeatDrift ed9aabe4c1f4a2f9 {watch.now:%Y-%m-%dT%H:%M:%S%z}"]
    resolved = Alert(status="resolved", labels={"alertname": "X", "action": "rollback"}, startsAt=watch.now)
    assert watch.responder.act(resolved).done == "nothing"
    assert watch.tell("HoofbeatFails", action="").done == "nothing"
