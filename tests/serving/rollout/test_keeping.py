"""Trials follow what their addresses mean: an alias that nobody set is no error, and what is loaded is loaded once.

Mirrors: hoofbeat.bundle.supply.shelf
"""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.bundle.supply.supply import Supply
from hoofbeat.domain.errors import AliasUnsetError
from hoofbeat.monitoring.metrics import ServingMetrics
from hoofbeat.serving import keeper
from hoofbeat.serving.engine import Engine
from hoofbeat.serving.keeper import Keeper, tried_out
from hoofbeat.serving.rollout import keeping
from hoofbeat.serving.rollout.keeping import TrialKeeper
from hoofbeat.serving.rollout.trial import Trial
from small_bundles import small_bundle, spoilt, version

from ..conftest import PATIENCE, TwoDiseases

#: Seconds, by the clock of the test that lets them pass, that the champion before stays.
KEPT = 3600.0


class Tried:
    """A champion and two trials over links that move; a link that is not there is an alias that nobody set."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.put("champion", 1)
        self.engine, self.metrics = Engine(), ServingMetrics()
        main = Supply(str(folder / "champion"), trusted=None, cache=folder / "cache", check=tried_out, environment={})
        self.keeper = Keeper(main, self.engine, self.metrics, 0.05, keeps_seconds=KEPT)
        self.keeper.first()
        self.trials = [Trial(mode, 1.0, self.metrics.rollout) for mode in ("shadow", "canary")]
        supplied = {trial: main.beside(str(folder / trial.mode), tried_out) for trial in self.trials}
        for trial, supply in supplied.items():
            self._unset(supply, folder / trial.mode)
        self.trying = TrialKeeper(supplied, 0.05)

    def _unset(self, supply: Supply, link: Path) -> None:
        """Say of a link that is not there what the registry says of an alias that nobody set."""
        find = supply._find

        def found():  # type: ignore[no-untyped-def]
            if not link.exists():
                raise AliasUnsetError("no such alias")
            return find()

        supply._find = found

    def put(self, name: str, number: int, *, broken: bool = False) -> str:
        folder = self.folder / f"bundle {number}{' broken' if broken else ''}"
        if not folder.exists():
            small_bundle(folder, number)
            if broken:
                spoilt(folder)
        (self.folder / "next").symlink_to(folder)
        (self.folder / "next").replace(self.folder / name)
        return version(folder)

    def take(self, name: str) -> None:
        (self.folder / name).unlink()

    def tried(self) -> list[str | None]:
        found = [trial.beside(TwoDiseases()) for trial in self.trials]
        return [None if one is None else one.version for one in found]

    def until(self, expected: list[str | None]) -> None:
        deadline = monotonic() + PATIENCE
        while self.tried() != expected:
            assert monotonic() < deadline, self.tried()
            sleep(0.02)

    def refused(self) -> int:
        lines = self.metrics.render().decode().splitlines()
        return sum(int(float(line.split()[-1])) for line in lines if line.startswith("hoofbeat_rollout_refused_total{"))


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is loaded from now on."""
    found: list[str] = []
    load = Bundle.load

    def noted(folder: Path, *given: bytes) -> Bundle:
        bundle = load(folder, *given)
        found.append(bundle.version)
        return bundle

    monkeypatch.setattr(Bundle, "load", noted)
    return found


@pytest.fixture
def tried(tmp_path: Path, loads: list[str]) -> Iterator[Tried]:
    made = Tried(tmp_path)
    made.trying.watch()
    yield made
    made.trying.end()
    made.keeper.end()


def test_nobody_is_on_trial_until_somebody_is_and_again_after_that(
    tried: Tried, caplog: pytest.LogCaptureFixture
) -> None:
    sleep(0.3)
    assert tried.tried() == [None, None]
    assert (tried.refused(), [one for one in caplog.records if one.levelno >= logging.WARNING]) == (0, [])
    name = tried.put("shadow", 2)
    tried.until([name, None])
    tried.take("shadow")
    tried.until([None, None])
    tried.put("shadow", 2)
    tried.until([name, None])


def test_one_bundle_of_two_trials_and_of_the_champion_after_them_is_loaded_once(
    tried: Tried, loads: list[str], wait: Callable[[Callable[[], bool]], None]
) -> None:
    name = tried.put("shadow", 2)
    tried.until([name, None])
    tried.put("canary", 2)
    tried.until([name, name])
    tried.keeper.watch()
    tried.put("champion", 2)
    tried.take("shadow")
    tried.take("canary")
    wait(lambda: tried.engine.diagnoser.version == name)
    assert loads.count(name) == 1
    tried.until([None, None])


def test_what_is_on_trial_no_more_is_there_for_the_champion_that_looks_a_moment_later(
    tried: Tried, loads: list[str], wait: Callable[[Callable[[], bool]], None]
) -> None:
    name = tried.put("canary", 3)
    tried.until([None, name])
    tried.take("canary")
    tried.until([None, None])
    sleep(0.3)
    tried.put("champion", 3)
    tried.keeper.watch()
    wait(lambda: tried.engine.diagnoser.version == name)
    assert loads.count(name) == 1


def test_the_champion_before_is_gone_back_to_without_loading_it_and_later_with(
    tried: Tried,
    loads: list[str],
    wait: Callable[[Callable[[], bool]], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hour = [0.0]  # a look and the throwing away after it take seconds in a large process
    monkeypatch.setattr(keeper, "monotonic", lambda: hour[0])
    first = tried.engine.diagnoser.version
    tried.keeper.watch()
    for number, passed, loaded in ((2, 0.5 * KEPT, 1), (3, 1.5 * KEPT, 2)):
        name = tried.put("champion", number)
        wait(lambda name=name: tried.engine.diagnoser.version == name)
        hour[0] += passed
        wait(lambda passed=passed: passed < KEPT or tried.keeper._before is None)
        tried.put("champion", 1)
        wait(lambda: tried.engine.diagnoser.version == first)
        assert loads.count(first) == loaded


def test_after_that_it_is_let_go(tried: Tried, monkeypatch: pytest.MonkeyPatch, loads: list[str]) -> None:
    monkeypatch.setattr(keeping, "_LINGERS", 0.0)
    name = tried.put("canary", 4)
    tried.until([None, name])
    tried.take("canary")
    tried.until([None, None])
    sleep(0.5)
    tried.put("canary", 4)
    tried.until([None, name])
    assert loads.count(name) == 2


def test_one_that_is_no_good_is_refused_once_and_the_one_before_is_tried_no_more(
    tried: Tried, caplog: pytest.LogCaptureFixture
) -> None:
    name = tried.put("shadow", 2)
    tried.until([name, None])
    tried.put("shadow", 5, broken=True)
    tried.until([None, None])
    sleep(0.3)
    assert tried.refused() == 1
    (line,) = [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING]
    assert line.startswith("the shadow takes no other bundle: lexicon.json is not the file")
    tried.put("shadow", 6)
    tried.until([version(tried.folder / "bundle 6"), None])
    assert tried.engine.diagnoser.version == version(tried.folder / "bundle 1")


def test_the_last_good_bundle_stays_the_champions(tried: Tried) -> None:
    name = tried.put("shadow", 2)
    tried.until([name, None])
    again = Supply(
        str(tried.folder / "nowhere"), trusted=None, cache=tried.folder / "cache", check=tried_out, environment={}
    )
    assert again.first().bundle.version == version(tried.folder / "bundle 1")


@pytest.fixture
def wait() -> Callable[[Callable[[], bool]], None]:
    def until(true: Callable[[], bool]) -> None:
        deadline = monotonic() + PATIENCE
        while not true():
            assert monotonic() < deadline
            sleep(0.02)

    return until
