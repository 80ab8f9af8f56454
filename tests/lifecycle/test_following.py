"""A running service follows production: by promotion and rollback, within seconds, without a failed request.

Mirrors: hoofbeat.bundle.supply.registry, hoofbeat.serving.keeper, hoofbeat.serving.rollout.keeping,
hoofbeat.bundle.supply.shelf
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from followed_service import Load, Service, counted, following, memory, on_trial
from hoofbeat.lifecycle.registering import register
from hoofbeat.lifecycle.versions import Alias
from small_bundles import change_manifest, spoilt, version

pytestmark = pytest.mark.slow

#: Seconds within which what was promoted answers on a machine that nobody else keeps busy (docs/registry.md has the
#: figures); here others work beside it.
PATIENCE = 60.0


@pytest.fixture
def service(registry) -> Iterator[Service]:
    registry.registered(1)
    registry.promoter.promote("1", Alias.PRODUCTION, "first")
    with following(registry) as found:
        yield found


def switched(service: Service, act: Callable[[], object], expected: str) -> float:
    """Seconds from the end of a command until its bundle answers."""
    act()
    begun = monotonic()
    service.until(lambda: service.answering() == expected)
    return monotonic() - begun


def real_ones(registry: Any, bundle: Path, *numbers: int) -> list[str]:
    """Register a bundle of the size that physicians get under so many seeds; the versions they name themselves."""
    versions = []
    for number in numbers:
        folder = Path(shutil.copytree(bundle, registry.folder / f"real {number}"))
        versions.append(change_manifest(folder, seed=number).version)
        register(registry.versions, registry.signer.signed(folder), registry.trusted, registry.environment)
    return versions


def test_promoted_and_rolled_back_within_seconds_and_no_request_fails(
    registry, service: Service, demo_bundle: Path
) -> None:
    """With bundles of the size that physicians get, and requests that never pause."""
    versions = real_ones(registry, demo_bundle, 2, 3)
    promoter = registry.promoter
    load = Load(service, callers=2)
    took = {
        "first": switched(service, lambda: promoter.promote("2", Alias.PRODUCTION, "better"), versions[0]),
        "second": switched(service, lambda: promoter.promote("3", Alias.PRODUCTION, "better still"), versions[1]),
        "back": switched(service, lambda: promoter.roll_back("worse"), versions[0]),
    }
    load.stop()
    print(took, load.counts)  # noqa: T201  # what a failure should show
    assert set(load.counts) == {"200"}, load.counts
    assert set(load.versions) == {version(registry.bundle(1)), *versions}
    assert max(took.values()) < PATIENCE, took


def test_what_is_on_trial_in_the_shadow_answers_at_once_when_it_is_promoted_and_is_not_loaded_again(
    registry, demo_bundle: Path
) -> None:
    versions = real_ones(registry, demo_bundle, 1, 2)
    promoter = registry.promoter
    promoter.promote("1", Alias.PRODUCTION, "first")
    with following(
        registry,
        HOOFBEAT_SHADOW_SHARE="0.5",
        **on_trial(registry),
    ) as service:
        assert "no bundle is on trial" not in service.log
        load = Load(service, callers=2)
        promoter.promote("2", Alias.STAGING, "try")
        service.until(lambda: counted(service, "hoofbeat_rollout_answers_total") > 5)
        with_one, begun = memory(service), monotonic()
        promoter.promote("2", Alias.CANARY, "half of them")
        service.until(lambda: service.answering() == versions[1])
        print({"canary": monotonic() - begun})  # noqa: T201  # what a failure should show
        assert memory(service) - with_one < 40e6, "the canary was loaded a second time"
        promoter.promote("2", Alias.PRODUCTION, "better")
        begun = monotonic()
        # Not until it answers: as the canary it answers already, and it may stop being one a look before it is taken.
        service.until(lambda: f"answering with bundle {versions[1]}" in service.log)
        took = monotonic() - begun
        service.until(lambda: counted(service, "hoofbeat_rollout_loaded") == 0)
        assert {service.answering() for _ in range(20)} == {versions[1]}
        back = switched(service, lambda: promoter.roll_back("worse"), versions[0])
        load.stop()
        print(took, back, load.counts)  # noqa: T201  # what a failure should show
        assert set(load.counts) == {"200"}, load.counts
        assert "on trial in the shadow" in service.log
        assert "not taken" not in service.log
        assert memory(service) - with_one < 40e6, "it was loaded a second time"
        assert max(took, back) < PATIENCE / 4


def test_what_was_spoilt_after_its_promotion_is_not_taken_nor_asked_for_at_every_look(
    registry, service: Service
) -> None:
    broken = registry.registered(3)
    place = broken.source.removeprefix("mlflow-artifacts:/")
    registry.versions.server.upload(place, spoilt(registry.bundle(3)) / "lexicon.json")
    registry.versions.point(Alias.PRODUCTION, broken.number)  # by hand: a promotion would refuse
    service.until(lambda: "a newer bundle is not taken: lexicon.json" in service.log)
    assert service.answering() == version(registry.bundle(1))
    fetched = service.log.count("a newer bundle is not taken")
    assert fetched == 1
    registry.registered(4)
    there = switched(
        service,
        lambda: registry.promoter.promote("3", Alias.PRODUCTION, "a good one"),
        version(registry.bundle(4)),
    )
    assert there < PATIENCE
