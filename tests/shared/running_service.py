"""``hoofbeat serve`` as a process of its own over a small bundle: its address, its log, and its end."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import httpx

from free_ports import free_port

PATIENCE = 90.0


class Running:
    """The service."""

    def __init__(self, process: "subprocess.Popen[bytes]", address: str, log: Path) -> None:
        self.process, self.address, self._log = process, address, log

    @property
    def log(self) -> str:
        """What it has written to standard error."""
        return self._log.read_text(encoding="utf-8")

    def metrics(self) -> str:
        """Its metrics, by a connection of their own: any worker may answer."""
        return httpx.get(f"{self.address}/metrics", timeout=60).text

    def stop(self) -> int:
        """Tell it to stop; its exit status."""
        self.process.terminate()
        return self.process.wait(PATIENCE)


@contextmanager
def running(
    bundle: Path, log: Path, *arguments: str, environment: Mapping[str, str] | None = None
) -> Iterator[Running]:
    """Serve a bundle, unsigned, until the block ends; ready when it begins."""
    port = free_port()
    command = [sys.executable, "-m", "hoofbeat", "serve", "--allow-unsigned", "--bundle", str(bundle)]
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("HOOFBEAT_", "OTEL_"))}
    with log.open("wb") as written:
        process = subprocess.Popen(
            [*command, "--port", str(port), *arguments], env=clean | dict(environment or {}), stderr=written
        )
    service = Running(process, f"http://127.0.0.1:{port}", log)
    try:
        deadline = monotonic() + PATIENCE
        while True:
            assert process.poll() is None, service.log
            assert monotonic() < deadline, service.log
            try:
                httpx.get(f"{service.address}/readyz", timeout=60).raise_for_status()
                break
            except httpx.TransportError:
                sleep(0.1)
        yield service
    finally:
        if process.poll() is None:
            service.stop()
