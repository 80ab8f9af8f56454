"""How good a ranking is: the figures of the report, with intervals that respect the skew of the cohort."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from hoofbeat.domain.errors import InputError
from hoofbeat.evaluation.estimate import Estimate
from hoofbeat.evaluation.ranking import Ranking
from hoofbeat.evaluation.result import RankingSummary

Floats = NDArray[np.float64]

#: The k of "in the first k" that every table shows.
TOP_KS = (1, 3, 5, 10)


def hits(ranks: NDArray[np.int64], k: int) -> NDArray[np.bool_]:
    """True where the true disease is among the first ``k``; a miss (rank 0) is a failure.

    Example:
        >>> hits(np.array([1, 4, 0]), 3).tolist()
        [True, False, False]
    """
    return (ranks >= 1) & (ranks <= k)


def reciprocal_ranks(ranks: NDArray[np.int64]) -> Floats:
    """``1 / rank`` of each case, 0 for a miss; their mean is the mean reciprocal rank.

    Example:
        >>> reciprocal_ranks(np.array([1, 4, 0])).tolist()
        [1.0, 0.25, 0.0]
    """
    return np.where(ranks >= 1, 1.0 / np.maximum(ranks, 1), 0.0)


def top_k(ranks: NDArray[np.int64], k: int) -> float:
    """Share of the cases with the true disease among the first ``k``.

    Example:
        >>> top_k(np.array([1, 4, 0, 2]), 3)
        0.5
    """
    return float(hits(ranks, k).mean())


def mean_reciprocal_rank(ranks: NDArray[np.int64]) -> float:
    """Mean of ``1 / rank``, 0 for a miss.

    Example:
        >>> mean_reciprocal_rank(np.array([1, 2, 0, 2]))
        0.5
    """
    return float(reciprocal_ranks(ranks).mean())


def macro_top_k(ranks: NDArray[np.int64], truth_ids: Sequence[str], k: int) -> float:
    """Mean over diseases of each disease's own top-k share: a disease of one case weighs as one of a hundred.

    Example:
        >>> ranks, truth = np.array([1, 1, 1, 5]), ["OMIM:1", "OMIM:1", "OMIM:1", "OMIM:2"]
        >>> top_k(ranks, 1), macro_top_k(ranks, truth, 1)
        (0.75, 0.5)
    """
    return float(_per_disease(hits(ranks, k).astype(np.float64)[:, None], _codes(truth_ids)).mean())


def f1_and_recall(truth_ids: Sequence[str], predicted_ids: Sequence[str]) -> tuple[Floats, Floats]:
    """F1 and recall of the first answer for each true disease, in sorted order of its id.

    Diseases that are only ever predicted have no recall and are no class of their own; each such answer is a false
    negative of the true disease already. (Counting all of a catalogue of thousands would only divide by its size.)

    Returns:
        F1 and recall, both of shape ``[G]`` for ``G`` distinct true diseases.

    Example:
        >>> f1, recall = f1_and_recall(["A", "A", "B", "B"], ["A", "B", "B", "C"])
        >>> f1.round(2).tolist(), recall.tolist()
        ([0.67, 0.5], [0.5, 0.5])
    """
    classes = sorted(set(truth_ids))
    position = {disease: i for i, disease in enumerate(classes)}
    truth = np.array([position[disease] for disease in truth_ids], dtype=np.int64)
    predicted = np.array([position.get(disease, -1) for disease in predicted_ids], dtype=np.int64)
    size = len(classes)
    right = np.bincount(truth[truth == predicted], minlength=size)
    actual = np.bincount(truth, minlength=size)
    claimed = np.bincount(predicted[predicted >= 0], minlength=size)
    return 2.0 * right / (actual + claimed), right / actual


def macro_f1(truth_ids: Sequence[str], predicted_ids: Sequence[str]) -> float:
    """Mean over the true diseases of the F1 of the first answer.

    Example:
        >>> round(macro_f1(["A", "A", "A", "B"], ["A", "A", "A", "A"]), 3)  # F1 of A is 6/7, of B 0
        0.429
    """
    return float(f1_and_recall(truth_ids, predicted_ids)[0].mean())


def macro_recall(truth_ids: Sequence[str], predicted_ids: Sequence[str]) -> float:
    """Mean over the true diseases of the recall of the first answer.

    Example:
        >>> macro_recall(["A", "A", "A", "B"], ["A", "A", "A", "A"])
        0.5
    """
    return float(f1_and_recall(truth_ids, predicted_ids)[1].mean())


def bootstrap(
    totals: Floats, sizes: Floats, *, repeats: int = 1000, seed: int = 0, level: float = 0.95
) -> tuple[Floats, Floats]:
    """Percentile intervals of ``sum(totals) / sum(sizes)`` when whole diseases are drawn with replacement.

    Cases of one disease resemble each other (often siblings of one publication), so drawing cases would pretend to
    know more than we do. Cluster bootstrap: Field & Welsh, J. R. Stat. Soc. B 69 (2007).

    Args:
        totals: each disease's sum of a figure over its cases, shape ``[G, m]`` for ``m`` figures.
        sizes: each disease's number of cases, shape ``[G]``; ones make every disease weigh the same.
        repeats: bootstrap samples.
        seed: seed of the draws; the same seed gives the same interval.
        level: coverage.

    Returns:
        Lower and upper bounds, each of shape ``[m]``.

    Example:
        >>> low, high = bootstrap(np.array([[8.0], [0.0]]), np.array([8.0, 2.0]))  # of two diseases: nothing is known
        >>> low.tolist(), high.tolist()
        ([0.0], [1.0])
    """
    draws = disease_draws(len(sizes), repeats, seed)
    samples = (draws @ totals) / (draws @ sizes)[:, None]
    low, high = np.quantile(samples, [(1.0 - level) / 2.0, (1.0 + level) / 2.0], axis=0)
    return low, high


def disease_draws(diseases: int, repeats: int, seed: int) -> NDArray[np.int64]:
    """How often each disease is drawn in each bootstrap sample, [repeats, diseases]; the same for the same seed."""
    return np.random.default_rng(seed).multinomial(diseases, np.full(diseases, 1.0 / diseases), size=repeats)


def summarise(
    ranking: Ranking,
    *,
    subsets: Mapping[str, NDArray[np.bool_]] | None = None,
    repeats: int = 1000,
    seed: int = 0,
    note: str = "",
) -> tuple[RankingSummary, ...]:
    """The figures of a ranking: all cases, then orphan and common ones apart.

    Args:
        ranking: answers of a model.
        subsets: other masks by name, in place of all, orphan and common.
        repeats: bootstrap samples.
        seed: seed of the bootstrap.
        note: kept with every line.

    Returns:
        One summary for each subset that has a case.
    """
    if subsets is None:
        subsets = {"all": np.ones(len(ranking), dtype=bool), "orphan": ranking.orphan, "common": ~ranking.orphan}
    parts = {name: ranking.subset(mask) for name, mask in subsets.items()}
    return tuple(_summary(part, name, repeats, seed, note) for name, part in parts.items() if len(part))


def _summary(ranking: Ranking, subset: str, repeats: int, seed: int, note: str) -> RankingSummary:
    codes = _codes(ranking.truth_ids)
    sizes = np.bincount(codes).astype(np.float64)
    columns = np.column_stack([*(hits(ranking.ranks, k) for k in TOP_KS), reciprocal_ranks(ranking.ranks)])
    totals = _totals(columns.astype(np.float64), codes)
    micro = _estimates(totals, sizes, repeats, seed)

    per_disease = totals[:, : len(TOP_KS)] / sizes[:, None]
    if ranking.predicted_ids is not None:
        # A disease's F1 is held fixed while diseases are drawn: its false positives depend on who else is drawn.
        per_disease = np.column_stack([per_disease, *f1_and_recall(ranking.truth_ids, ranking.predicted_ids)])
    macro = _estimates(per_disease, np.ones(len(sizes)), repeats, seed)
    return RankingSummary(
        protocol=ranking.protocol,
        model=ranking.model,
        subset=subset,
        n=len(ranking),
        diseases=len(sizes),
        misses=int((ranking.ranks == 0).sum()),
        top=dict(zip(TOP_KS, micro, strict=False)),
        macro_top=dict(zip(TOP_KS, macro, strict=False)),
        mrr=micro[-1],
        macro_f1=macro[-2] if ranking.predicted_ids is not None else None,
        macro_recall=macro[-1] if ranking.predicted_ids is not None else None,
        note=note,
    )


def _codes(ids: Sequence[str]) -> NDArray[np.int64]:
    """Position of each id among the sorted distinct ones."""
    if not ids:
        raise InputError("metrics: no cases", hint="evaluate at least one case with a diagnosis")
    return np.unique(np.array(ids), return_inverse=True)[1].astype(np.int64)


def _totals(columns: Floats, codes: NDArray[np.int64]) -> Floats:
    """Sums of ``columns`` ``[n, m]`` by disease: ``[G, m]``."""
    return np.column_stack([np.bincount(codes, weights=column) for column in columns.T])


def _per_disease(columns: Floats, codes: NDArray[np.int64]) -> Floats:
    return _totals(columns, codes) / np.bincount(codes)[:, None]


def _estimates(totals: Floats, sizes: Floats, repeats: int, seed: int) -> list[Estimate]:
    values = totals.sum(axis=0) / sizes.sum()
    low, high = bootstrap(totals, sizes, repeats=repeats, seed=seed)
    return [Estimate(value=v, low=a, high=b) for v, a, b in zip(values, low, high, strict=True)]
