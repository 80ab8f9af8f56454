"""The packages of the archive: exactly those of a lock, for another computer than this one."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename
from platforms import Target

ROOT = Path(__file__).resolve().parents[3]
#: What serves, and keeps cases in SQLite: nobody else would keep them on such a computer.
LOCK = ROOT / "requirements" / "cases.txt"
PIP_LOCK = ROOT / "deploy" / "local" / "pip.txt"


def fetch(target: Target, python: str, folder: Path, kept: Path | None) -> list[Path]:
    """Put the locked wheels and pip's own into a folder, each checked against its hash in the lock.

    Args:
        target: kind of the computer.
        python: version of Python there.
        folder: where the wheels go.
        kept: folder that keeps what was fetched; what lies there is not fetched again.
    """
    wanted = folder.parent / "wanted.txt"
    wanted.write_text(lines_for(LOCK, target, python) + lines_for(PIP_LOCK, target, python), encoding="utf-8")
    platforms = [word for tag in target.tags for word in ("--platform", tag)]
    download = ["download", "--no-deps", "--require-hashes", "--only-binary", ":all:", "--implementation", "cp",
                "--python-version", python, *platforms, "-r", str(wanted)]  # fmt: skip
    try:
        if kept is None:
            _pip(*download, "--dest", str(folder))
        else:
            from_kept = ["--no-index", "-f", str(kept), "--dest", str(folder)]
            if not kept.is_dir() or _pip(*download, *from_kept, may_fail=True):
                _pip(*download, "--dest", str(kept))
                _pip(*download, *from_kept)
    finally:
        wanted.unlink()
    return sorted(folder.glob("*.whl"))


def build_own(folder: Path) -> Path:
    """Build Hoofbeat's wheel from this checkout: the same checkout gives the same file."""
    _pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT))
    return next(folder.glob("hoofbeat-*.whl"))


def lines_for(lock: Path, target: Target, python: str) -> str:
    """The lines of a lock that hold on the target, without their conditions.

    pip would weigh the conditions on this computer, and leave out what only the other one needs.
    """
    kept = []
    text = "\n".join(line for line in lock.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    for entry in text.replace("\\\n", " ").splitlines():
        wanted, *hashes = entry.split(" --hash=")
        requirement = Requirement(wanted.strip())
        if requirement.marker is None or requirement.marker.evaluate(target.environment(python)):
            named = f"{requirement.name}{requirement.specifier}"
            kept.append(" ".join([named, *(f"--hash={value.strip()}" for value in hashes)]))
    return "\n".join(kept) + "\n"


def requirements_of(wheels: list[Path]) -> str:
    """What the installer asks pip for: every wheel of the archive but pip, by version and by its own hash."""
    lines = []
    for wheel in wheels:
        name, version, _, _ = parse_wheel_filename(wheel.name)
        if canonicalize_name(name) != "pip":
            lines.append(f"{name}=={version} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n")
    return "".join(lines)


def _pip(*arguments: str, may_fail: bool = False) -> int:
    # Here, on the machine that builds, pip reads that machine's own settings: they say where packages come from.
    environment = os.environ | {"SOURCE_DATE_EPOCH": "1577836800", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    command = [sys.executable, "-m", "pip", "-qqq" if may_fail else "-qq", *arguments]
    status = subprocess.run(command, check=False, env=environment).returncode  # noqa: S603 (our own words)
    if status and not may_fail:
        raise SystemExit(f"pip {arguments[0]} failed; what it says is above")
    return status
