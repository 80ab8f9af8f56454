"""The service as a process: signals, swaps under load, and an end that loses nobody.

Mirrors: hoofbeat.jobs.serve, hoofbeat.serving.drain, hoofbeat.serving.keeper
"""

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest

from free_ports import free_port
from small_bundles import KNOWN, Signer, small_bundle, spoilt, version

pytestmark = pytest.mark.slow

PATIENCE = 120.0
BODY = json.dumps({"findings": [{"id": KNOWN}]}).encode()


class Service:
    """``hoofbeat serve`` over a link that moves."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder, self.port = folder, free_port()
        self.signer = Signer(folder / "keys")
        self._said = {
            "HOOFBEAT_BUNDLE": str(folder / "bundle"),
            "HOOFBEAT_TRUSTED_KEYS": str(self.signer.public),
            "HOOFBEAT_CACHE": str(folder / "cache"),
            "HOOFBEAT_PORT": str(self.port),
        } | environment
        self.process: subprocess.Popen[bytes] | None = None

    def put(self, number: int, *, broken: bool = False) -> str:
        made = self.signer.signed(small_bundle(self.folder / f"{number}{' broken' if broken else ''}", number))
        if broken:
            spoilt(made)
        (self.folder / "next").symlink_to(made)
        (self.folder / "next").replace(self.folder / "bundle")
        return version(made)

    def start(self) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("HOOFBEAT_")}
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "hoofbeat", "serve"],
                env=environment | self._said, stdout=log, stderr=log, cwd=self.folder,
            )  # fmt: skip
        self.until(self.ready)

    def send(self, number: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def ended(self) -> int:
        assert self.process is not None
        return self.process.wait(PATIENCE)

    def until(self, true: Callable[[], bool]) -> None:
        deadline = monotonic() + PATIENCE
        while not true():
            assert self.process is not None
            assert self.process.poll() is None, self.log
            assert monotonic() < deadline, self.log
            sleep(0.05)

    def ready(self) -> bool:
        try:
            return self.ask("GET", "/readyz")[0] == 200
        except OSError:
            return False

    def ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def answering(self) -> str:
        return str(json.loads(self.ask("POST", "/v1/differential", BODY)[1])["bundle"])

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8")


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


class Load:
    """Callers that each open a connection a request, and count what became of it."""

    def __init__(self, service: Service, callers: int) -> None:
        self.service = service
        self.counts: Counter[str] = Counter()
        self.versions: list[str] = []
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._call) for _ in range(callers)]
        for thread in self._threads:
            thread.start()

    def _call(self) -> None:
        while not self._stop.is_set():
            connection = http.client.HTTPConnection("127.0.0.1", self.service.port, timeout=30)
            try:
                connection.connect()
            except OSError:
                self.counts["refused"] += 1
                return
            try:
                connection.request("POST", "/v1/differential", BODY, {"Content-Type": "application/json"})
                answer = connection.getresponse()
                content = json.loads(answer.read())
            except (OSError, http.client.HTTPException, ValueError):
                self.counts["lost"] += 1
            else:
                self.counts[str(answer.status)] += 1
                self.versions.append(content.get("bundle", ""))
            finally:
                connection.close()

    def join(self) -> None:
        for thread in self._threads:
            thread.join(PATIENCE)

    def stop(self) -> None:
        self._stop.set()
        self.join()


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
