"""A real MLflow server on SQLite, as ``hoofbeat registry`` starts it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from free_ports import free_port

#: Seconds that it may take to start where others use the processor too.
PATIENCE = 180


@contextmanager
def registry_at(folder: Path, port: int | None = None) -> Iterator[str]:
    """The server's address, for as long as the block lasts."""
    port = port or free_port()
    command = [sys.executable, "-m", "hoofbeat", "registry", "--output", str(folder), "--port", str(port)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MLFLOW_")}
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
    try:
        deadline = time.monotonic() + PATIENCE
        while not _answers(f"http://127.0.0.1:{port}/health"):
            assert process.poll() is None, (folder / "log").read_text()
            assert time.monotonic() < deadline, (folder / "log").read_text()
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def _answers(url: str) -> bool:
    try:
        urlopen(url, timeout=5).close()  # noqa: S310 - our own server
    except (URLError, OSError):
        return False
    return True
