"""What asking in the wrong setting costs: published patients and DDXPlus, each under every setting.

    python benchmarks/settings.py --run runs/first

Needs a run that was trained on both (`hoofbeat train`). Every case is asked of a ranking that has read neither it nor
its publication (the folds of `hoofbeat evaluate`, seed 0), once in each setting: nothing but the input changes. DDXPlus
patients are asked with all evidence and with three findings. Prints top-1/3/10. About half an hour; ten minutes with
``--folds 2 --most 1000``, which asks a sample.
"""

import argparse
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hoofbeat.console import track
from hoofbeat.domain.case import Case
from hoofbeat.domain.circumstances import Circumstances, Setting
from hoofbeat.evaluation.held_out import Bench
from hoofbeat.evaluation.ranking import DDXPLUS, pessimistic_ranks
from hoofbeat.features.splits import publication_folds
from hoofbeat.models.ranker import fit_ranker
from hoofbeat.trained.ranking import bench_of, trained

#: Cases asked at a time; each takes a row over the whole catalogue.
_AT_ONCE = 500

Rows = NDArray[np.int64]


def main() -> None:
    """Hold out, ask everywhere, print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True, help="run directory that was trained")
    parser.add_argument("--folds", type=int, default=5, help="folds by publication (default: 5)")
    parser.add_argument("--most", type=int, default=10**6, help="patients asked of each kind, drawn at random")
    arguments = parser.parse_args()
    work, outcome = trained(arguments.run, None)
    bench = bench_of(work, outcome, seed=0)
    cohort = bench.teaching.cohort
    simulated = np.array(cohort.sources) == DDXPLUS
    drawn = partial(_drawn, np.random.default_rng(0), arguments.most)
    published, ddxplus = drawn(np.flatnonzero(~simulated)), drawn(np.flatnonzero(simulated))
    few = partial(Case.with_few_findings, count=3, seed=0)
    lots = {
        "published": ([*cohort.cases], published),
        "DDXPlus, all evidence": ([*cohort.cases], ddxplus),
        "DDXPlus, three findings": ([few(case) for case in cohort.cases], ddxplus),
    }
    ranks = _asked(
        bench, lots, publication_folds([c.kept_together for c in cohort.cases], folds=arguments.folds, seed=0)
    )
    print("| patients | " + " | ".join(Setting) + " |\n|---" + "|---" * len(Setting) + "|")
    for name, (_, rows) in lots.items():
        found = [ranks[name, setting][rows] for setting in Setting]
        shares = ["/".join(f"{np.mean((each > 0) & (each <= k)):.3f}" for k in (1, 3, 10)) for each in found]
        print(f"| {name}, {len(rows)} | " + " | ".join(shares) + " |")


def _drawn(random: np.random.Generator, most: int, rows: Rows) -> Rows:
    """So many of the rows, in their order; all where there are fewer."""
    return np.sort(random.permutation(rows)[:most])


def _asked(bench: Bench, lots: dict[str, tuple[list[Case], Rows]], fold: Rows) -> dict[tuple[str, Setting], Rows]:
    """Rank of the right disease of every case, by lot and setting; 0 for a miss."""
    ranks = {(name, setting): np.zeros(len(fold), dtype=np.int64) for name in lots for setting in Setting}
    for number in track(sorted(set(fold.tolist())), "Holding out publications"):
        left = bench.teaching.holding_out(np.flatnonzero(fold == number), unread=True)
        ranker, listed = fit_ranker(left, bench.fit_cohort, bench.settings), left.lists()
        for name, (cases, wanted) in lots.items():
            rows = wanted[fold[wanted] == number]
            for part in np.array_split(rows, max(1, len(rows) // _AT_ONCE)):
                truth = bench.teaching.truth[part]
                truth = np.where(listed[truth], truth, -1)
                for setting in Setting:
                    logits = ranker.under(Circumstances(setting=setting)).logits([cases[row] for row in part])
                    ranks[name, setting][part] = pessimistic_ranks(logits, truth)
    return ranks


if __name__ == "__main__":
    main()
