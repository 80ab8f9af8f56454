"""Ports of this machine that nobody uses, each handed out once to all processes of the tests."""

import fcntl
import os
import socket
import tempfile
from pathlib import Path

#: Below the range that the system itself hands out, so that no connection takes one between finding and binding it.
_FIRST, _LAST = 20_000, 32_000


def free_port() -> int:
    """A free port of the loopback address that no other test was told."""
    place = Path(tempfile.gettempdir()) / f"hoofbeat-next-port-{os.getuid()}"
    with place.open("a+", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        port = int(file.read() or _FIRST)
        while not _is_free(port):
            port = _next(port)
        file.truncate(0)
        file.write(str(_next(port)))
    return port


def _next(port: int) -> int:
    return port + 1 if port < _LAST else _FIRST


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
