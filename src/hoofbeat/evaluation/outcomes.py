"""Where the misses are: diseases that fare worst, and what they are taken for."""

from collections import Counter
from collections.abc import Mapping

import numpy as np

from hoofbeat.evaluation.metrics import hits
from hoofbeat.evaluation.ranking import Ranking
from hoofbeat.evaluation.result import DiseaseOutcome


def worst_diseases(
    ranking: Ranking, names: Mapping[str, str], *, limit: int = 20, k: int = 10
) -> tuple[DiseaseOutcome, ...]:
    """The diseases with most cases outside the first ``k``, the most missed first, ties by id.

    Args:
        ranking: answers of a model.
        names: disease id → name; an id without one is shown as it is.
        limit: largest number of diseases; those without a miss are left out.
        k: lowest rank that counts as found.
    """
    missed = ~hits(ranking.ranks, k)
    truth = np.array(ranking.truth_ids, dtype=object)
    count = Counter(truth[missed].tolist())
    worst = sorted(count, key=lambda disease: (-count[disease], disease))[:limit]
    return tuple(
        _outcome(ranking, disease, np.flatnonzero(truth == disease), count[disease], names) for disease in worst
    )


def _outcome(ranking: Ranking, disease: str, rows: np.ndarray, missed: int, names: Mapping[str, str]) -> DiseaseOutcome:
    ranks = ranking.ranks[rows]
    wrong = Counter(
        ranking.predicted_ids[i] for i in rows if ranking.predicted_ids and ranking.predicted_ids[i] != disease
    )
    other, times = min(wrong.items(), key=lambda item: (-item[1], item[0])) if wrong else (None, 0)
    return DiseaseOutcome(
        disease_id=disease,
        name=names.get(disease, disease),
        orphan=bool(ranking.orphan[rows[0]]),
        cases=len(rows),
        missed=missed,
        median_rank=float(np.median(ranks)) if ranks.all() else None,
        taken_for=None if other is None else names.get(other, other),
        taken_for_cases=times,
    )
