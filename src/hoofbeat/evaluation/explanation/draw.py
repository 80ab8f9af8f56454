"""Which cases and diseases of a cohort are explained."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hoofbeat.domain.case import Case
from hoofbeat.models.api import FittedCohortModel
from hoofbeat.models.explainers.base import Rows

#: Cases of a disease that are explained for it, and as many of other diseases.
_OF_EACH = 10


@dataclass(frozen=True)
class Learned:
    """What a cohort model has learned from.

    Attributes:
        model: fitted on the cases.
        cases: of the diseases it has learned, [n].
        label: class of each, [n].
        held_out_place: place of each case's disease when training had held the case out, [n]; 0 where it was given none
            of the probability, mostly because no other publication had a case of it.
    """

    model: FittedCohortModel
    cases: Sequence[Case]
    label: Rows
    held_out_place: Rows


@dataclass(frozen=True)
class Limits:
    """How much is explained.

    Attributes:
        cases: that global importance is over, at most.
        diseases: that are explained one by one, at most.
        shown: single cases, at most; half of them missed when training had held them out, if there are such.
        seed: of what is drawn.
    """

    cases: int = 100
    diseases: int = 12
    shown: int = 6
    seed: int = 0


@dataclass(frozen=True)
class ExplainedPairs:
    """Pairs of a case and a class that are explained, and positions of those that serve one purpose.

    Attributes:
        row: case of each pair, [p].
        label: class of each pair, [p].
        everyone: a case and its own disease, for global importance.
        diseases: of a class, its own cases and others with it.
        shown: of a single case, its own disease and the likeliest other.
    """

    row: Rows
    label: Rows
    everyone: Rows
    diseases: Mapping[int, tuple[Rows, Rows]]
    shown: Sequence[tuple[int, int]]


def draw(learned: Learned, probabilities: NDArray[np.float32], limits: Limits) -> ExplainedPairs:
    """Draw cases, and list the pairs to explain.

    Args:
        learned: model and cases.
        probabilities: that the model gives the cases, [n, C].
        limits: how many.
    """
    random = np.random.default_rng(limits.seed)
    everyone = random.permutation(len(learned.label))[: limits.cases]
    rows, labels = [everyone], [learned.label[everyone]]

    def ask(row: Rows, label: int) -> Rows:
        first = sum(map(len, rows))
        rows.append(row)
        labels.append(np.full(len(row), label))
        return np.arange(first, first + len(row))

    diseases = {}
    for label in np.argsort(-np.bincount(learned.label), kind="stable")[: limits.diseases].tolist():
        own = random.permutation(np.flatnonzero(learned.label == label))[:_OF_EACH]
        others = everyone[learned.label[everyone] != label][:_OF_EACH]
        diseases[label] = ask(own, label), ask(others, label)
    shown = []
    for row in _single(learned, everyone, limits.shown):
        own, case = learned.label[row[0]], probabilities[row[0]].copy()
        case[own] = -1  # of the others, the likeliest
        shown.append((int(ask(row, own)[0]), int(ask(row, int(case.argmax()))[0])))
    return ExplainedPairs(np.concatenate(rows), np.concatenate(labels), np.arange(len(everyone)), diseases, shown)


def _single(learned: Learned, everyone: Rows, most: int) -> list[Rows]:
    """Single cases, each as one row: half of them, if there are, were missed when they were held out."""
    missed = learned.held_out_place[everyone] != 1
    known, unknown = everyone[~missed], everyone[missed][: most // 2]
    return list(np.concatenate([known[: most - len(unknown)], unknown]).reshape(-1, 1))
