"""Ask the graphs of a bundle in WebAssembly and natively, and tell whether they answer alike.

``python deploy/web/compare.py --bundle FOLDER --tools FOLDER`` prints a table; exit status 1 says that one differs.
"""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from cases import Asked, Expected, drawn, expected, read
from rich.console import Console
from rich.table import Table
from runtimes import NotRunError, in_browser, in_node
from sizes import sizes
from verdict import verdict

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.bundle.runtime.manifest import COHORT_GRAPH, PROFILES_GRAPH
from hoofbeat.bundle.runtime.sessions import run, session_of

RUNTIMES = {"node": in_node, "browser": in_browser}
#: What the table shows of each runtime: field → heading.
SHOWN = {
    "runtime": "runtime",
    "same_ten": "same ten",
    "probability_difference": "probabilities differ by",
    "share_difference": "shares differ by",
    "load_seconds": "load, s",
    "first_milliseconds": "first case, ms",
    "median_milliseconds": "a case, ms",
    "megabytes": "memory, MB",
}


def main() -> int:
    """Run the comparison; 0 if every runtime that was asked answers alike."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bundle", type=Path, required=True, help="folder of an exported bundle")
    parser.add_argument("--tools", type=Path, default=os.environ.get("HOOFBEAT_NODE"), help="where tools.sh installed")
    parser.add_argument("--cases", type=Path, help="file, folder or zip of cases; without it they are invented")
    parser.add_argument("--format", default="phenopackets", help="how the cases are written")
    parser.add_argument("--count", type=int, default=50, help="how many cases")
    parser.add_argument("--runtimes", nargs="+", choices=RUNTIMES, default=list(RUNTIMES), help="where to ask")
    parser.add_argument("--output", type=Path, help="JSON file for the figures")
    given = parser.parse_args()
    if given.tools is None:
        parser.error("name --tools, or set HOOFBEAT_NODE: the folder that deploy/web/tools.sh installed into")
    bundle = Bundle.load(given.bundle)
    asked = read(bundle, given.cases, given.format, given.count) if given.cases else drawn(bundle, given.count)
    wanted = expected(bundle, asked)
    try:
        found = _compare(given, bundle, wanted)
    except NotRunError as error:
        print(error, file=sys.stderr)
        return 1
    report = {
        "bundle": bundle.version,
        "diseases": len(bundle.diseases),
        "findings": len(bundle.lexicon.entries),
        "cases": len(wanted),
        "cases_from": given.cases.name if given.cases else "invented",
        "native_milliseconds": _native(bundle, asked),
        "runtimes": found,
        "bytes": sizes(given.bundle, given.tools),
    }
    if given.output:
        given.output.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    _show(report)
    return 0 if all(one["alike"] for one in found) else 1


def _compare(given: argparse.Namespace, bundle: Bundle, wanted: list[Expected]) -> list[dict[str, Any]]:
    graphs = ["findings", "ranker", "profiles", *(["cohort"] if COHORT_GRAPH in bundle._scorer._sessions else [])]
    ids = [disease.id for disease in bundle.diseases]
    profiles = run(session_of(given.bundle / PROFILES_GRAPH))
    with tempfile.TemporaryDirectory() as folder:
        order = Path(folder) / "order.json"
        order.write_text(json.dumps({"graphs": graphs, "ids": ids, "cases": [one.given for one in wanted]}))
        told = [RUNTIMES[name](given.tools, given.bundle, order) for name in given.runtimes]
    return [verdict(wanted, profiles, one) for one in told]


def _native(bundle: Bundle, asked: list[Asked]) -> float:
    """Median time in which the graphs answer natively, ms."""
    times = []
    for case, circumstances in asked:
        begun = perf_counter()
        bundle.answer(case, circumstances)
        times.append((perf_counter() - begun) * 1000)
    return round(median(times), 2)


def _show(report: dict[str, Any]) -> None:
    table = Table(*SHOWN.values(), "alike")
    for one in report["runtimes"]:
        cells = (one[field] for field in SHOWN)
        table.add_row(*(f"{cell:.1e}" if 0 < abs(_number(cell)) < 1e-2 else str(cell) for cell in cells), _said(one))
    console = Console(width=None if sys.stdout.isatty() else 160)
    console.print(f"{report['cases']} cases ({report['cases_from']}), {report['diseases']:,} diseases", highlight=False)
    console.print(table, highlight=False)
    console.print(f"natively {report['native_milliseconds']} ms a case, standardised and looked up", highlight=False)
    for name, size in report["bytes"].items():
        console.print(f"{name}: {size['plain'] / 1e6:.1f} MB, {size['packed'] / 1e6:.1f} MB packed", highlight=False)


def _number(cell: object) -> float:
    return cell if isinstance(cell, float) else 0.0


def _said(one: dict[str, Any]) -> str:
    return "yes" if one["alike"] else "NO"


if __name__ == "__main__":
    sys.exit(main())
