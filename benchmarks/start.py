"""Start and size: first answer beside bare imports, install, bundle, memory, a function's cold start, an old laptop.

    python benchmarks/start.py --bundle hoofbeat-output/bundle --cases all_phenopackets.zip --output start.json

What is measured is an install of its own: the serving lock and this build's wheel in a fresh environment, away from
the checkout, with a copy of the bundle that a fresh key vouches for (``--here`` takes this interpreter instead).

``first_answer`` is from the start of ``hoofbeat serve`` to its first differential; in each pair the same interpreter
imports the same libraries and ends, before or after it by turns. One pair warms the file cache and does not count.
``memory`` is the service's after its first answer, after further explained ones, after notes were read and after
searches of findings and diseases: each line holds those above it. ``lambda`` is the function under Amazon's own runtime
client and a stub of the Runtime API (docs/deploy/aws.md). ``throttled`` asks published cases of ten findings one after
the other, explained, of a service held to a share of one core, after five that warm up and a search, whose index the
service makes a second after its start; the longest of the five is told apart. What cannot be measured here is null,
with a reason.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from cold_start import cold_starts
from differential import published
from installing import installed, serving_install, signed, size
from old_laptop import WARM_UP, slowly
from pairs import HOUSE, absent, tell
from processes import resident
from served import Case, Place, serving

#: What an import of these brings is what any service on them pays before its first line.
BARE = (
    "import numpy, onnxruntime, fastapi, fastapi.staticfiles, uvicorn, pydantic, prometheus_client, typer; "
    "import rich.console; "
    "import uvicorn.protocols.http.h11_impl, uvicorn.loops.auto, uvicorn.lifespan.off; "
    "from cryptography.hazmat.primitives.asymmetric import ed25519"
)
ANSWERS = 200
ROUNDS = HOUSE / "benchmarks" / "extraction" / "rounds"


def main() -> None:
    """Install, measure one after the other, and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bundle", type=Path, required=True, help="folder of a bundle")
    parser.add_argument("--cases", type=Path, required=True, help="published patients, as phenopackets")
    parser.add_argument("--repeats", type=int, default=7, help="pairs of first answer and imports (default: 7)")
    parser.add_argument("--asked", type=int, default=50, help="questions of the throttled run (default: 50)")
    parser.add_argument("--here", action="store_true", help="measure this interpreter, without an install")
    parser.add_argument("--output", type=Path, help="write JSON there as well")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hoofbeat-benchmark-") as name:
        folder = Path(name)
        python, install = whose(folder, arguments.here)
        bundle, trusted = signed(arguments.bundle, folder, python)
        place = Place(python, bundle, trusted)
        cases = [
            {"findings": [{"id": one} for one in observed[:10]]}
            for observed, _ in published(arguments.cases, arguments.bundle)
            if len(observed) >= 10
        ]
        result: dict[str, Any] = {
            "install": install,
            "bundle": {"mb": round(size(arguments.bundle), 1)},
            "first_answer": first_answers(place, arguments.repeats),
            "memory": on_linux(lambda: memory(place, cases)),
            "lambda": cold_starts(arguments.bundle, folder, 3),
            "throttled": on_linux(lambda: slowly(place, cases[: WARM_UP + arguments.asked])),
        }
    tell(result, arguments.output)


def whose(folder: Path, here: bool) -> tuple[Path, dict[str, Any]]:
    """The interpreter that is measured, and the size of its install."""
    if here:
        return Path(sys.executable), absent("asked of an environment that holds more")
    try:
        python = serving_install(folder)
    except SystemExit as error:  # without a network, say; what pip said may name hosts and folders, so it is not kept
        print(error, file=sys.stderr)
        return Path(sys.executable), absent("packages could not be installed: all else is of an environment with more")
    return python, installed(python)


def on_linux(measure: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What reads ``/proc``, where that is."""
    return measure() if sys.platform == "linux" else absent("it needs Linux's /proc")


def first_answers(place: Place, repeats: int) -> dict[str, Any]:
    """Medians of the pairs; the first one does not count."""
    pairs = []
    for number in range(repeats + 1):
        if number % 2:
            answer, bare = _first(place), _bare(place.python)
        else:
            bare, answer = _bare(place.python), _first(place)
        pairs.append((answer, bare))
    answers, imports = zip(*pairs[1:], strict=True)
    ratio = median(answer / bare for answer, bare in pairs[1:])
    return {"s": round(median(answers), 3), "imports_s": round(median(imports), 3), "ratio": round(ratio, 2)}


def _first(place: Place) -> float:
    with serving(place) as (_, seconds):
        return seconds


def _bare(python: Path) -> float:
    begun = time.perf_counter()
    subprocess.run([python, "-c", BARE], cwd="/", check=True)
    return time.perf_counter() - begun


def memory(place: Place, cases: list[Case]) -> dict[str, Any]:
    """Resident memory as more and more of the service is used."""
    texts = (file.read_text(encoding="utf-8") for file in sorted(ROUNDS.glob("round_1_*.jsonl")))
    notes = [json.loads(line)["text"] for text in texts for line in text.splitlines()]
    with serving(place) as (service, _):
        told: dict[str, Any] = {"started": resident(service.process)}
        for number in range(ANSWERS):
            service.ask("/v1/differential", {**cases[number % len(cases)], "explain": True, "grouped": True})
        told[f"{ANSWERS} answers"] = resident(service.process)
        for note in notes:
            service.ask("/v1/differential/text", {"text": note})
        told[f"{len(notes)} notes"] = resident(service.process)
        for route in ("/v1/findings?q=arach", "/v1/diseases?q=marf"):
            service.ask(route)
        told["searches"] = resident(service.process)
    return told


if __name__ == "__main__":
    main()
