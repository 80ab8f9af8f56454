"""``hoofbeat evaluate`` on published patients beside the build of 2026-11-28: time, memory, and the figures of both.

    python benchmarks/evaluate.py --cases all_phenopackets.zip --output evaluate.json

Each build ingests the same file, trains the same candidate and evaluates, in a folder and with code of its own, one
after the other. What is told of each evaluation: seconds of the clock and of the processor, and the peak of memory,
summed over the process and its workers, each shared page counted once (PSS). An hour on two cores.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from differential import OLDER
from pairs import HOUSE, build, tell
from processes import pss

_SAMPLE_SECONDS = 0.5


def main() -> None:
    """Evaluate by both builds, and tell ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=Path, required=True, help="published patients, as phenopackets")
    parser.add_argument("--candidate", default="logistic", help="cohort model (default: logistic)")
    parser.add_argument("--only-ours", action="store_true", help="leave the older build out")
    parser.add_argument("--output", type=Path, help="write JSON there as well")
    arguments = parser.parse_args()
    builds = {"ours": HOUSE / "src"} | ({} if arguments.only_ours else {"older": build(OLDER)})
    result: dict[str, Any] = {"older_commit": OLDER, "candidate": arguments.candidate}
    with tempfile.TemporaryDirectory(prefix="hoofbeat-benchmark-") as folder:
        for name, source in builds.items():
            result[name] = _evaluated(source, Path(folder, name), arguments.cases, arguments.candidate)
    if not arguments.only_ours:
        result["ratio"] = {
            what: round(result["ours"][what] / result["older"][what], 2)
            for what in ("seconds", "processor_seconds", "peak_mb")
        }
    tell(result, arguments.output)


def _evaluated(source: Path, run: Path, cases: Path, candidate: str) -> dict[str, Any]:
    environment = os.environ | {"PYTHONPATH": str(source)}

    def asked(*words: object) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "hoofbeat", *map(str, words), "--output", str(run)]
        return subprocess.Popen(command, env=environment, stdout=sys.stderr, stderr=sys.stderr)

    for words in (("ingest", "--phenopackets", cases), ("train", "--candidates", candidate, "--balancing", "weights")):
        if asked(*words).wait():
            raise SystemExit(f"{words[0]} of {source} failed")
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    process = asked("evaluate")
    peak = _Peak(process.pid)
    if process.wait():
        raise SystemExit(f"evaluate of {source} failed")
    seconds, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "seconds": round(seconds),
        "processor_seconds": round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime),
        "peak_mb": round(peak.end() / 1e6),
        "top_10": {
            f"{line['protocol']}, {line['model']}": line["top"]["10"]["value"]
            for line in json.loads((run / "report" / "metrics.json").read_text(encoding="utf-8"))["rankings"]
            if line["subset"] == "all"
        },
    }


class _Peak:
    """The most memory that a process and its workers used at a time."""

    def __init__(self, pid: int) -> None:
        self._pid, self._most, self._ended = pid, 0.0, threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def end(self) -> float:
        """Bytes."""
        self._ended.set()
        self._thread.join()
        return self._most

    def _watch(self) -> None:
        while not self._ended.wait(_SAMPLE_SECONDS):
            self._most = max(self._most, pss(self._pid))


if __name__ == "__main__":
    main()
