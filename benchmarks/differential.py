"""One differential, in process, on one thread: beside the build of 2026-11-28, similarity, plain NumPy and the floor.

    python benchmarks/differential.py --bundle hoofbeat-output/bundle --cases all_phenopackets.zip

    with --older-bundle older/bundle if there is one, and --output differential.json

Published cases are cut to 5, 10 and 20 findings, and asked with and without explanation; each build runs in a process
of its own and both are asked in turns, the first of the two by turns; what is told are medians of the pairs' ratios.
All are asked once before, which does not count: a name is made when it is first told. Times are processor seconds,
which other work on the machine lengthens least. The older build reads bundles of its own alone: without
``--older-bundle`` its worktree makes one (``hoofbeat demo``, some twenty minutes).

``knowledge`` is the graph of findings, the cohort model's columns included, in seconds of the clock; ``numpy`` adds up
the same postings in plain NumPy; ``floor`` reads as many bytes once. hpo3 and pyhpo rank the diseases that they carry;
pyhpo compares a hundred of them, and its time is multiplied.
"""

import argparse
import os
import subprocess
import sys
import time
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from pairs import HOUSE, Asked, build, package, process, quantiles, tell

#: The last commit of that day.
OLDER = "bdb895a"
PEERS = {"hpo3": ("1.5.1", 0), "pyhpo": ("4.0.0", 100)}

#: Answers lines of [findings, excluded, explain] with seconds, in either build.
WORKER = """
import json, sys, time
from pathlib import Path
from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.domain.case import Case, Finding
bundle = Bundle.load(Path(sys.argv[1]))
for line in sys.stdin:
    observed, excluded, explain = json.loads(line)
    findings = [Finding(id=one) for one in observed] + [Finding(id=one, excluded=True) for one in excluded]
    case = Case(case_id="asked", findings=tuple(findings))
    begun = time.process_time()
    bundle.differential(case, explain=explain)
    print(time.process_time() - begun, flush=True)
"""

Case = tuple[list[str], list[str]]


def main() -> None:
    """Ask in turns, and tell ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bundle", type=Path, required=True, help="folder of a bundle of this build")
    parser.add_argument("--older-bundle", type=Path, help="folder of a bundle of the older build; made if not given")
    parser.add_argument("--cases", type=Path, required=True, help="published patients, as phenopackets")
    parser.add_argument("--number", type=int, default=200, help="cases of each size (default: 200)")
    parser.add_argument("--peers", nargs="*", choices=PEERS, default=list(PEERS), help="libraries to ask as well")
    parser.add_argument("--output", type=Path, help="write JSON there as well")
    arguments = parser.parse_args()
    cases = published(arguments.cases, arguments.bundle)
    older = build(OLDER)
    older_bundle = arguments.older_bundle or _older_bundle(older)
    result: dict[str, Any] = {"older": OLDER, "reranked": reranked(arguments.bundle), "sizes": {}}
    with ExitStack() as stack:
        ours = stack.enter_context(
            process([sys.executable, "-c", WORKER, arguments.bundle], PYTHONPATH=str(HOUSE / "src"))
        )
        theirs = stack.enter_context(process([sys.executable, "-c", WORKER, older_bundle], PYTHONPATH=str(older)))
        script = HOUSE / "benchmarks" / "peers" / "similarity.py"
        peers = {
            name: stack.enter_context(process([package(name, PEERS[name][0]), script, PEERS[name][1]]))
            for name in arguments.peers
        }
        result["peers"] = {
            name: {"version": PEERS[name][0], "diseases": int(peer.told())} for name, peer in peers.items()
        }
        for size in (5, 10, 20):
            asked = [(case[0][:size], case[1][:size]) for case in cases if len(case[0]) >= size][: arguments.number]
            told = {
                name: _pairs(ours, theirs, asked, explain) for name, explain in (("explained", True), ("bare", False))
            }
            for name, peer in peers.items():
                seconds = median(peer(case[0]) for case in asked[:3])
                told[name] = {"s": round(seconds, 3), "ratio": round(seconds * 1000 / told["explained"]["p50_ms"])}
            result["sizes"][size] = told | {"cases": len(asked)}
        result["knowledge"] = knowledge(arguments.bundle, [case for case in cases if len(case[0]) >= 10][:100])
    tell(result, arguments.output)


def reranked(folder: Path) -> bool:
    """Whether the bundle re-ranks: half of its time is that."""
    from hoofbeat.bundle.runtime.manifest import FINDINGS_GRAPH
    from hoofbeat.bundle.runtime.sessions import session_of

    return "pattern" in {output.name for output in session_of(folder / FINDINGS_GRAPH).get_outputs()}


def published(path: Path, folder: Path) -> list[Case]:
    """Observed and excluded findings of published patients that the bundle knows, in an order drawn once."""
    from hoofbeat.bundle.runtime.bundle import Bundle
    from hoofbeat.sources import SourceConfig, open_source

    lexicon = Bundle.load(folder).lexicon
    source = open_source(SourceConfig(name="cases", format="phenopackets", path=path), lexicon.resolve)
    records = list(source.records())
    chosen = (source.parse(records[place]) for place in np.random.default_rng(0).permutation(len(records))[:2000])
    return [
        ([one for one in case.observed if one in lexicon], [one for one in case.excluded if one in lexicon])
        for case in chosen
    ]


def _pairs(ours: Asked, theirs: Asked, cases: list[Case], explain: bool) -> dict[str, float]:
    """How long this build takes, and how many times longer the older one does."""
    for case in cases:
        ours([*case, explain]), theirs([*case, explain])
    seconds, ratios = [], []
    for number, case in enumerate(cases):
        both = (ours, theirs) if number % 2 else (theirs, ours)
        told = {build: build([*case, explain]) for build in both}
        seconds.append(told[ours])
        ratios.append(told[theirs] / told[ours])
    return quantiles(seconds) | {"times_faster": round(median(ratios), 2)}


def knowledge(folder: Path, cases: list[Case]) -> dict[str, float]:
    """The knowledge stage beside plain NumPy over the same postings, and beside reading as many bytes."""
    from hoofbeat.bundle.runtime.bundle import Bundle
    from hoofbeat.domain.case import Case as DomainCase
    from hoofbeat.domain.case import Finding
    from hoofbeat.knowledge.profiles import build_profiles
    from hoofbeat.knowledge.release import build_knowledge
    from hoofbeat.models.knowledge_model import KnowledgeModel
    from hoofbeat.timings import timing

    bundle, release = Bundle.load(folder), build_knowledge()
    model = KnowledgeModel(
        release.ontology, release.catalogue, build_profiles(release.ontology, release.catalogue, release.annotations)
    )
    postings, times = model.postings, []
    for observed, _ in cases:
        positions = model.positions(observed)
        implied = {int(above) for finding in positions for above in model.ontology.ancestors(finding)}
        read = sum(postings.row(one).stop - postings.row(one).start for one in implied)
        memory = np.zeros(read * (postings.diseases.itemsize + postings.added.itemsize), dtype=np.uint8)
        case = DomainCase(case_id="asked", findings=tuple(Finding(id=one) for one in observed))
        with timing() as stages:
            bundle.answer(case)
        ours = stages.stages["knowledge"].nanoseconds / 1e9
        times.append((ours, _seconds(partial(model.together, positions)), _seconds(memory.view(np.int64).sum)))
    ours, plain, floor = np.median(times, axis=0)
    return {"ms": round(1e3 * ours, 3), "to_numpy": round(ours / plain, 2), "to_floor": round(ours / floor, 1)}


def _seconds(work: Any) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _older_bundle(sources: Path) -> Path:
    output = sources.parent / "demonstration"
    if not (output / "bundle").exists():
        command = [sys.executable, "-m", "hoofbeat", "demo", "--no-serve", "--output", str(output)]
        subprocess.run(command, check=True, env=os.environ | {"PYTHONPATH": str(sources)})
    return output / "bundle"


if __name__ == "__main__":
    main()
