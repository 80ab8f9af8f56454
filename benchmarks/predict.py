"""How fast a bundle answers, beside the native models it was exported from.

    python benchmarks/predict.py --run runs/first --cases 500

Peer: ``HybridRanker.logits`` (NumPy and scikit-learn), all cases as one batch, in the same process and run. Both are
asked the same cases of the run's own cohort; parsing and writing are left out.
"""

import argparse
from pathlib import Path
from time import perf_counter

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.evaluation.result import EvaluationResult
from hoofbeat.jobs.export import native_ranker
from hoofbeat.training.outcome import TrainingOutcome
from hoofbeat.workspace import Workspace


def main() -> None:
    """Time both and print cases per second, and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True, help="output directory of a finished hoofbeat run")
    parser.add_argument("--cases", type=int, default=500, help="cases to ask (default: 500)")
    arguments = parser.parse_args()
    work = Workspace(arguments.run)
    cases = work.cohort.cases[: arguments.cases]
    bundle = Bundle.load(work.bundle)
    result = EvaluationResult.load(work.report / "metrics.json")
    native, _ = native_ranker(work, TrainingOutcome.load(work.training), result.versions.seed)
    bundle.differential(cases[0], explain=False)
    native.logits(cases[:1])

    start = perf_counter()
    for case in cases:
        bundle.differential(case, explain=False)
    by_bundle = len(cases) / (perf_counter() - start)
    start = perf_counter()
    native.logits(cases)
    by_native = len(cases) / (perf_counter() - start)
    print(f"bundle, one case at a time, one thread: {by_bundle:8.0f} cases/s")
    print(f"native models, one batch:               {by_native:8.0f} cases/s")
    print(f"ratio bundle / native:                  {by_bundle / by_native:8.2f}")


if __name__ == "__main__":
    main()
