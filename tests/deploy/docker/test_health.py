"""The image's health check says whether the service is ready, and tells nothing of what it answers.

Mirrors: deploy/docker/health.py
"""

import http.server
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from free_ports import free_port

SCRIPT = Path(__file__).parents[3] / "deploy" / "docker" / "health.py"


@contextmanager
def answering(status: int) -> Iterator[int]:
    """A server on a free port that answers `/readyz` with a status, and everything else with 404."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/readyz" else 404)
            self.end_headers()
            self.wfile.write(b'{"detail": "of the bundle"}')

        def log_message(self, *_: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", free_port()), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def check(**environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", SCRIPT]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30, check=False)


@pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 1), (500, 1), (404, 1)])
def test_ready_is_200_and_nothing_else(status: int, code: int) -> None:
    with answering(status) as port:
        done = check(HOOFBEAT_PORT=str(port), HOOFBEAT_HOST="0.0.0.0")  # noqa: S104
    assert (done.returncode, done.stdout) == (code, f"/readyz answers {status}\n")
    assert done.stderr == ""


def test_the_hosts_port_counts_where_ours_is_not_set() -> None:
    with answering(200) as port:
        assert check(PORT=str(port)).returncode == 0
        assert check(PORT=str(port), HOOFBEAT_PORT=str(free_port())).returncode == 1


def test_nobody_there_is_not_healthy() -> None:
    done = check(HOOFBEAT_PORT=str(free_port()))
    assert (done.returncode, done.stdout) == (1, "no answer: ConnectionRefusedError\n")
