"""Challengers beside the champion over HTTP: compared, answering a share, and never in the way, whatever they do.

Mirrors: hoofbeat.serving.rollout.shadow, hoofbeat.serving.api.ranking, hoofbeat.monitoring.rollout
"""

import re
import threading
from collections.abc import Callable
from time import monotonic, sleep
from typing import Any

import httpx
import pytest

from hoofbeat.domain.case import Case
from hoofbeat.domain.differential import Differential
from hoofbeat.domain.errors import InputError
from hoofbeat.monitoring.metrics import ServingMetrics
from hoofbeat.serving.config import ServiceConfig
from hoofbeat.serving.rollout import rollout as rollouts
from hoofbeat.serving.rollout.rollout import Rollout
from hoofbeat.serving.rollout.trial import Trial

from ..conftest import PATIENCE, TwoDiseases

BODY = {"findings": [{"id": "HP:0001945"}, {"id": "HP:0012735"}]}
WORDS = ("HP:0001945", "HP:0012735", "sitting-of-somebody")


class Another(TwoDiseases):
    """A challenger that answers as the champion does."""

    version = "test-2"


class Turned(Another):
    """One that puts another disease first."""

    def differential(self, case: Case, **asked: Any) -> Differential:
        answer = super().differential(case, **asked)
        return answer.model_copy(update={"differential": answer.differential[::-1]})


class Failing(Another):
    """One that breaks."""

    def differential(self, case: Case, **asked: Any) -> Differential:
        raise RuntimeError(str(case))


class Refusing(Another):
    """One that knows no finding of the case."""

    def differential(self, case: Case, **asked: Any) -> Differential:
        raise InputError("None of the findings is known to this model")


class Stuck(Another):
    """One that does not come back before it is let go."""

    def __init__(self) -> None:
        self.let_go = threading.Event()

    def differential(self, case: Case, **asked: Any) -> Differential:
        self.let_go.wait(PATIENCE)
        return super().differential(case, **asked)


class Service:
    """A server with a challenger in one mode, and what it counted."""

    def __init__(self, serve: Callable[..., httpx.Client], mode: str, challenger: TwoDiseases, share: float) -> None:
        metrics = ServingMetrics()
        trial = Trial("shadow" if mode == "shadow" else "canary", share, metrics.rollout)
        trial.use(challenger)
        rollout = Rollout(trial, None) if mode == "shadow" else Rollout(None, trial)
        self.client = serve(TwoDiseases(), metrics=metrics, rollout=rollout)
        self.trial = trial

    def ask(self, path: str = "differential", sitting: str = "", **more: object) -> httpx.Response:
        headers = {"Hoofbeat-Sitting": sitting} if sitting else {}
        return self.client.post(f"/v1/{path}", json=BODY | more, headers=headers)

    def counted(self, role: str, outcome: str) -> int:
        text = self.client.get("/metrics").text
        named = (
            rf'^hoofbeat_rollout_answers_total{{mode="\w+",outcome="{outcome}",role="{role}",version="test-2"}} (.+)$'
        )
        found = re.search(named, text, re.MULTILINE)
        return int(float(found[1])) if found else 0

    def until_counted(self, role: str, outcome: str, number: int) -> None:
        deadline = monotonic() + PATIENCE
        while self.counted(role, outcome) != number:
            assert monotonic() < deadline, self.client.get("/metrics").text
            sleep(0.02)


@pytest.fixture
def service(serve: Callable[..., httpx.Client]) -> Callable[..., Service]:
    return lambda mode, challenger, share=1.0: Service(serve, mode, challenger, share)


@pytest.mark.parametrize(
    ("challenger", "outcome", "overlap"), [(Another(), "same_first", 1.0), (Turned(), "other_first", 1.0)]
)
def test_the_shadow_is_compared_and_the_champion_answers(
    service: Callable[..., Service], challenger: TwoDiseases, outcome: str, overlap: float
) -> None:
    found = service("shadow", challenger)
    for _ in range(3):
        assert found.ask().json()["bundle"] == "test-1"
    found.until_counted("challenger", outcome, 3)
    assert found.counted("champion", "answered") == 3
    text = found.client.get("/metrics").text
    assert f'hoofbeat_rollout_overlap_sum{{version="test-2"}} {3 * overlap}' in text
    for role in ("champion", "challenger"):
        assert f'hoofbeat_rollout_seconds_count{{mode="shadow",role="{role}",version="test-2"}} 3.0' in text
    assert 'hoofbeat_rollout_loaded{mode="shadow",version="test-2"} 1.0' in text


@pytest.mark.parametrize("challenger", [Failing(), Refusing()])
@pytest.mark.parametrize("mode", ["shadow", "canary"])
def test_what_fails_is_counted_and_answered_by_the_champion(
    service: Callable[..., Service], mode: str, challenger: TwoDiseases, caplog: pytest.LogCaptureFixture
) -> None:
    found = service(mode, challenger)
    answers = [found.ask(sitting=WORDS[2]) for _ in range(4)]
    assert {answer.json()["bundle"] for answer in answers} == {"test-1"}
    found.until_counted("challenger", "failed", 4)
    assert found.counted("champion", "answered") == 4
    told = caplog.text + found.client.get("/metrics").text
    assert not [word for word in WORDS if word in told]


def test_after_failures_on_end_the_canary_is_left_alone_for_a_while(service: Callable[..., Service]) -> None:
    found = service("canary", Failing())
    for _ in range(9):
        assert found.ask().status_code == 200
    assert (found.counted("challenger", "failed"), found.counted("champion", "answered")) == (5, 9)


def test_one_that_is_stuck_holds_up_nobody_and_what_cannot_wait_is_dropped_and_counted(
    service: Callable[..., Service],
) -> None:
    stuck = Stuck()
    found = service("shadow", stuck)
    begun = monotonic()
    for _ in range(20):
        assert found.ask().status_code == 200
    assert monotonic() - begun < PATIENCE / 2
    # One is under way, or about to be, and sixteen wait.
    dropped = found.counted("challenger", "dropped")
    assert dropped in (3, 4)
    stuck.let_go.set()
    found.until_counted("challenger", "same_first", 20 - dropped)


def test_a_canary_that_is_slow_is_waited_for_so_long_and_no_longer(
    service: Callable[..., Service], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rollouts, "_PATIENCE", 0.2)
    stuck = Stuck()
    found = service("canary", stuck)
    for _ in range(3):
        assert found.ask().json()["bundle"] == "test-1"
    assert found.counted("challenger", "failed") == 3
    stuck.let_go.set()


def test_one_sitting_is_answered_by_one_bundle_also_its_questions_and_explanations(
    service: Callable[..., Service],
) -> None:
    found = service("canary", Another(), 0.5)
    sittings = {f"sitting {number}": set() for number in range(12)}  # type: dict[str, set[str]]
    for sitting, by in sittings.items():
        for _ in range(2):
            by.add(found.ask(sitting=sitting).json()["bundle"])
        by.add(found.ask("next-findings", sitting).json()["bundle"])
        by.add(found.ask("explanation", sitting, diseases=["OMIM:154700"]).json()["bundle"])
    assert all(len(by) == 1 for by in sittings.values()), sittings
    assert {name for by in sittings.values() for name in by} == {"test-1", "test-2"}
    # Who tells no sitting is not sent to and fro between what belongs together.
    assert {found.ask("next-findings").json()["bundle"] for _ in range(12)} == {"test-1"}
    assert {found.ask().json()["bundle"] for _ in range(40)} == {"test-1", "test-2"}
    # No token, and none too long, is anybody's way to ask for more than chance.
    assert {found.ask(sitting="x" * 4000).json()["bundle"] for _ in range(40)} == {"test-1", "test-2"}


def test_the_answer_names_who_gave_it(service: Callable[..., Service]) -> None:
    answer = service("canary", Another()).ask().json()
    assert answer["bundle"] == "test-2"


def test_many_cases_and_a_case_that_both_refuse_are_no_matter_of_a_trial(service: Callable[..., Service]) -> None:
    found = service("canary", Another())
    lines = '{"findings":[{"id":"HP:0001945"}]}\n' * 3
    answer = found.client.post("/v1/differentials", content=lines, headers={"Content-Type": "application/x-ndjson"})
    assert answer.text.count('"bundle":"test-1"') == 3
    refused = found.client.post("/v1/differential", json={"findings": [{"id": "HP:0099999"}]})
    assert refused.status_code == 422
    assert found.counted("challenger", "failed") == found.counted("champion", "answered") == 0


@pytest.mark.parametrize(
    ("bundle", "named", "found"),
    [
        ("models:/m@production", {}, ("models:/m@staging", "models:/m@canary")),
        ("models:/m@production", {"challenger": "none", "canary": "none"}, ("", "")),
        ("models:/m@production", {"canary": "/bundle"}, ("models:/m@staging", "/bundle")),
        ("models:/m@staging", {}, ("", "")),
        ("/srv/x@production", {}, ("", "")),
    ],
)
def test_who_follows_production_tries_what_may_follow_it(
    bundle: str, named: dict[str, str], found: tuple[str, str]
) -> None:
    config = ServiceConfig.model_validate({"bundle": bundle} | named)
    assert (config.on_trial("shadow"), config.on_trial("canary")) == found


def test_nothing_is_made_where_nobody_is_on_trial(serve: Callable[..., httpx.Client]) -> None:
    metrics = ServingMetrics()
    assert Rollout.of(ServiceConfig(), metrics.rollout) is None
    both = Rollout.of(ServiceConfig(challenger="models:/m@staging", canary="models:/m@canary"), metrics.rollout)
    assert both is not None
    assert [trial.mode for trial in both.trials] == ["shadow", "canary"]
    client = serve(TwoDiseases(), metrics=metrics, rollout=both)
    before = threading.active_count()
    assert client.post("/v1/differential", json=BODY).status_code == 200
    assert threading.active_count() <= before + 1  # the server's own
    assert not re.search(r"^hoofbeat_rollout_\w+\{", client.get("/metrics").text, re.MULTILINE)
