"""A process that is held back gets its share and no more, and all of the core again afterwards.

Mirrors: benchmarks/throttling.py, benchmarks/processes.py
"""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

FOLDER = Path(__file__).parents[2] / "benchmarks"
#: Works without end, in a process below the one that was started.
BUSY = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'while True: pass'])"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads Linux's /proc")


@pytest.fixture
def benchmark(monkeypatch: pytest.MonkeyPatch) -> tuple[ModuleType, ModuleType]:
    monkeypatch.syspath_prepend(str(FOLDER))
    for name in ("processes", "throttling"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    import processes
    import throttling

    return processes, throttling


@pytest.fixture
def busy(benchmark: tuple[ModuleType, ModuleType]) -> Iterator[int]:
    """A process with a busy one below it."""
    processes, _ = benchmark
    with subprocess.Popen([sys.executable, "-c", BUSY]) as process:
        try:
            until(lambda: len(list(processes.tree(process.pid))) == 2 and processes.used(process.pid) > 0.2)
            yield process.pid
        finally:
            for one in reversed(list(processes.tree(process.pid))):
                subprocess.run(["kill", "-KILL", str(one)], check=False)


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_it_gets_its_share_and_then_all_again(benchmark: tuple[ModuleType, ModuleType], busy: int) -> None:
    processes, throttling = benchmark
    with throttling.throttled(busy, 0.2) as how:
        begun, before = time.monotonic(), processes.used(busy)
        time.sleep(3)
        share = (processes.used(busy) - before) / (time.monotonic() - begun)
    assert "20%" in how
    assert share < 0.35  # what else runs can only lessen it
    before = processes.used(busy)
    until(lambda: processes.used(busy) > before + 0.5)


def test_memory_is_counted_with_all_below(benchmark: tuple[ModuleType, ModuleType], busy: int) -> None:
    processes, _ = benchmark
    first, below = processes.tree(busy)
    both, alone = processes.resident(first)["rss_mb"], processes.resident(below)["rss_mb"]
    assert both > alone > 1
    assert processes.pss(first) <= both * 1e6
