"""Every benchmark of speed, one after the other, each into a JSON file of its own (``make bench``).

    python benchmarks/every.py --run hoofbeat-output --cases all_phenopackets.zip --data ../shared/data --output bench

One that fails is named at the end and keeps no other from being run; what it wrote in an earlier run is removed, so
that nothing old is taken for new. ``--quick`` takes smaller sizes and fewer repeats, and says so in the JSON: enough to
see that they run, not to be published; it leaves ``evaluate`` out. The older build's bundle of ``differential.py``
takes twenty minutes to make and is kept; ``--older-bundle`` spares it.
"""

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

from pairs import HOUSE

#: What each is asked where it has to be quick; its own defaults otherwise.
QUICK: dict[str, str] = {
    "differential": "--number 25 --peers hpo3",
    "service": "--pairs 2 --seconds 3",
    "start": "--repeats 3",
    "page": "--visits 1",
    "ingest": "--phenopackets 2000 16000 --patients 20000 200000 --rounds 2 --starts 2",
    "training": "--cases 1000 2000 4000",
    "engines": "--ingest 2000 6000 --predict 24 72 --train 1000 3000 --times 1",
}

#: All of them, in the order in which they run; the last takes forty minutes, whatever it is asked.
ALL = (*QUICK, "evaluate")

#: Lines that are shown of what a failed one said.
_SHOWN = 10


def main() -> None:
    """Run them, and end with a failure if one failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True, help="output directory of a finished hoofbeat run")
    parser.add_argument("--bundle", type=Path, help="folder of a bundle (default: that of the run)")
    parser.add_argument("--older-bundle", type=Path, help="folder of a bundle of the older build; made if not given")
    parser.add_argument("--cases", type=Path, required=True, help="published patients, as phenopackets")
    parser.add_argument("--data", type=Path, required=True, help="folder of the publishers' files")
    parser.add_argument("--only", nargs="+", choices=ALL, help="run these alone")
    parser.add_argument("--quick", action="store_true", help="see in minutes that all runs")
    parser.add_argument("--output", type=Path, default=Path("bench"), help="folder of the JSON files")
    arguments = parser.parse_args()
    bundle = arguments.bundle or arguments.run / "bundle"
    given: dict[str, list[object]] = {
        "differential": ["--bundle", bundle, "--cases", arguments.cases],
        "service": ["--bundle", bundle],
        "start": ["--bundle", bundle, "--cases", arguments.cases],
        "page": ["--bundle", bundle],
        "ingest": ["--data", arguments.data],
        "training": ["--run", arguments.run],
        "engines": ["--bundle", bundle],
        "evaluate": ["--cases", arguments.cases],
    }
    if arguments.older_bundle:
        given["differential"] += ["--older-bundle", arguments.older_bundle]
    failed = [
        name
        for name in arguments.only or (QUICK if arguments.quick else ALL)
        if not run(
            name,
            [*given[name], *(QUICK.get(name, "").split() if arguments.quick else [])],
            arguments.output,
            arguments.quick,
        )
    ]
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


def run(name: str, options: list[object], folder: Path, quick: bool) -> bool:
    """One of them; whether it wrote its figures."""
    print(f"── {name} ──", file=sys.stderr, flush=True)
    folder.mkdir(parents=True, exist_ok=True)
    output, log = folder / f"{name}.json", folder / f"{name}.log"
    output.unlink(missing_ok=True)
    command = [sys.executable, HOUSE / "benchmarks" / f"{name}.py", *options, "--output", output]
    begun = time.monotonic()
    with log.open("w", encoding="utf-8") as said:
        ended = subprocess.run([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=said)
    minutes = round((time.monotonic() - begun) / 60, 1)
    done = ended.returncode == 0 and output.is_file()
    print(f"   {minutes} minutes, {output if done else 'FAILED'}", file=sys.stderr, flush=True)
    if not done:
        output.unlink(missing_ok=True)
        print(*log.read_text(encoding="utf-8").splitlines()[-_SHOWN:], f"(all of it: {log})", sep="\n", file=sys.stderr)
        return False
    told = {**json.loads(output.read_text(encoding="utf-8")), "took_minutes": minutes, "quick": quick}
    output.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    return True


if __name__ == "__main__":
    main()
