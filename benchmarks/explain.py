"""What explanation, named diseases and the next questions cost, beside the bare ranking of the same bundle.

    python benchmarks/explain.py --bundle runs/first/bundle --cases 200

Cases are drawn from the bundle's own findings, three to ten each; nothing but the bundle is needed.
"""

import argparse
from collections.abc import Callable
from pathlib import Path
from time import process_time

import numpy as np

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.domain.case import Case, Finding


def main() -> None:
    """Time each way of asking in processor time, which a busy machine changes least."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bundle", type=Path, required=True, help="folder of a bundle")
    parser.add_argument("--cases", type=int, default=200, help="cases to ask (default: 200)")
    arguments = parser.parse_args()
    bundle = Bundle.load(arguments.bundle)
    random = np.random.default_rng(0)
    ids = [entry.id for entry in bundle.lexicon.entries]
    cases = [
        Case(case_id=str(number), findings=tuple(Finding(id=str(i)) for i in random.choice(ids, size, replace=False)))
        for number, size in enumerate(random.integers(3, 11, arguments.cases))
    ]
    first = [bundle.diseases[int(place)].id for place in random.choice(len(bundle.diseases), 2, replace=False)]
    asked: dict[str, Callable[[Case], object]] = {
        "bare": lambda case: bundle.differential(case, explain=False),
        "explained": lambda case: bundle.differential(case),
        "two named diseases": lambda case: bundle.explain(case, first),
        "ten next findings": lambda case: bundle.next_steps(case, limit=10),
        "thirty next findings": lambda case: bundle.next_steps(case, limit=30),
    }
    for name, ask in asked.items():
        ask(cases[0])
        taken = []
        for case in cases:
            start = process_time()
            ask(case)
            taken.append(1000 * (process_time() - start))
        low, high = np.quantile(taken, [0.5, 0.95])
        print(f"{name:22}{low:8.1f} ms median {high:8.1f} ms at the 95th percentile")


if __name__ == "__main__":
    main()
