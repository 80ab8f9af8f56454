"""Figures of confirmed outcomes, with intervals; and what calibrated confidence foretells while labels are missing."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from hoofbeat.evaluation.calibration import expected_calibration_error
from hoofbeat.evaluation.estimate import Estimate, Kept
from hoofbeat.evaluation.groups import age_band
from hoofbeat.evaluation.metrics import bootstrap, macro_recall
from hoofbeat.watching.outcomes.judged import JudgedAnswer

Floats = NDArray[np.float64]

#: The k of "in the first k".
KS = (1, 3, 10)

#: Fewer cases than these might be recognised, and say more of themselves than of the next one.
FEWEST = 5

#: Samples of the intervals, and their seed: the same outcomes give the same interval.
_REPEATS, _SEED = 500, 0


class OutcomeFigures(Kept):
    """Figures of some confirmed cases.

    Attributes:
        cases: number of confirmed cases.
        diseases: number of distinct diseases among them.
        top: k → share with the confirmed disease among the first k.
        brier: mean of (probability of the first − whether it was right)².
        calibration_error: expected calibration error of the first answer, ten bins; ``None`` below 50 cases.
        loss: mean log loss in nats, each at most 10.
        coverage: share of the sets that hold the confirmed disease; ``None`` where fewer than 5 came with a set.
    """

    cases: int
    diseases: int
    top: dict[int, Estimate]
    brier: float
    calibration_error: float | None
    loss: float
    coverage: float | None


class Foretold(Kept):
    """What confidence foretells of answers (confidence-based performance estimation, CBPE).

    Attributes:
        cases: number of answers.
        top_1: expected share right first, the mean probability of the first; and where the share lies in 95 of 100 such
            samples if the probabilities keep their word.
    """

    cases: int
    top_1: Estimate


#: From so many cases on a calibration error says something: ten bins share them.
_ENOUGH_TO_CALIBRATE = 50


def figures(outcomes: Sequence[JudgedAnswer], weight: Floats | None = None) -> OutcomeFigures | None:
    """Figures of confirmed outcomes; ``None`` of fewer than ``FEWEST``.

    Args:
        outcomes: cases with a confirmed disease.
        weight: what each counts in the shares, [n]; all alike if not given.
    """
    if len(outcomes) < FEWEST:
        return None
    counts = np.ones(len(outcomes)) if weight is None else weight
    rank = np.array([one.rank for one in outcomes])
    sure = np.array([one.sureness for one in outcomes])
    right = rank == 1
    columns = np.column_stack([(rank >= 1) & (rank <= k) for k in KS]).astype(np.float64)
    sets = [one.in_set for one in outcomes if one.in_set is not None]
    return OutcomeFigures(
        cases=len(outcomes),
        diseases=len({one.disease for one in outcomes}),
        top=dict(zip(KS, _shares(columns, [one.disease for one in outcomes], counts), strict=True)),
        brier=float(np.average((sure - right) ** 2, weights=counts)),
        calibration_error=expected_calibration_error(sure, right, bins=10)
        if len(outcomes) >= _ENOUGH_TO_CALIBRATE
        else None,
        loss=float(np.average([one.loss for one in outcomes], weights=counts)),
        coverage=float(np.mean(sets)) if len(sets) >= FEWEST else None,
    )


def _shares(columns: Floats, diseases: Sequence[str], weight: Floats) -> list[Estimate]:
    """Weighted shares with intervals, whole diseases drawn: cases of one disease resemble each other."""
    codes = np.unique(np.array(diseases), return_inverse=True)[1]
    summed = [np.bincount(codes, weights=column * weight) for column in columns.T]
    totals = np.column_stack(summed).astype(np.float64)
    sizes = np.bincount(codes, weights=weight).astype(np.float64)
    low, high = bootstrap(totals, sizes, repeats=_REPEATS, seed=_SEED)
    value = totals.sum(axis=0) / sizes.sum()
    clipped = (np.clip(part, 0.0, 1.0) for part in (value, low, high))
    return [Estimate(value=v, low=a, high=b) for v, a, b in zip(*clipped, strict=True)]


def foretold(outcomes: Sequence[JudgedAnswer]) -> Foretold | None:
    """Expected share right first, of answers with or without a label; ``None`` of none."""
    if not outcomes:
        return None
    sure = np.clip([one.sureness for one in outcomes], 0.0, 1.0)
    mean, spread = float(sure.mean()), 1.96 * float(np.sqrt((sure * (1 - sure)).sum())) / len(sure)
    return Foretold(
        cases=len(sure), top_1=Estimate(value=mean, low=max(0.0, mean - spread), high=min(1.0, mean + spread))
    )


def orphan_recall(outcomes: Sequence[JudgedAnswer]) -> float | None:
    """Mean over confirmed orphan diseases of the share of their cases that were put first; ``None`` of few cases."""
    orphan = [one for one in outcomes if one.orphan]
    if len(orphan) < FEWEST:
        return None
    return macro_recall([one.disease for one in orphan], [one.disease if one.rank == 1 else "" for one in orphan])


#: Kind of group → which group an outcome is of.
GROUPS: dict[str, Callable[[JudgedAnswer], str]] = {
    "rarity": lambda one: "orphan" if one.orphan else "common",
    "age": lambda one: age_band(one.age),
    "sex": lambda one: one.sex,
    "source": lambda one: one.source,
}


def by_group(outcomes: Sequence[JudgedAnswer]) -> dict[str, dict[str, OutcomeFigures]]:
    """Figures of every group that has ``FEWEST`` cases, by kind and name."""
    told: dict[str, dict[str, OutcomeFigures]] = {}
    for kind, of in GROUPS.items():
        parts: dict[str, list[JudgedAnswer]] = {}
        for one in outcomes:
            parts.setdefault(of(one), []).append(one)
        told[kind] = {name: found for name in sorted(parts) if (found := figures(parts[name]))}
    return told
