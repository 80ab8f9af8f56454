"""The service as an Azure function: the handler in a process of its own, called with the platform's messages."""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from places.base import Answer, NotHere

ROOT = Path(__file__).parents[3]
FUNCTION = ROOT / "deploy" / "azure" / "function"
HOST = ROOT / "tests" / "deploy" / "azure" / "host.py"
#: Folder that deploy/azure/tools.sh fills.
TOOLS_VARIABLE = "HOOFBEAT_CLOUD_SCHEMAS"


class FunctionApp:
    """A function app that takes requests.

    Args:
        process: the host's process.
        log: what app and host print.

    Attributes:
        indexed: name and bindings of the function, as the host was told.
    """

    def __init__(self, process: "subprocess.Popen[str]", log: Path) -> None:
        assert process.stdout is not None
        self.process = process
        self.log = log
        first = process.stdout.readline()
        assert first, f"the host ended:\n{log.read_text()}"
        self.indexed: dict[str, Any] = json.loads(first)
        self._numbers, self._lock = count(), Lock()
        self._open: dict[int, Future[dict[str, Any]]] = {}
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """The answer to one request; several threads may ask at once."""
        assert self.process.stdin is not None
        number, future = next(self._numbers), Future[dict[str, Any]]()
        text = None if body is None else base64.b64encode(body).decode()
        line = json.dumps({"id": number, "method": method, "path": path, "headers": dict(headers or {}), "body": text})
        with self._lock:
            self._open[number] = future
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()
        told = future.result(timeout=60)
        assert "failure" not in told, told["failure"]
        named = {name.lower(): value for name, value in told["headers"].items()}
        return Answer(status=told["status"], headers=named, body=base64.b64decode(told["body"]))

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            told = json.loads(line)
            self._open.pop(told["id"]).set_result(told)


def worker_library() -> Path | None:
    """Where Microsoft's worker library lies; ``None`` if it was not fetched."""
    folder = Path(os.environ.get(TOOLS_VARIABLE, "absent")) / "worker"
    return folder if folder.is_dir() else None


@contextmanager
def start(bundle: Path, environment: Mapping[str, str], folder: Path) -> Iterator[FunctionApp]:
    """Load the function app over a bundle, by the worker library where it lies, else by ``azure.functions`` alone.

    Raises:
        NotHere: azure-functions is not installed.
    """
    if find_spec("azure") is None or find_spec("azure.functions") is None:
        raise NotHere("azure-functions is not installed (it is in the development packages: make setup)")
    library, log = worker_library(), folder / "function-app.log"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HOOFBEAT_")}
    settings = {"HOOFBEAT_BUNDLE": str(bundle)} | ({"PYTHONPATH": str(library)} if library else {})
    command = [sys.executable, str(HOST), str(FUNCTION), *(["--library"] if library else [])]
    with (
        log.open("wb") as lines,
        subprocess.Popen(
            command,
            cwd=folder,
            env=kept | settings | dict(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=lines,
            text=True,
        ) as process,
    ):
        assert process.stdin is not None
        try:
            yield FunctionApp(process, log)
        finally:
            process.stdin.close()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
