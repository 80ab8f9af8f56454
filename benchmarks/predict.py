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
from hoofbeat.features.labels import label
from hoofbeat.jobs.workspace import Workspace
from hoofbeat.knowledge.profiles import build_profiles
from hoofbeat.models.hybrid import HybridParameters, HybridRanker
from hoofbeat.models.knowledge_model import KnowledgeModel
from hoofbeat.training.outcome import TrainingOutcome


def main() -> None:
    """Time both and print cases per second, and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True, help="output directory of a finished hoofbeat run")
    parser.add_argument("--cases", type=int, default=500, help="cases to ask (default: 500)")
    arguments = parser.parse_args()
    work = Workspace(arguments.run)
    cases = work.cohort.cases[: arguments.cases]
    bundle, native = Bundle.load(work.bundle), _native(work)
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


def _native(work: Workspace) -> HybridRanker:
    cohort, catalogue = label(work.cohort, work.knowledge.catalogue)
    confirmed = [
        (position, case)
        for case, disease in zip(cohort.cases, cohort.diseases, strict=True)
        if (position := catalogue.find(disease or "")) is not None
    ]
    knowledge = work.knowledge
    profiles = build_profiles(knowledge.ontology, catalogue, knowledge.annotations, confirmed=confirmed)
    pool = EvaluationResult.load(work.report / "metrics.json").parameters["pool"]
    return HybridRanker(
        KnowledgeModel(knowledge.ontology, catalogue, profiles),
        TrainingOutcome.load(work.training).model,
        HybridParameters(**{key: float(value or 0) for key, value in pool.items()}),
    )


if __name__ == "__main__":
    main()
