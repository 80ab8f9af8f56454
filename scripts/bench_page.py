"""Write docs/benchmarks.md and its plots from the kept results of the benchmarks.

Usage: scripts/bench_page.py [--keep bench]    (`make bench` measures into bench/, `make bench-page` keeps and writes)
"""

import argparse
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench_answers import ANSWERS
from bench_cohorts import COHORTS
from bench_format import number, table
from bench_goals import GOALS, Results
from bench_plots import plots

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results"
PAGE = ROOT / "docs" / "benchmarks.md"

TITLES = {
    "differential": "One differential",
    "service": "The service",
    "start": "Start and size",
    "page": "The page",
    "ingest": "Ingest",
    "training": "Training",
    "evaluate": "Evaluation",
    "engines": "Engines",
}

INTRODUCTION = """# Benchmarks

<!-- written by scripts/bench_page.py from benchmarks/results/: change those, not this page -->

How fast Hoofbeat is beside others, on the machine that each section names. Why it is as fast as it is, and what was
tried and left out, stands in [performance](performance.md). To measure again, and to write this page again:

```sh
make bench RUN=hoofbeat-output CASES=all_phenopackets.zip DATA=../shared/data    # into bench/
make bench-page                   # keeps bench/*.json in benchmarks/results/, and writes this page
```

`QUICK=1` sees in ten minutes that all runs; `ONLY="start ingest"` measures these alone. The first run makes a bundle
with the older build, which takes twenty minutes more; `OLDER_BUNDLE=` names one that is there.

Each benchmark is one command of its own too: its docstring says what is asked, what warms up and what is compared. Both
sides of a ratio are asked in turns in one run, and medians are told. Libraries that are compared and not Hoofbeat's own
are installed by the benchmark into environments of their own.
"""


def page(results: Results) -> str:
    """The page as Markdown."""
    return "".join([INTRODUCTION, *_goals(results), *(part for name in TITLES for part in _section(name, results))])


def kept(folder: Path = RESULTS) -> dict[str, Any]:
    """The results at hand by the names of their benchmarks."""
    return {name: json.loads((folder / f"{name}.json").read_text("utf-8")) for name in TITLES if _has(folder, name)}


def files(results: Results) -> dict[Path, str]:
    """The page and its plots, by where they lie."""
    images = {image(name): svg for name, svg in plots(results).items()}
    return {PAGE: page(results), **images}


def image(name: str) -> Path:
    """Where the plot of a benchmark lies."""
    return PAGE.parent / "images" / f"bench-{name}.svg"


def _has(folder: Path, name: str) -> bool:
    return (folder / f"{name}.json").is_file()


def _goals(results: Results) -> Iterator[str]:
    yield "\n## Goals\n\n"
    if any(told.get("quick") for told in results.values()):
        yield (
            "**Preliminary.** Sections that say *quick* were measured at small sizes with few repeats: that shows that "
            "all runs, not how fast it is.\n\n"
        )
    rows = []
    for goal in GOALS.values():
        found, reached = goal.found(results), goal.reached(results)
        wanted = f"{'≥' if goal.least else '≤'} {number(goal.bound)} {goal.unit}".strip()
        measured = "not measured" if found is None else f"{number(found)} {goal.unit}".strip()
        rows.append((goal.what, wanted, measured, {True: "yes", False: "**no**", None: "–"}[reached]))
    yield table(("what", "goal", "measured", "reached"), rows)


def _section(name: str, results: Results) -> Iterator[str]:
    yield f"\n## {TITLES[name]}\n\n"
    if (told := results.get(name)) is None:
        yield f"Not measured yet: `benchmarks/{name}.py`.\n"
        return
    yield f"`benchmarks/{name}.py`, {_machine(told)}\n\n"
    yield (ANSWERS | COHORTS)[name](told)
    if name in plots({name: told}):
        yield f"\n![{TITLES[name]}](images/{image(name).name})\n"


def _machine(told: dict[str, Any] | Any) -> str:
    machine, parts = told["machine"], []
    parts.append(f"on {machine['processor']}, {machine['cores']} cores")
    if memory := machine.get("memory_gb"):
        parts.append(f"{number(memory)} GB of memory")
    if system := machine.get("system"):
        parts.append(system)
    parts.append(f"Python {machine['python']}")
    if (load := machine.get("load_of_5_minutes")) is not None:
        parts.append(f"load {load} at the end")
    parts.append(f"commit `{told['commit']}`" + (f" of {told['day']}" if "day" in told else ""))
    if minutes := told.get("took_minutes"):
        parts.append(f"{'*quick*, ' if told.get('quick') else ''}{minutes} minutes")
    return ", ".join(parts) + "."


def main() -> None:
    """Keep what was measured if asked, and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", type=Path, help="folder of results to copy into benchmarks/results/ first")
    arguments = parser.parse_args()
    if arguments.keep:
        RESULTS.mkdir(exist_ok=True)
        for name in TITLES:
            if _has(arguments.keep, name):
                shutil.copyfile(arguments.keep / f"{name}.json", RESULTS / f"{name}.json")
    for path, text in files(kept()).items():
        path.write_text(text, encoding="utf-8")
        print(f"{path.relative_to(ROOT)} written")


if __name__ == "__main__":
    main()
