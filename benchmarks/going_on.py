"""What the referral of a bundle says of examination cases, at several thresholds.

    python benchmarks/going_on.py --bundle runs/first/bundle --setting emergency

Each case is asked as ``hoofbeat benchmark examination`` asks it. A case is urgent if a delay of hours or days harms in
its disease (``cant_miss``), and rare if its disease is an orphan one. Which half a case belongs to is decided by its
digest: thresholds were chosen without the half ``reported``.
"""

import argparse
from collections import Counter
from pathlib import Path
from unittest.mock import patch

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.bundle.runtime.going_on import referral
from hoofbeat.domain.circumstances import Setting
from hoofbeat.evaluation.examination.cases import Half, read_cases

CASES = Path(__file__).parent / "examination" / "cases.jsonl"


def main() -> None:
    """Count kinds of referral by kind of case, for each threshold of ``now``."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bundle", type=Path, required=True, help="folder of a bundle")
    parser.add_argument("--cases", type=Path, default=CASES, help="coded cases (default: the repository's)")
    parser.add_argument("--setting", type=Setting, choices=tuple(Setting), default=Setting.EMERGENCY)
    parser.add_argument("--now", type=float, nargs="*", default=[0.05, 0.1, 0.2, 0.3], help="thresholds to try")
    arguments = parser.parse_args()
    bundle = Bundle.load(arguments.bundle)
    places = {each: disease for disease in bundle.diseases for each in (disease.id, *disease.equivalent_ids)}
    for threshold in arguments.now:
        told: Counter[tuple[Half, str, str]] = Counter()
        with patch.object(referral, "NOW", threshold):
            for case in read_cases(arguments.cases):
                diseases = [places[each] for each in case.accepted or () if each in places]
                urgent = any(disease.cant_miss for disease in diseases)
                kind = "urgent" if urgent else "rare" if case.orphan else "other"
                asked = case.circumstances(arguments.setting)
                found = bundle.next_steps(case.asked(), circumstances=asked, limit=1).referral
                told[case.half, kind, found.kind if found else "nothing"] += 1
        for half in Half:
            for kind in ("urgent", "rare", "other"):
                counted = {key[2]: count for key, count in sorted(told.items()) if key[:2] == (half, kind)}
                total = sum(counted.values())
                shown = ", ".join(f"{name} {count}" for name, count in counted.items())
                print(f"now from {threshold:g}, {half.value:11} {kind:6} {total:4}: {shown}")


if __name__ == "__main__":
    main()
