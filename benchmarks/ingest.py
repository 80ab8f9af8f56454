"""How fast ``hoofbeat ingest`` takes files to silver, and how much memory it needs.

    python benchmarks/ingest.py --data ../shared/data
    python benchmarks/ingest.py --data ../shared/data --only-starts

The publishers' own files are repeated under new contents (an id, an age) until there are enough of them, because what
comes twice is taken in once. Every run is the command itself, in a process of its own: start of Python, building of the
knowledge and loading of Great Expectations included. Its time ends with the commit of silver. ``steady`` is what each
further record costs, between the smaller and the larger run. Memory is the sum over the process and its workers, each
shared page counted once (PSS), sampled while it runs. ``start-up`` is a run of one record into a new output, the median
of several, beside processes that import the same libraries and do nothing.

Peers, in the same run on the same files: ``csv.DictReader`` alone, ``pandas.read_csv`` alone, and ``zipfile`` with
``json.loads`` alone, one core each. They only read: nothing is checked, parsed, encrypted or written.
"""

import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import NamedTuple

from hoofbeat.lake.lake import Lake

#: What the issue asks of two cores, in records a second from file to silver.
WANTED = {"phenopackets": 1_500, "ddxplus": 25_000}

_SAMPLE_SECONDS = 0.25

#: What an ingest imports of others until it reads, and what the gate and its record need then.
_BEFORE = "cryptography, deltalake, pandas, pyarrow, pydantic, rich, typer"
_AFTER = "great_expectations, mlflow"


def main() -> None:
    """Measure both sources at two sizes and print a line each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="folder of the publishers' files")
    parser.add_argument("--phenopackets", type=int, nargs=2, default=(7_921, 79_210), metavar="N", help="two sizes")
    parser.add_argument("--patients", type=int, nargs=2, default=(100_000, 1_000_000), metavar="N", help="two sizes")
    parser.add_argument("--starts", type=int, default=5, metavar="N", help="runs of one record; 0 leaves them out")
    parser.add_argument("--only-starts", action="store_true", help="measure nothing else")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hoofbeat-benchmark-") as name:
        folder = Path(name)
        if arguments.starts:
            _start_up(_packets(arguments.data, folder, 1), arguments.starts)
        if arguments.only_starts:
            return
        packets = [_packets(arguments.data, folder, number) for number in arguments.phenopackets]
        _compare("phenopackets", packets, arguments.phenopackets, {"zipfile + json.loads": _json})
        patients = [_patients(arguments.data, folder, number) for number in arguments.patients]
        peers = {"csv.DictReader": _dict_reader, "pandas.read_csv": _pandas}
        _compare("ddxplus", patients, arguments.patients, peers)


def _compare(format_: str, files: list[Path], sizes: tuple[int, int], peers: dict[str, Callable[[Path], None]]) -> None:
    runs = [_ingest(format_, file) for file in files]
    for run, size in zip(runs, sizes, strict=True):
        cost = run.processor / size * 1e6
        print(
            f"{format_:13}{size:>10,} records: {size / run.seconds:>8,.0f}/s to silver;"
            f" {cost:,.0f} µs of processor time each, gold included; {run.memory / 1e6:,.0f} MB"
        )
    steady = (sizes[1] - sizes[0]) / (runs[1].seconds - runs[0].seconds)
    wanted = WANTED[format_]
    print(f"{format_:13}    steady: {steady:,.0f}/s, {steady / wanted:.2f} × the {wanted:,}/s wanted")
    print(f"{format_:13}    memory, larger to smaller: {runs[1].memory / runs[0].memory:.3f}")
    for name, read in peers.items():
        start = time.perf_counter()
        read(files[1])
        rate = sizes[1] / (time.perf_counter() - start)
        print(f"{format_:13}    {name} alone, one core: {rate:,.0f}/s; ingest is {steady / rate:.2f} × as fast")


def _start_up(file: Path, times: int) -> None:
    """One record: when it is read, and when all is done, beside bare imports; the first round only warms the caches."""
    rounds = []
    for _ in range(times + 1):
        with tempfile.TemporaryDirectory(dir=file.parent) as output:
            command = ["-m", "hoofbeat", "ingest", "--phenopackets", str(file), "--output", output]
            bare = (_started("-W", "ignore", "-c", f"import {names}") for names in (_BEFORE, f"{_BEFORE}, {_AFTER}"))
            rounds.append((*_started(*command), *(whole for _, whole in bare)))
    read, done, before, all_ = (
        Seconds(*(median(part) for part in zip(*one, strict=True))) for one in zip(*rounds[1:], strict=True)
    )
    for told, ours, bare, names in (
        ("record read", read, before, _BEFORE),
        ("all done", done, all_, f"these and {_AFTER}"),
    ):
        print(
            f"start-up: {told} after {ours.wall:.1f} s ({ours.processor:.1f} of processor time),"
            f" {ours.processor / bare.processor:.2f} × a bare import of {names} ({bare.processor:.1f})"
        )


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
                read = Seconds(time.perf_counter() - begun, sum(map(_used, _tree(process.pid))))
    if process.returncode:
        sys.exit(f"{' '.join(arguments)} failed")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    return read, Seconds(time.perf_counter() - begun, processor)


def _used(process: int) -> float:
    """Processor seconds of a process so far."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Run(NamedTuple):
    """Seconds from the start of the command to the commit of silver, its processor seconds, its peak memory (bytes)."""

    seconds: float
    processor: float
    memory: float


def _ingest(format_: str, file: Path) -> Run:
    with tempfile.TemporaryDirectory(dir=file.parent) as output, tempfile.TemporaryFile("w+") as said:
        command = [sys.executable, "-m", "hoofbeat", "ingest", f"--{format_}", str(file), "--output", output]
        begun, before = time.time(), resource.getrusage(resource.RUSAGE_CHILDREN)
        process = subprocess.Popen(command, stderr=said)
        memory = 0.0
        while process.poll() is None:
            memory = max(memory, sum(map(_memory, _tree(process.pid))))
            time.sleep(_SAMPLE_SECONDS)
        if process.returncode:
            said.seek(0)
            sys.exit(f"ingest failed:\n{said.read()}")
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        (commit,) = Lake(Path(output) / "lake").silver.history()
    processor = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    return Run(commit.time.timestamp() - begun, processor, memory)


def _tree(root: int) -> Iterator[int]:
    """A process and all below it."""
    yield root
    try:
        threads = list(Path(f"/proc/{root}/task").iterdir())
        children = [child for thread in threads for child in (thread / "children").read_text(encoding="ascii").split()]
    except OSError:  # gone meanwhile
        return
    for child in children:
        yield from _tree(int(child))


def _memory(process: int) -> float:
    """PSS in bytes."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:  # gone meanwhile
        return 0.0
    return sum(float(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024


def _packets(data: Path, folder: Path, number: int) -> Path:
    """The publisher's packets, repeated under new ids, in one zip as they publish it."""
    file = folder / f"{number}-packets.zip"
    with zipfile.ZipFile(data / "phenopacket-store-dev.zip") as given:
        names = [name for name in given.namelist() if name.endswith(".json")]
        texts = [given.read(name) for name in names]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        for position, text in islice(enumerate(cycle(texts)), number):
            packet = json.loads(text)
            packet["id"] = f"{packet['id']} {position // len(texts)}"
            made.writestr(f"release/{position}.json", json.dumps(packet))
    return file


def _patients(data: Path, folder: Path, number: int) -> Path:
    """The publisher's rows, repeated with ages that differ in their decimals."""
    header, *rows = (data / "ddxplus" / "release_test_patients.csv").read_text(encoding="utf-8").splitlines()
    file = folder / f"release_{number}_patients.csv"
    with file.open("w", encoding="utf-8") as stream:
        stream.write(f"{header}\n")
        for position, row in zip(range(number), cycle(rows), strict=False):
            age, rest = row.split(",", 1)
            stream.write(f"{float(age) + position / 1e8:.8f},{rest}\n")
    return file


def _dict_reader(file: Path) -> None:
    with file.open(encoding="utf-8", newline="") as stream:
        for _ in csv.DictReader(stream):
            pass


def _pandas(file: Path) -> None:
    import pandas as pd

    pd.read_csv(file)


def _json(file: Path) -> None:
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            json.loads(archive.read(name))


if __name__ == "__main__":
    main()
