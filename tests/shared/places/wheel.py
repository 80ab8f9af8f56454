"""The wheel's own server: ``python -m hoofbeat serve`` as a process, told everything by its environment."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from free_ports import free_port
from places.base import Answer, Place, ask_port

#: Seconds until it answers, on a machine that does other work too.
PATIENCE = 90


@dataclass(frozen=True)
class Wheel:
    """A running service.

    Attributes:
        port: where it answers, on the loopback address.
        process: the service itself, for tests that send it signals.
        log: file of what it wrote to standard error.
    """

    port: int
    process: "subprocess.Popen[bytes]"
    log: Path

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send one request over a connection of its own."""
        return ask_port(self.port, method, path, body, headers)


@contextmanager
def start(bundle: Path, environment: Mapping[str, str], folder: Path) -> Iterator[Place]:
    """Serve a bundle until the block ends; it is ready when the block begins."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("HOOFBEAT_") and name != "PORT"}
    told = {"HOOFBEAT_BUNDLE": str(bundle), "HOOFBEAT_PORT": str(free_port()), **environment}
    log = folder / "serve.log"
    with (
        log.open("wb") as errors,
        subprocess.Popen(
            [sys.executable, "-m", "hoofbeat", "serve"], cwd=folder, env=own | told, stdout=errors, stderr=errors
        ) as process,
    ):
        place = Wheel(int(told["HOOFBEAT_PORT"]), process, log)
        try:
            _wait(place)
            yield place
        finally:
            process.terminate()
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                raise


def _wait(place: Wheel) -> None:
    deadline = time.monotonic() + PATIENCE
    while not _ready(place):
        assert place.process.poll() is None, place.log.read_text(encoding="utf-8")
        assert time.monotonic() < deadline, f"not ready within {PATIENCE} seconds"
        time.sleep(0.1)


def _ready(place: Wheel) -> bool:
    try:
        return place.ask("GET", "/readyz").status == 200
    except OSError:
        return False
