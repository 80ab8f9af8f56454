"""The real servers of the year: the registry, and a service that answers with what is in production."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from hoofbeat.domain.errors import HoofbeatError
from hoofbeat.lifecycle.versions import MODEL

#: Seconds that a server may take to begin where others use the processors too, and an answer.
_PATIENCE, _ANSWER = 300.0, 60.0
#: Asks the kernel (prctl, PR_SET_PDEATHSIG) to end the process with the one that began it, then becomes the server: a
#: run that is killed leaves none behind. Elsewhere than on Linux it just becomes the server.
_MORTAL = """
import ctypes, os, signal, sys
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)
os.execvp(sys.argv[1], sys.argv[1:])
"""


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


@contextmanager
def running(
    command: list[str], log: Path, ready: str, environment: Mapping[str, str] | None = None
) -> Iterator["subprocess.Popen[bytes]"]:
    """A server for as long as the block lasts; it ends with this process, too, however that ends (on Linux).

    Args:
        command: its command line.
        log: file that what it says is added to.
        ready: address that answers once it is ready.
        environment: variables besides those of this process.

    Raises:
        HoofbeatError: it ended by itself, or did not begin in time.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as told:
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-c", _MORTAL, *command],
            stdout=told,
            stderr=told,
            env=os.environ | dict(environment or {}),
        )
    try:
        deadline = time.monotonic() + _PATIENCE
        while not _answers(ready):
            if process.poll() is not None or time.monotonic() > deadline:
                raise HoofbeatError(f"{command[0]} did not begin to answer", hint=f"see why in {log}")
            time.sleep(0.2)
        yield process
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(30)
        process.kill()
        process.wait()


@contextmanager
def registry(output: Path) -> Iterator[str]:
    """MLflow's server on the database of a run directory; its address."""
    port = free_port()
    command = [sys.executable, "-m", "hoofbeat", "registry", "--output", str(output), "--port", str(port)]
    with running(command, output / "logs" / "registry.log", f"http://127.0.0.1:{port}/health"):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def service(output: Path, address: str) -> Iterator["Service"]:
    """``hoofbeat serve`` with what is in production."""
    port = free_port()
    command = [
        sys.executable, "-m", "hoofbeat", "serve", "--bundle", f"models:/{MODEL}@production", "--allow-unsigned",
        "--port", str(port),
    ]  # fmt: skip
    environment = {"MLFLOW_TRACKING_URI": address, "HOOFBEAT_CACHE": str(output / "service-cache")}
    url = f"http://127.0.0.1:{port}"
    with running(command, output / "logs" / "service.log", f"{url}/readyz", environment):
        yield Service(url)


class Service:
    """A running service.

    Args:
        url: its address.
    """

    def __init__(self, url: str) -> None:
        self.url = url

    def differential(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """What it answers to a case.

        Raises:
            HoofbeatError: it refuses, or does not answer.
        """
        request = Request(  # noqa: S310 - our own service
            f"{self.url}/v1/differential", json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        try:
            with urlopen(request, timeout=_ANSWER) as answer:  # noqa: S310
                found: dict[str, Any] = json.load(answer)
                return found
        except HTTPError as error:
            raise HoofbeatError(f"The service refused a case with status {error.code}", hint="see its log") from error
        except (URLError, OSError) as error:
            raise HoofbeatError("The service does not answer", hint="see its log") from error

    def follows(self, bundle: str, body: Mapping[str, Any], patience: float = 120.0) -> float:
        """Seconds until it answers with a bundle.

        Raises:
            HoofbeatError: it does not in time.
        """
        began = time.monotonic()
        while self.differential(body)["bundle"] != bundle:
            if time.monotonic() - began > patience:
                raise HoofbeatError(f"The service does not answer with {bundle}", hint="see its log")
            time.sleep(0.1)
        return time.monotonic() - began


def _answers(url: str) -> bool:
    try:
        urlopen(url, timeout=5).close()  # noqa: S310 - our own server
    except (URLError, OSError):
        return False
    return True
