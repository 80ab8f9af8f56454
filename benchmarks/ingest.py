"""How fast ``hoofbeat ingest`` takes files to silver, how soon it begins, and how much memory it needs.

    python benchmarks/ingest.py --data ../shared/data --output ingest.json
    python benchmarks/ingest.py --data ../shared/data --only-starts

Every run is the command itself, in a process of its own: start of Python, building of the knowledge and loading of
Great Expectations included. Its time ends with the commit of silver. ``steady`` is what each further record costs,
between the smaller and the larger run. Memory is the sum over the process and its workers, each shared page counted
once (PSS), sampled while it runs. ``start`` is a run of one record into a new output, the median of several, beside
processes that import the same libraries and do nothing; one round warms the file cache and does not count.

Peers read the same file in the same round, in this process, once they have read the smaller one: ``csv``, ``pandas``
and ``zipfile`` with ``json`` on one core, PyArrow on all of them (phenopackets as JSON lines, into the columns that an
ingest reads). They only read: nothing is checked, parsed, encrypted or written. What is told are medians over rounds,
of rates and of ratios in one round.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from deliveries import packets, patients
from pairs import tell
from processes import pss, used
from readers import READERS

from hoofbeat.lake.lake import Lake

_SAMPLE_SECONDS = 0.25

#: What an ingest imports of others until it reads, and what the gate and its record need then.
_BEFORE = "cryptography, deltalake, pandas, pyarrow, pydantic, rich, typer"
_AFTER = "great_expectations, mlflow"


def main() -> None:
    """Measure the start, then both sources at two sizes, and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="folder of the publishers' files")
    parser.add_argument("--phenopackets", type=int, nargs=2, default=(7_921, 79_210), metavar="N", help="two sizes")
    parser.add_argument("--patients", type=int, nargs=2, default=(100_000, 1_000_000), metavar="N", help="two sizes")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="of all sizes and peers (default: 3)")
    parser.add_argument("--starts", type=int, default=5, metavar="N", help="runs of one record (default: 5)")
    parser.add_argument("--only-starts", action="store_true", help="measure nothing else")
    parser.add_argument("--output", type=Path, help="write JSON there as well")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hoofbeat-benchmark-") as name:
        folder = Path(name)
        result: dict[str, Any] = {"start": starts(packets(arguments.data, folder, 1), arguments.starts)}
        if not arguments.only_starts:
            made: dict[str, tuple[Callable[[Path, Path, int], Path], list[int]]] = {
                "phenopackets": (packets, arguments.phenopackets), "ddxplus": (patients, arguments.patients),
            }  # fmt: skip
            for format_, (make, sizes) in made.items():
                files = [make(arguments.data, folder, size) for size in sizes]
                result[format_] = compared(format_, files, sizes, arguments.rounds)
    tell(result, arguments.output)


def compared(format_: str, files: list[Path], sizes: list[int], rounds: int) -> dict[str, Any]:
    """Both sizes and the peers on the larger one, in turns."""
    told = [_round(format_, files, sizes) for _ in range(rounds)]
    runs = {
        str(size): {
            "per_second": round(median(size / run.seconds for run in of_size)),
            "processor_us_each": round(median(run.processor for run in of_size) / size * 1e6),
            "memory_mb": round(median(run.memory for run in of_size) / 1e6),
        }
        for size, of_size in zip(sizes, zip(*(runs for runs, _ in told), strict=True), strict=True)
    }
    # Where something else held up the smaller run longer than the larger one took, the difference says nothing.
    rated = [(_steady(runs, sizes), rates) for runs, rates in told]
    steady = [rate for rate, _ in rated if rate > 0]
    peers = {
        name: {
            "per_second": round(median(rates[name] for _, rates in rated)),
            "ingest_to_it": round(median(rate / rates[name] for rate, rates in rated if rate > 0), 4)
            if steady
            else None,
        }
        for name in READERS[format_]
    }
    rate = round(median(steady)) if steady else None
    return {"runs": runs, "steady_per_second": rate, "rounds": len(steady), "peers": peers}


class Run(NamedTuple):
    """Seconds from the start of the command to the commit of silver, its processor seconds, its peak memory (bytes)."""

    seconds: float
    processor: float
    memory: float


def _round(format_: str, files: list[Path], sizes: list[int]) -> tuple[list[Run], dict[str, float]]:
    """Both runs, and the records a second of each peer."""
    runs, rates = [_ingest(format_, file) for file in files], {}
    for name, read in READERS[format_].items():
        read(files[0])
        begun = time.perf_counter()
        read(files[1])
        rates[name] = sizes[1] / (time.perf_counter() - begun)
    return runs, rates


def _steady(runs: list[Run], sizes: list[int]) -> float:
    """Records a second between the smaller and the larger run."""
    return (sizes[1] - sizes[0]) / (runs[1].seconds - runs[0].seconds)


def _ingest(format_: str, file: Path) -> Run:
    with tempfile.TemporaryDirectory(dir=file.parent) as output, tempfile.TemporaryFile("w+") as said:
        command = [sys.executable, "-m", "hoofbeat", "ingest", f"--{format_}", str(file), "--output", output]
        begun, before = time.time(), resource.getrusage(resource.RUSAGE_CHILDREN)
        process = subprocess.Popen(command, stderr=said)
        memory = 0.0
        while process.poll() is None:
            memory = max(memory, pss(process.pid))
            time.sleep(_SAMPLE_SECONDS)
        if process.returncode:
            said.seek(0)
            sys.exit(f"ingest failed:\n{said.read()}")
        (commit,) = Lake(Path(output) / "lake").silver.history()
    return Run(commit.time.timestamp() - begun, _since(before), memory)


def starts(file: Path, times: int) -> dict[str, Any]:
    """One record: when it is read, and when all is done, beside bare imports."""
    rounds = []
    for _ in range(times + 1):
        with tempfile.TemporaryDirectory(dir=file.parent) as output:
            command = ["-m", "hoofbeat", "ingest", "--phenopackets", str(file), "--output", output]
            bare = (_started("-W", "ignore", "-c", f"import {names}") for names in (_BEFORE, f"{_BEFORE}, {_AFTER}"))
            rounds.append((*_started(*command), *(whole for _, whole in bare)))
    told = {}
    for name, ours, imports in (("first_record", 0, 2), ("all_done", 1, 3)):
        told[name] = {
            "s": round(median(one[ours].wall for one in rounds[1:]), 2),
            "processor_s": round(median(one[ours].processor for one in rounds[1:]), 2),
            "imports_processor_s": round(median(one[imports].processor for one in rounds[1:]), 2),
            "to_imports": round(median(one[ours].processor / one[imports].processor for one in rounds[1:]), 2),
        }
    return told


class Seconds(NamedTuple):
    """Seconds since the start of a process, and what it used of a processor meanwhile."""

    wall: float
    processor: float


def _started(*arguments: str) -> tuple[Seconds, Seconds]:
    """Run Python: the time until it says that it has read the records (0 if it never does), and until its end."""
    begun, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    read = Seconds(0, 0)
    with subprocess.Popen([sys.executable, *arguments], stderr=subprocess.PIPE, text=True, bufsize=1) as process:
        for line in process.stderr or ():
            if not read.wall and line.strip().startswith("Reading"):
                read = Seconds(time.perf_counter() - begun, used(process.pid))
    if process.returncode:
        sys.exit(f"{' '.join(arguments)} failed")
    return read, Seconds(time.perf_counter() - begun, _since(before))


def _since(before: resource.struct_rusage) -> float:
    """Processor seconds of the processes that have ended since."""
    now = resource.getrusage(resource.RUSAGE_CHILDREN)
    return now.ru_utime + now.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
