"""``hoofbeat serve`` as a process, and callers who do not wait."""

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from free_ports import free_port
from small_bundles import KNOWN, Signer, small_bundle, spoilt, version

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


@contextmanager
def following(registry: Any, **environment: str) -> Iterator[Service]:
    """A service that follows production in a registry (tests/lifecycle/conftest.py)."""
    found = Service(
        registry.folder / "service",
        HOOFBEAT_BUNDLE=f"models:/{registry.model}@production",
        HOOFBEAT_TRUSTED_KEYS=str(registry.signer.public),
        MLFLOW_TRACKING_URI=registry.url,
        **environment,
    )
    try:
        found.start()
        yield found
    finally:
        if found.process is not None and found.process.poll() is None:
            found.process.kill()
            found.process.wait()


def on_trial(registry: Any) -> dict[str, str]:
    """Settings of a service that tries staging in the shadow, and canary with half of what is asked."""
    return {
        "HOOFBEAT_CHALLENGER": f"models:/{registry.model}@staging",
        "HOOFBEAT_CANARY": f"models:/{registry.model}@canary",
        "HOOFBEAT_CANARY_SHARE": "0.5",
    }


def counted(service: Service, name: str) -> float:
    """Sum of a metric's samples."""
    lines = service.ask("GET", "/metrics")[1].decode().splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith((f"{name} ", f"{name}{{")))


def memory(service: Service) -> float:
    """Bytes that the service has in use."""
    return counted(service, "process_resident_memory_bytes")
