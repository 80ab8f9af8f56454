"""How the cost of training grows with the cases, beside the library alone.

    python benchmarks/training.py --run hoofbeat-output --output training.json
    python benchmarks/training.py --run hoofbeat-output --cases 10000 100000 1000000

``ours`` goes from gold to the graph of the cohort model: choosing columns, encoding, weights, the fit, ONNX.
``library`` is scikit-learn's own fit on the same encoded matrix. Patients are simulated from the profiles of the run's
knowledge: they say what training costs, never how right it is. Each size has a process of its own. There ours goes
first, for its peak of memory, and warms up for both; then both are timed in turns, and medians told. Times are
processor seconds of one thread, because other work on the machine lengthens all others.
``exponent`` is the slope of log(seconds) over log(cases) from the smallest to the largest size.
"""

import argparse
import gc
import json
import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from itertools import chain
from math import log
from multiprocessing import get_context
from pathlib import Path
from statistics import median

from pairs import tell
from threadpoolctl import threadpool_limits

from hoofbeat.features.cohort import Cohort
from hoofbeat.knowledge.profiles import build_profiles
from hoofbeat.knowledge.release import Knowledge
from hoofbeat.models.candidates import build
from hoofbeat.models.fitting import fit_cohort_model, prepare
from hoofbeat.models.onnx import to_onnx
from hoofbeat.models.plan import Plan
from hoofbeat.sources.simulated import SimulatedSource, Simulation
from hoofbeat.workspace import Workspace

#: Orphan diseases that are drawn, beside the common ones.
_ORPHANS = 50


def main() -> None:
    """Measure every size, and write JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True, help="output directory of a finished hoofbeat run")
    parser.add_argument("--cases", type=int, nargs="+", default=[1_000, 10_000, 100_000], metavar="N", help="sizes")
    parser.add_argument("--candidate", default="logistic", help="cohort model that is fitted (default: logistic)")
    parser.add_argument("--pairs", type=int, default=3, help="times that both are timed (default: 3)")
    parser.add_argument("--output", type=Path, help="write JSON there as well")
    arguments = parser.parse_args()
    points = []
    for number in sorted(arguments.cases):
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
            asked = arguments.run, number, arguments.candidate, arguments.pairs
            points.append(alone.submit(_trained, *asked).result())
        print(json.dumps(points[-1]), file=sys.stderr)
    result = {
        "candidate": arguments.candidate,
        "training": points,
        "exponent": {who: _exponent(points, who) for who in ("ours", "library")},
    }
    tell(result, arguments.output)


def _trained(run: Path, number: int, candidate: str, pairs: int) -> dict[str, float]:
    knowledge = Workspace(run).knowledge
    cohort = _drawn(knowledge, number)
    diseases = [disease or "" for disease in cohort.diseases]

    def ours() -> None:
        model = fit_cohort_model(candidate, cohort, knowledge.ontology, plan=Plan(balancing="weights"))
        to_onnx(model.pipeline, len(model.encoder.names))

    def library() -> None:
        encoded.teach(candidate, build(candidate, 0, "full", encoded.features.shape[1]))

    with threadpool_limits(limits=1):
        ours()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        encoded = prepare(cohort.cases, diseases, knowledge.ontology, balancing="weights")
        turns = chain.from_iterable((ours, library) if pair % 2 else (library, ours) for pair in range(pairs))
        seconds: dict[str, list[float]] = {"ours": [], "library": []}
        for work in turns:
            gc.collect()  # of what went before, which is no training
            begun = time.process_time()
            work()
            seconds[work.__name__].append(time.process_time() - begun)
    return {
        "cases": len(cohort),
        "columns": encoded.features.shape[1],
        "classes": len(encoded.classes),
        **{who: round(median(each), 2) for who, each in seconds.items()},
        "ratio": round(median(mine / its for mine, its in zip(*seconds.values(), strict=True)), 2),
        "peak_mb": round(peak / 1024),
    }


def _drawn(knowledge: Knowledge, number: int) -> Cohort:
    """Simulated patients, as many of each disease."""
    profiles = build_profiles(knowledge.ontology, knowledge.catalogue, knowledge.annotations)

    def patients(each: int) -> SimulatedSource:
        simulation = Simulation(orphans=_ORPHANS, patients=each)
        return SimulatedSource(knowledge.ontology, knowledge.catalogue.diseases, profiles, simulation)

    diseases = sum(1 for _ in patients(1).records())
    source = patients(max(10, number // diseases))
    cases = tuple(source.parse(record) for record in source.records())
    return Cohort(cases, tuple(case.diagnosis for case in cases), ("simulated",) * len(cases), version=0)


def _exponent(points: list[dict[str, float]], who: str) -> float | None:
    first, last = points[0], points[-1]
    if first["cases"] == last["cases"]:
        return None
    return round(log(last[who] / first[who]) / log(last["cases"] / first["cases"]), 2)


if __name__ == "__main__":
    main()
