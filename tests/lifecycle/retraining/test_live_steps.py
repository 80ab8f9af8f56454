"""Shadow and canary of a round over a real service that follows the registry, with somebody who asks it.

Mirrors: hoofbeat.jobs.retrain.watching
"""

import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import followed_service
from gate_world import ALL, COMMON, RARE, patient
from hoofbeat.lifecycle.retraining.steps import RoundStep
from hoofbeat.lifecycle.versions import Alias
from retrain_world import RetrainWorld

pytestmark = pytest.mark.slow

pytest.importorskip("hoofbeat.jobs.rollout", reason="what watches live traffic is not there yet")


@contextmanager
def asked(service: followed_service.Service, statuses: Counter[int]) -> Iterator[None]:
    """Patients one after the other, for as long as the block lasts."""
    stop = threading.Event()

    def ask() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            case = patient(number % len(ALL), number // len(ALL)).case
            body = {"findings": [{"id": finding.id} for finding in case.findings], "age": case.age}
            statuses[service.ask("POST", "/v1/differential", json.dumps(body).encode())[0]] += 1

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def trying(registry: Any) -> dict[str, str]:
    """Settings of a service that asks the shadow all, and looks twice a second."""
    return followed_service.on_trial(registry) | {"HOOFBEAT_SHADOW_SHARE": "1", "HOOFBEAT_REFRESH_SECONDS": "0.5"}


def test_a_challenger_waits_for_live_traffic_and_comes_through_shadow_and_canary(registry, tmp_path: Path) -> None:
    world = RetrainWorld(tmp_path / "run", registry.url, registry.model, registry.signer)
    world.exported({*RARE[10:], *COMMON[4:]})
    first = world.job().run()
    assert first is not None
    assert first.stand == "promoted"
    world.exported(ALL)
    statuses: Counter[int] = Counter()
    with followed_service.following(registry, **trying(registry)) as service:
        told = {"services": (f"http://127.0.0.1:{service.port}/metrics",), "answers": 160}
        silent = world.job(**told, patience_seconds=0).run()
        assert silent is not None
        assert (silent.stand, silent.state.reached) == ("undecided", RoundStep.STAGE)
        assert silent.reasons[0].startswith("shadow: ")
        assert registry.versions.aliases()[Alias.STAGING] == "2"
        with asked(service, statuses):
            result = world.job(**told, patience_seconds=300).run()
        assert result is not None
        assert result.stand == "promoted", result.reasons
    assert set(statuses) == {200}
    assert registry.require_sound() == {Alias.PRODUCTION: "2", Alias.PREVIOUS: "1"}
    for step in (RoundStep.SHADOW, RoundStep.CANARY):
        record = result.state.steps[step]
        assert record.said.startswith("passed after ")
        verdict = json.loads((result.folder / "rollout" / f"{step}.json").read_text())
        assert (verdict["mode"], verdict["version"], verdict["verdict"]) == (step, "2", "passed")
        assert verdict["figures"]["answers"] >= 160
        assert list(record.artefacts) == [f"rollout/{step}.json"]
    said = [one.promotion.reason for one in registry.promoter.history.entries()][-1]
    assert result.state.fact("canary") == "2"
    assert said


def test_a_canary_that_was_taken_away_meanwhile_is_refused(registry, tmp_path: Path) -> None:
    world = RetrainWorld(tmp_path / "run", registry.url, registry.model, registry.signer)
    world.exported({*RARE[10:], *COMMON[4:]})
    world.job().run()
    world.exported(ALL)
    with followed_service.following(registry, **trying(registry)) as service:
        told = {"services": (f"http://127.0.0.1:{service.port}/metrics",), "answers": 160, "patience_seconds": 300}
        with asked(service, Counter()):
            world.job(**told, until=RoundStep.SHADOW).run()
            waiting = world.job(**told | {"patience_seconds": 0}).run()
            assert waiting is not None
            assert (waiting.stand, waiting.state.reached) == ("undecided", RoundStep.SHADOW)
            registry.promoter.withdraw(Alias("canary"), "an alarm")
            result = world.job(**told).run()
    assert result is not None
    assert (result.stand, result.reasons) == ("refused", ("canary was taken from version 2 meanwhile.",))
    assert registry.require_sound() == {Alias.PRODUCTION: "1"}
