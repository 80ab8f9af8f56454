"""The service as a process: signals, swaps under load, and an end that loses nobody.

Mirrors: hoofbeat.serving.process, hoofbeat.jobs.serve, hoofbeat.serving.drain, hoofbeat.serving.keeper
"""

import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from time import sleep

import pytest

from followed_service import Load, Service

pytestmark = pytest.mark.slow


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Service]]:
    services: list[Service] = []

    def make(**environment: str) -> Service:
        services.append(Service(tmp_path, **environment))
        return services[-1]

    yield make
    for service in services:
        if service.process is not None and service.process.poll() is None:
            service.process.kill()
            service.process.wait()


def test_the_end_under_load_loses_nobody_and_is_no_failure(start: Callable[..., Service]) -> None:
    service = start()
    service.put(1)
    service.start()
    load = Load(service, callers=8)
    service.until(lambda: load.counts["200"] > 150)
    service.send(signal.SIGTERM)
    load.join()
    assert service.ended() == 0, service.log
    print(dict(load.counts))  # noqa: T201  # what a failure should show
    assert load.counts["refused"] == 8, load.counts
    assert set(load.counts) <= {"200", "refused", "lost"}
    # Between the last look at the queue and the closing of it the system itself may accept one more.
    assert load.counts["lost"] <= 1, load.counts
    assert "Traceback" not in service.log


def test_bundles_change_by_signal_without_a_failed_request(start: Callable[..., Service]) -> None:
    service = start()
    versions = [service.put(1)]
    service.start()
    load = Load(service, callers=4)
    for number in (2, 3):
        versions.append(service.put(number))
        service.send(signal.SIGHUP)
        service.until(lambda: service.answering() == versions[-1])
    service.put(4, broken=True)
    service.send(signal.SIGHUP)
    service.until(lambda: b"\nhoofbeat_bundle_refused_total 1.0" in service.ask("GET", "/metrics")[1])
    assert service.answering() == versions[-1]
    load.stop()
    assert set(load.counts) == {"200"}, load.counts
    assert set(load.versions) == set(versions)

    service.send(signal.SIGTERM)
    assert service.ended() == 0
    service.start()  # the broken one still lies there
    assert service.answering() == versions[-1]
    assert service.log.count("a newer bundle is not taken: lexicon.json is not the file") == 2
    service.send(signal.SIGINT)
    assert service.ended() == 0


def test_the_end_in_the_middle_of_a_look_is_no_failure(start: Callable[..., Service]) -> None:
    service = start(HOOFBEAT_REFRESH_SECONDS="0.001")
    service.put(1)
    service.start()
    service.put(2)
    service.send(signal.SIGHUP)
    service.send(signal.SIGTERM)
    assert service.ended() == 0, service.log


def test_killed_it_comes_back_with_the_last_good_bundle(start: Callable[..., Service]) -> None:
    service = start()
    good = service.put(1)
    service.start()
    load = Load(service, callers=4)
    service.until(lambda: load.counts["200"] > 20)
    service.send(signal.SIGKILL)
    load.stop()
    assert service.ended() == -signal.SIGKILL
    service.put(2, broken=True)
    service.start()
    assert service.answering() == good


def test_starved_of_the_processor_it_answers_everybody_and_takes_a_new_bundle(start: Callable[..., Service]) -> None:
    service = start()
    service.put(1)
    service.start()
    fed = threading.Event()

    def starve() -> None:
        """A fifth of the processor: 20 ms on, 80 ms off."""
        while not fed.is_set():
            service.send(signal.SIGSTOP)
            sleep(0.08)
            service.send(signal.SIGCONT)
            sleep(0.02)

    hunger = threading.Thread(target=starve)
    hunger.start()
    try:
        load = Load(service, callers=4)
        newest = service.put(2)
        service.send(signal.SIGHUP)
        service.until(lambda: service.answering() == newest)
        load.stop()
    finally:
        fed.set()
        hunger.join()
    assert set(load.counts) == {"200"}, load.counts
    service.send(signal.SIGTERM)
    assert service.ended() == 0
