"""How far the frequency of an orphan disease should count: published patients, drawn as if by prevalence.

    python benchmarks/prevalence.py --run runs/first

Needs a run that was trained on published patients (`hoofbeat train`). Its cases are held out by publication and by
disease as in training, and ranked with w · log(prevalence) added, for several w. Published patients are not drawn by
prevalence, so each disease is weighed by prevalence^p (its patients sharing that weight): p 0 is a mean over diseases,
as in a clinic for what gets published, p near 1 a hospital that people come to with what they have. The w of
``models/common/settings.py`` are read off here. About ten minutes.
"""

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hoofbeat.evaluation.ranking import pessimistic_ranks
from hoofbeat.models.common.settings import patients_of_orphans
from hoofbeat.models.hybrid import pool
from hoofbeat.models.ranker import fit_pooled
from hoofbeat.trained.ranking import bench_of, trained

WEIGHTS = (0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9)
POWERS = (0.0, 0.3, 0.5, 0.7, 1.0)

Floats = NDArray[np.float64]


def main() -> None:
    """Hold out, rank by each weight, print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True, help="run directory that was trained")
    work, outcome = trained(parser.parse_args().run, None)
    bench = bench_of(work, outcome, seed=0)
    _, parameters, parts = fit_pooled(bench.teaching, bench.fit_cohort, bench.settings)
    patients = np.array(patients_of_orphans(bench.teaching.catalogue))
    for held_with, part in zip(("publication", "disease"), parts, strict=True):
        truth = part.questions.truth
        listed = np.flatnonzero(truth >= 0)
        logits = pool(part.scores[listed], part.learned[listed], bench.positions, parameters)
        ranks = {w: pessimistic_ranks(logits + w * np.log(patients), truth[listed]) for w in WEIGHTS}
        print(
            f"\n{len(listed)} cases held out with their {held_with}: top-1/3/10 by w, diseases weighed by prevalence^p"
        )
        print("| p | " + " | ".join(f"w {weight:g}" for weight in WEIGHTS) + " |")
        print("|---" * (len(WEIGHTS) + 1) + "|")
        for power in POWERS:
            shares = _shares(truth[listed], patients, power)
            found = ["/".join(f"{shares @ (ranks[w] <= k):.3f}" for k in (1, 3, 10)) for w in WEIGHTS]
            print(f"| {power:g} | " + " | ".join(found) + " |")


def _shares(truth: NDArray[np.int64], patients: Floats, power: float) -> Floats:
    """Weight of each case, [n], summing to one: its disease's prevalence^p, shared among the disease's cases."""
    weights = patients[truth] ** power / np.bincount(truth, minlength=len(patients))[truth]
    return np.asarray(weights / weights.sum(), dtype=np.float64)


if __name__ == "__main__":
    main()
