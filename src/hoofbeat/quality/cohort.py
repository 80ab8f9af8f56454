"""The whole of gold in a few figures: what was lost on the way, and how the diseases are spread."""

from collections import Counter
from collections.abc import Callable, Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hoofbeat.quality.rows import plain
from hoofbeat.quality.seen import Keys, keys_of

#: A disease with fewer cases is too thin to learn from cases alone.
FEW_CASES = 10


class CohortFigures:
    """Counts over silver and gold, streamed; some 20 bytes a case stay in memory.

    Args:
        silver: ``case_id``, ``revision`` and ``withdrawn`` of all its rows; a case withdrawn in its newest revision is
            none that gold should have.
        gold: ``case_id`` and ``disease_id`` of all its rows.
        listed: whether the catalogue has a disease of this id.
    """

    def __init__(
        self, silver: Iterable[pa.RecordBatch], gold: Iterable[pa.RecordBatch], listed: Callable[[str], bool]
    ) -> None:
        in_silver = _standing(silver)
        sizes: Counter[str | None] = Counter()
        keys: list[Keys] = []
        for batch in gold:
            keys.append(keys_of(batch.column("case_id")))
            counted = pc.value_counts(batch.column("disease_id"))
            sizes.update(
                dict(zip(counted.field("values").to_pylist(), counted.field("counts").to_pylist(), strict=True))
            )
        in_gold = _distinct(keys)
        cases = sum(sizes.values())
        undiagnosed = sizes.pop(None, 0)
        diagnosed = cases - undiagnosed
        unlisted = [disease for disease in sizes if disease is not None and not listed(disease)]
        self.figures: dict[str, float] = {
            "cases": cases,
            "lost_cases": len(np.setdiff1d(in_silver, in_gold, assume_unique=True)),
            "surplus_cases": len(np.setdiff1d(in_gold, in_silver, assume_unique=True)),
            "diagnosed_share": diagnosed / max(cases, 1),
            "diseases": len(sizes),
            "unlisted_diseases": len(unlisted),
            "largest_share": max(sizes.values(), default=0) / max(diagnosed, 1),
            "thin_diseases_share": sum(size < FEW_CASES for size in sizes.values()) / max(len(sizes), 1),
        }


def _distinct(parts: Iterable[Keys]) -> Keys:
    gathered = list(parts)
    return np.unique(np.concatenate(gathered)) if gathered else np.zeros(0, np.uint64)


def _standing(silver: Iterable[pa.RecordBatch]) -> Keys:
    """Keys of the cases that stand: withdrawn in no revision, or in none that is the newest."""
    keys: list[Keys] = []
    revisions, withdrawn = [], []
    for batch in silver:
        keys.append(keys_of(batch.column("case_id")))
        revisions.append(plain(batch.column("revision")).astype(np.int32))
        withdrawn.append(plain(batch.column("withdrawn")))
    if not any(flags.any() for flags in withdrawn):
        return _distinct(keys)
    all_keys, all_revisions = np.concatenate(keys), np.concatenate(revisions)
    order = np.lexsort((all_revisions, all_keys))
    ordered = all_keys[order]
    newest = np.append(ordered[1:] != ordered[:-1], True)
    standing: Keys = ordered[newest & ~np.concatenate(withdrawn)[order]]
    return standing
