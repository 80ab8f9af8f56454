"""Computers without a network: a namespace that has its loopback and nothing else."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

#: What a computer may be set to, and what must not matter: a proxy and an index that nobody answers at.
MISLEADING = {
    "http_proxy": "http://192.0.2.1:3128",
    "https_proxy": "http://192.0.2.1:3128",
    "PIP_INDEX_URL": "http://192.0.2.1/simple",
    "PIP_REQUIRE_VIRTUALENV": "1",
    "PYTHONPATH": "/nowhere",
    "PYTHONHOME": "",
    "HOOFBEAT_BUNDLE": "/nowhere",
}

#: This Python and the system's programs: pip asks a rustc on the way which it is, and that one writes into the home.
PATH = f"{sys.base_prefix}/bin:/usr/sbin:/usr/bin:/sbin:/bin"

_ENTER = 'ip link set lo up; test "$(ip -o link show up | wc -l)" = 1 || exit 99; exec "$@"'


def offline(
    *command: str | Path, home: Path, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command without a network, in the home of somebody new, to its end."""
    if shutil.which("unshare") is None or shutil.which("ip") is None:
        pytest.skip("unshare and ip are not installed (Debian: util-linux, iproute2)")
    user = [] if os.getuid() == 0 else ["--map-root-user"]
    if subprocess.run(["unshare", *user, "--net", "true"], check=False, capture_output=True).returncode:
        pytest.skip("this machine makes no network namespaces: root or user namespaces are needed")
    own = {"HOME": str(home), "PATH": PATH, "LANG": "C.UTF-8", **MISLEADING, **(environment or {})}
    return subprocess.run(
        ["unshare", *user, "--net", "sh", "-c", _ENTER, "sh", *map(str, command)],
        cwd=home, env=own, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
