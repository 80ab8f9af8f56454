"""The service under Google's functions framework: the very process that Cloud Run functions start."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

from free_ports import free_port
from places.base import Answer, NotHere, ask_port

FUNCTION = Path(__file__).parents[3] / "deploy" / "google" / "function" / "main.py"
#: Seconds for the parent's imports, the fork and loading the bundle, on a busy machine.
_PATIENCE = 120


class FunctionsFramework:
    """A running functions framework.

    Args:
        process: its parent process.
        port: where it answers on this machine.
        log: what it and the application print.
    """

    def __init__(self, process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
        self.process = process
        self.port = port
        self.log = log

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """The answer to one request, on a connection of its own."""
        return ask_port(self.port, method, path, body, headers)


@contextmanager
def start(bundle: Path, environment: Mapping[str, str], folder: Path) -> Iterator[FunctionsFramework]:
    """Start the framework over a bundle; it answers when this yields.

    Raises:
        NotHere: the framework is not installed.
    """
    command = Path(sys.executable).with_name("functions-framework")
    if not command.is_file() and shutil.which("functions-framework") is None:
        raise NotHere("functions-framework is not installed (it is in the development packages: make setup)")
    port, log = free_port(), folder / "functions-framework.log"
    settings = {
        "FUNCTION_TARGET": "hoofbeat",
        "FUNCTION_SOURCE": str(FUNCTION),
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "HOOFBEAT_BUNDLE": str(bundle),
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HOOFBEAT_")}
    with log.open("wb") as lines:
        process = subprocess.Popen(
            [str(command)], cwd=folder, env=kept | settings | dict(environment), stdout=lines, stderr=lines
        )
    try:
        running, deadline = FunctionsFramework(process, port, log), monotonic() + _PATIENCE
        while True:
            assert process.poll() is None, f"the framework ended:\n{log.read_text()}"
            assert monotonic() < deadline, f"no answer in {_PATIENCE} s:\n{log.read_text()}"
            try:
                assert json.loads(running.ask("GET", "/healthz").body)
                break
            except (ConnectionError, TimeoutError):
                sleep(0.1)
        yield running
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(timeout=40)
