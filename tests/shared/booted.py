"""A machine whose first process is the real systemd: this one's files underneath, what is written thrown away.

systemd-nspawn over an overlay in a mount namespace of its own; without network but its loopback.
"""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

_BOOT = """
set -eu
mount -t tmpfs boot "$1"
mkdir "$1/work" "$1/root"
cp -a "$2" "$1/upper"
mount -t overlay boot -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"
stage=$1
shift 2
exec systemd-nspawn --quiet --register=no --keep-unit --private-network --console=pipe -D "$stage/root" "$@" \
  -b systemd.unit=probe.service
"""

_PROBE = """[Unit]
Requires=basic.target
After=basic.target
SuccessAction=poweroff-force
FailureAction=poweroff-force
[Service]
Type=oneshot
Environment=HOME=/ LC_ALL=C.UTF-8
ExecStart=/bin/bash /probe.sh
StandardOutput=truncate:/told/output
StandardError=inherit
"""


def boot(files: Path, script: str, shown: Mapping[Path, str], folder: Path, seconds: int = 300) -> str:
    """Boot, run a script as root, power off; what the script wrote.

    Args:
        files: tree that is laid over this machine's files.
        script: lines of bash, run once systemd is up.
        shown: folders of this machine by where they are seen, read only.
        folder: scratch.
        seconds: after which the machine is switched off.
    """
    missing = [tool for tool in ("systemd-nspawn", "unshare") if shutil.which(tool) is None]
    if missing or os.getuid() != 0:
        pytest.skip(f"no systemd can be booted: {', '.join(missing) or 'root'} is lacking (Debian: systemd-container)")
    told, stage = folder / "told", folder / "stage"
    told.mkdir()
    stage.mkdir()
    units = files / "etc" / "systemd" / "system"
    units.mkdir(parents=True, exist_ok=True)
    (units / "probe.service").write_text(_PROBE, encoding="utf-8")
    (files / "probe.sh").write_text(script, encoding="utf-8")
    binds = [f"--bind={told}:/told", *(f"--bind-ro={here}:{there}" for here, there in shown.items())]
    command = ["unshare", "--mount", "--cgroup", "sh", "-c", _BOOT, "sh", str(stage), str(files), *binds]
    booted = subprocess.run(
        command,
        env=os.environ | {"SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=seconds,
        check=False,
    )
    output = told / "output"
    if not output.is_file():
        pytest.skip(f"systemd cannot be booted on this machine: {(booted.stderr or booted.stdout).strip()[-300:]}")
    return output.read_text(encoding="utf-8")
