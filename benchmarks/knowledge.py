"""Time to build the knowledge from files and to load its built form: `python benchmarks/knowledge.py`."""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from hoofbeat.knowledge.release import Knowledge, build_knowledge


def timed(work: Callable[[], Knowledge]) -> tuple[Knowledge, float]:
    """The knowledge that ``work`` gives, and the seconds it took."""
    start = perf_counter()
    return work(), perf_counter() - start


def main() -> None:
    """Print both figures and the counts."""
    knowledge, building = timed(build_knowledge)
    with tempfile.TemporaryDirectory() as folder:
        knowledge.save(Path(folder))
        _, loading = timed(lambda: Knowledge.load(Path(folder)))
    sys.stdout.write(f"{knowledge.version}: {knowledge.counts}\n")
    sys.stdout.write(f"building {building:.1f} s (limit 60), loading {loading:.1f} s (limit 2)\n")


if __name__ == "__main__":
    main()
