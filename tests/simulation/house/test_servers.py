"""Servers last as long as they are needed, and no longer than who began them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from hoofbeat.domain.errors import HoofbeatError
from hoofbeat.simulation.house.servers import free_port, running

BEGINS_ONE = """
import sys, time
from pathlib import Path
from hoofbeat.simulation.house.servers import running
with running(sys.argv[3:], Path(sys.argv[1]), sys.argv[2]) as process:
    print(process.pid, flush=True)
    time.sleep(600)
"""


def server(port: int) -> list[str]:
    return [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(port)]


def test_a_server_answers_within_its_block_and_is_gone_after_it(tmp_path: Path) -> None:
    port = free_port()
    with running(server(port), tmp_path / "logs" / "one.log", f"http://127.0.0.1:{port}/") as process:
        assert urlopen(f"http://127.0.0.1:{port}/", timeout=5).status == 200
    assert process.poll() is not None


def test_one_that_does_not_begin_is_told_with_its_log(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "print('no port left', flush=True)"]
    with (
        pytest.raises(HoofbeatError, match=r"one\.log"),
        running(command, tmp_path / "one.log", f"http://127.0.0.1:{free_port()}/"),
    ):
        pass
    assert "no port left" in (tmp_path / "one.log").read_text()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process with its parent")
def test_who_is_killed_leaves_no_server_behind(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-c", BEGINS_ONE, str(tmp_path / "log"), f"http://127.0.0.1:{port}/", *server(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 30
    while _lives(child):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{process}/stat").read_text().split(") ")[1][0] != "Z"
