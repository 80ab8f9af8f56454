"""The systemd unit, as systemd-analyze reads it: nothing to complain of, and little left open.

Mirrors: deploy/vm/hoofbeat.service, deploy/vm/hoofbeat.env
"""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from hoofbeat.serving.config import VARIABLES, ServiceConfig

VM = Path(__file__).parents[3] / "deploy" / "vm"
UNIT = VM / "hoofbeat.service"
#: systemd's own measure, 0 to 10; above 3 the unit is not hardened.
LIMIT = 3.0

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed (Debian: systemd)"
)


def analysed(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["systemd-analyze", *words], capture_output=True, text=True, check=False)


@needs_systemd
def test_it_verifies_without_a_word(tmp_path: Path) -> None:
    """In a tree that has the programs the unit names, for verify looks for them."""
    for name in ("opt/hoofbeat/venv/bin/python", "bin/sh", "bin/kill", "usr/bin/curl"):
        program = tmp_path / name
        program.parent.mkdir(parents=True, exist_ok=True)
        program.touch(mode=0o755)
    shutil.copytree("/lib/systemd/system", tmp_path / "lib" / "systemd" / "system", symlinks=True)
    place = tmp_path / "etc" / "systemd" / "system" / UNIT.name
    place.parent.mkdir(parents=True)
    shutil.copyfile(UNIT, place)
    result = analysed("verify", f"--root={tmp_path}", "--recursive-errors=no", UNIT.name)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


@needs_systemd
def test_little_is_left_open() -> None:
    result = analysed("security", "--offline=true", f"--threshold={int(LIMIT * 10)}", UNIT)
    found = re.search(r"Overall exposure level for hoofbeat\.service: ([\d.]+)", result.stdout)
    assert found is not None, result.stderr
    assert float(found[1]) < LIMIT
    assert result.returncode == 0


def test_it_sets_only_what_the_service_reads() -> None:
    known = {variable for variables in VARIABLES.values() for variable in variables}
    named = re.findall(
        r"^(?:Environment=|#?)(HOOFBEAT_[A-Z_]+)=", UNIT.read_text() + (VM / "hoofbeat.env").read_text(), re.M
    )
    assert set(named) <= known
    assert "HOOFBEAT_TRUSTED_KEYS" in named


def test_a_stop_waits_longer_than_the_service_drains() -> None:
    text = UNIT.read_text()
    stop = float(re.findall(r"^TimeoutStopSec=(\d+)$", text, re.M)[0])
    drain = float(re.findall(r"^Environment=HOOFBEAT_DRAIN_SECONDS=(\d+)$", text, re.M)[0])
    assert stop > drain
    assert drain == ServiceConfig().drain_seconds
