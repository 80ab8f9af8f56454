"""A bundle behind the real service, on a free port of this machine."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from free_ports import free_port


@contextmanager
def served(bundle: Path) -> Iterator[str]:
    """Serve a bundle on a free port; yield the address once it is ready."""
    port = free_port()
    command = [sys.executable, "-m", "hoofbeat", "serve", "--allow-unsigned", "--bundle", bundle, "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        address, deadline = f"http://127.0.0.1:{port}", monotonic() + 60
        try:
            while True:
                try:
                    asked(f"{address}/readyz")
                    break
                except URLError:
                    assert process.poll() is None
                    assert monotonic() < deadline, "serve was not ready within a minute"
                    sleep(0.2)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=20)


def asked(url: str, body: object = None) -> Any:
    """The JSON that a request is answered with."""
    data = None if body is None else json.dumps(body).encode()
    with urlopen(Request(url, data, {"content-type": "application/json"}), timeout=30) as response:  # noqa: S310
        return json.load(response)
