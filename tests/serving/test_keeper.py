"""The keeper: newer bundles without a failed request, broken ones counted and told once, and no look lost.

Mirrors: hoofbeat.serving.looking
"""

import logging
import os
import re
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep

import httpx
import pytest

from hoofbeat.bundle.supply.supply import Supply
from hoofbeat.domain.errors import BundleError
from hoofbeat.monitoring.metrics import ServingMetrics
from hoofbeat.serving.engine import Engine, probe
from hoofbeat.serving.keeper import Keeper
from small_bundles import KNOWN, small_bundle, spoilt, version

from .conftest import PATIENCE


class Kept:
    """A keeper over a folder, with what it did in view."""

    def __init__(self, folder: Path, refresh: float = 0) -> None:
        self.folder = folder
        self.engine, self.metrics = Engine(), ServingMetrics()
        supply = Supply(str(folder / "bundle"), trusted=None, cache=folder / "cache", check=probe, environment={})
        self.keeper = Keeper(supply, self.engine, self.metrics, refresh)

    def put(self, number: int, *, broken: bool = False) -> str:
        """Put another version in the bundle's place at once, as by a link."""
        made = small_bundle(self.folder / f"bundle {number}{' broken' if broken else ''}", number)
        if broken:
            spoilt(made)
        link = self.folder / "next"
        link.symlink_to(made)
        link.replace(self.folder / "bundle")
        return version(made)

    @property
    def refused(self) -> int:
        text = self.metrics.render().decode()
        return int(float(text.split("\nhoofbeat_bundle_refused_total ")[1].split("\n")[0]))


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    made = Kept(tmp_path)
    yield made
    made.keeper.end()


def until(true: Callable[[], bool]) -> None:
    deadline = monotonic() + PATIENCE
    while not true():
        assert monotonic() < deadline, "it did not come about"
        sleep(0.01)


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]


def test_the_first_bundle_answers(kept: Kept) -> None:
    name = kept.put(1)
    assert kept.engine.check() == "the bundle is still loading"
    kept.keeper.first()
    assert kept.engine.diagnoser.version == name
    (line,) = re.findall(r"^hoofbeat_bundle_info\{.*$", kept.metrics.render().decode(), re.MULTILINE)
    assert line.endswith(f'version="{name}"}} 1.0')
    assert kept.refused == 0


def test_no_bundle_is_an_error_with_its_reason_kept(kept: Kept) -> None:
    with pytest.raises(BundleError, match=r"No manifest\.json"):
        kept.keeper.first()
    assert "No manifest.json" in (kept.engine.check() or "")


def test_a_broken_newer_one_is_counted_each_time_and_told_once(kept: Kept, caplog: pytest.LogCaptureFixture) -> None:
    good = kept.put(1)
    kept.keeper.first()
    kept.keeper.watch()
    kept.put(2, broken=True)
    for count in range(1, 4):
        kept.keeper.look()
        until(lambda count=count: kept.refused == count)  # type: ignore[misc]
    assert len(told(caplog)) == 1
    assert "a newer bundle is not taken: lexicon.json is not the file" in told(caplog)[0]
    assert kept.engine.diagnoser.version == good
    assert kept.engine.check() is None

    mended = kept.put(3)
    kept.keeper.look()
    until(lambda: kept.engine.diagnoser.version == mended)
    assert kept.refused == 3

    kept.put(4, broken=True)
    kept.keeper.look()
    until(lambda: len(told(caplog)) == 2)


def test_after_a_restart_the_last_good_one_is_told(
    kept: Kept, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    good = kept.put(1)
    kept.keeper.first()
    kept.put(2, broken=True)
    again = Kept(tmp_path)
    again.keeper.first()
    assert (again.engine.diagnoser.version, again.refused) == (good, 1)
    assert "lexicon.json is not the file" in told(caplog)[0]


def test_it_looks_by_itself_every_so_often(tmp_path: Path) -> None:
    kept = Kept(tmp_path, refresh=0.05)
    kept.put(1)
    kept.keeper.first()
    kept.keeper.watch()
    newer = kept.put(2)
    until(lambda: kept.engine.diagnoser.version == newer)
    kept.keeper.end()
    kept.put(3)
    sleep(0.3)
    assert kept.engine.diagnoser.version == newer


def test_while_there_is_none_it_tries_again(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that stumbled once must not leave a function without a bundle for as long as it lives."""
    monkeypatch.setattr("hoofbeat.serving.keeper._RETRY", 0.05)
    with pytest.raises(BundleError):
        kept.keeper.first()
    kept.keeper.watch()
    until(lambda: kept.refused > 1)
    name = kept.put(1)
    until(lambda: kept.engine.check() is None)
    assert kept.engine.diagnoser.version == name


def test_a_defect_does_not_end_the_looking(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.put(1)
    kept.keeper.first()
    kept.keeper.watch()

    def defect(_: Supply) -> None:
        raise ZeroDivisionError("a patient's age")

    with monkeypatch.context() as patched:
        patched.setattr(Supply, "newer", defect)
        kept.keeper.look()
        until(lambda: kept.refused == 1)
    newer = kept.put(2)
    kept.keeper.look()
    until(lambda: kept.engine.diagnoser.version == newer)


def test_a_storm_of_signals_holds_nothing_up(kept: Kept) -> None:
    """A handler may be interrupted by the next signal in the middle of itself."""
    kept.put(1)
    kept.keeper.first()
    kept.keeper.watch()
    before = signal.signal(signal.SIGHUP, lambda *_: kept.keeper.look())
    ended = threading.Event()

    def storm() -> None:
        for _ in range(3000):
            os.kill(os.getpid(), signal.SIGHUP)
        ended.set()

    thread = threading.Thread(target=storm)
    try:
        thread.start()
        deadline = monotonic() + PATIENCE
        while not ended.is_set():
            assert monotonic() < deadline
            sum(range(1000))
        thread.join()
        newer = kept.put(2)
        os.kill(os.getpid(), signal.SIGHUP)
        until(lambda: kept.engine.diagnoser.version == newer)
    finally:
        signal.signal(signal.SIGHUP, before)


def test_the_end_waits_for_a_look_under_way(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.put(1)
    kept.keeper.first()
    begun, done = threading.Event(), threading.Event()

    def slow(_: Supply) -> None:
        begun.set()
        sleep(0.3)
        done.set()

    monkeypatch.setattr(Supply, "newer", slow)
    kept.keeper.watch()
    kept.keeper.look()
    assert begun.wait(PATIENCE)
    kept.keeper.end()
    assert done.is_set()


def test_no_request_fails_while_bundles_change(kept: Kept, serve: Callable[..., httpx.Client]) -> None:
    versions = [kept.put(1)]
    kept.keeper.first()
    kept.keeper.watch()
    client = serve(kept.engine)
    heard: list[list[tuple[int, str]]] = [[], [], []]  # of each who asks: only within one are answers in order
    stop = threading.Event()

    def ask(answers: list[tuple[int, str]]) -> None:
        while not stop.is_set():
            response = client.post("/v1/differential", json={"findings": [{"id": KNOWN}]})
            answers.append((response.status_code, response.json().get("bundle", "")))

    def all_hear(version: str) -> bool:
        return all(answers[-1:] == [(200, version)] for answers in heard)

    threads = [threading.Thread(target=ask, args=[answers]) for answers in heard]
    for thread in threads:
        thread.start()
    try:
        until(lambda: all_hear(versions[0]))
        for number in range(2, 6):
            versions.append(kept.put(number))
            kept.keeper.look()
            until(lambda: all_hear(versions[-1]))
            kept.put(number + 100, broken=True)
            count = kept.refused
            kept.keeper.look()
            until(lambda count=count: kept.refused == count + 1)  # type: ignore[misc]
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    for answers in heard:
        assert {status for status, _ in answers} == {200}
        assert list(dict.fromkeys(name for _, name in answers)) == versions
