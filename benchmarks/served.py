"""``hoofbeat serve`` of an installed Hoofbeat, as a process that a benchmark starts, asks and ends."""

import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple

#: A case as it is asked.
Case = dict[str, Any]

PATIENCE = 120.0
BODY: Case = {"findings": [{"id": "HP:0001166"}, {"id": "HP:0001083"}, {"id": "HP:0002616"}], "age": 16, "sex": "male"}


class Place(NamedTuple):
    """Who serves what: an interpreter with Hoofbeat, a signed bundle, and the key to trust."""

    python: Path
    bundle: Path
    trusted: Path


class Served:
    """A running service."""

    def __init__(self, process: int, port: int) -> None:
        self.process, self._port = process, port
        #: What a browser opens.
        self.address = f"http://127.0.0.1:{port}/"

    def ask(self, path: str, body: object = None) -> float:
        """Seconds for one answer over a connection of its own."""
        connection = HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
        sent = None if body is None else json.dumps(body)
        begun = time.perf_counter()
        try:
            connection.request("GET" if sent is None else "POST", path, sent, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            told = answer.read()
        finally:
            connection.close()
        if answer.status != 200:
            raise SystemExit(f"{path} answers with {answer.status}: {told.decode(errors='replace')}")
        return time.perf_counter() - begun


@contextmanager
def serving(place: Place, *before: str) -> Iterator[tuple[Served, float]]:
    """A service after its first differential, and the seconds from its start until then.

    Args:
        place: what is served.
        before: a command that starts it, such as ``taskset``.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HOOFBEAT_", "OTEL_"))}
    kept.pop("PYTHONPATH", None)
    environment = kept | {
        "HOOFBEAT_BUNDLE": str(place.bundle), "HOOFBEAT_TRUSTED_KEYS": str(place.trusted), "HOOFBEAT_PORT": str(port),
    }  # fmt: skip
    begun = time.perf_counter()
    command = [*before, str(place.python), "-m", "hoofbeat", "serve"]
    with subprocess.Popen(command, cwd="/", env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            service = Served(process.pid, port)
            while not _answered(service):
                if process.poll() is not None or time.perf_counter() - begun > PATIENCE:
                    raise SystemExit("the service did not answer")
                time.sleep(0.002)
            yield service, time.perf_counter() - begun
        finally:
            process.terminate()


def _answered(service: Served) -> bool:
    try:
        service.ask("/v1/differential", {**BODY, "top": 5})
    except OSError:
        return False
    return True
