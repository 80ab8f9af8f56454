"""What benchmarks share: another build or library in a process of its own, and the machine described."""

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

HOUSE = Path(__file__).parents[1]
_GIT = shutil.which("git") or "git"


class Asked:
    """A process that answers each line with a line."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def __call__(self, question: object) -> float:
        """Seconds that it tells for a question."""
        print(json.dumps(question), file=self._process.stdin, flush=True)
        return self.told()

    def told(self) -> float:
        """The next number that it writes."""
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            raise SystemExit(f"{self._process.args!r} ended")
        return float(line)


@contextmanager
def process(command: Sequence[object], **environment: str) -> Iterator[Asked]:
    """Such a process, of one thread."""
    single = {"OMP_NUM_THREADS": "1", "RAYON_NUM_THREADS": "1"}
    with subprocess.Popen(
        [str(part) for part in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env=os.environ | single | environment,
    ) as started:  # fmt: skip
        try:
            yield Asked(started)
        finally:
            started.kill()


def package(name: str, version: str) -> Path:
    """The Python of an environment that has this package alone; it is made once."""
    folder = Path(tempfile.gettempdir()) / "hoofbeat-peers" / f"{name}-{version}"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not (folder / "ready").exists():
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", f"{name}=={version}"], check=True)
        (folder / "ready").touch()
    return python


def build(commit: str) -> Path:
    """The sources of an older build, in a worktree that is made once."""
    folder = Path(tempfile.gettempdir()) / "hoofbeat-peers" / commit
    if not folder.exists():
        subprocess.run([_GIT, "-C", HOUSE, "worktree", "add", "--detach", folder, commit], check=True)
    return folder / "src"


def quantiles(seconds: Sequence[float]) -> dict[str, float]:
    """Median and 99th percentile in milliseconds."""
    p50, p99 = 1000 * np.quantile(seconds, [0.5, 0.99])
    return {"p50_ms": round(float(p50), 3), "p99_ms": round(float(p99), 3)}


def absent(reason: str) -> dict[str, Any]:
    """A measurement that was not made, and why."""
    return {"measured": None, "reason": reason}


def tell(result: dict[str, Any], output: Path | None) -> None:
    """Print a result with the machine that it was measured on, and keep it."""
    load = round(os.getloadavg()[1], 1) if hasattr(os, "getloadavg") else None
    machine = {
        "processor": _processor(), "cores": os.cpu_count(), "memory_gb": _memory_gb(),
        "system": f"{platform.system()} {platform.machine()}", "python": platform.python_version(),
        "load_of_5_minutes": load,
    }  # fmt: skip
    commit = subprocess.run([_GIT, "-C", HOUSE, "rev-parse", "--short", "HEAD"], capture_output=True, text=True)
    made = {"commit": commit.stdout.strip(), "day": f"{datetime.now(UTC):%Y-%m-%d}"}
    text = json.dumps({"machine": machine, **made, **result}, indent=1)
    print(text)
    if output:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(text + "\n", encoding="utf-8")


def _processor() -> str:
    if sys.platform == "linux":
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())
    return platform.processor() or platform.machine()


def _memory_gb() -> float | None:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1)
    except (AttributeError, ValueError, OSError):  # Windows has no sysconf
        return None
