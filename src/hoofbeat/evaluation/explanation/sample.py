"""Samples the cases and the diseases of a cohort that an explanation is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hoofbeat.domain.case import Case
from hoofbeat.models.api import FittedCohortModel
from hoofbeat.models.explainers.base import Rows

#: A disease is explained by at most this many of its own cases, and by as many of other diseases.
_OF_EACH = 10


@dataclass(frozen=True)
class Learned:
    """A cohort model, with the cases it was fitted on.

    Attributes:
        model: the fitted cohort model.
        cases: the n cases it was fitted on; each has one of the diseases it knows.
        label: class of each case's disease, [n].
        held_out_place: rank of each case's disease in the answer that training gave while it held the case out, [n],
            from 1. It is 0 where that answer gave the disease no probability; mostly no other publication had a case.
    """

    model: FittedCohortModel
    cases: Sequence[Case]
    label: Rows
    held_out_place: Rows


@dataclass(frozen=True)
class Limits:
    """How much is explained.

    Attributes:
        cases: largest number of cases behind the global importance, default 100.
        diseases: largest number of diseases explained one by one, default 12; those with most cases come first.
        shown: largest number of single cases explained, default 6. Up to half are cases whose disease did not come
            first while training held them out.
        seed: seed of the sample, default 0.
    """

    cases: int = 100
    diseases: int = 12
    shown: int = 6
    seed: int = 0


@dataclass(frozen=True)
class ExplainedPairs:
    """The p pairs of a case and a class that are explained.

    ``everyone``, ``diseases`` and ``shown`` hold positions in ``row`` and ``label``.

    Attributes:
        row: position of each pair's case in the cohort, [p].
        label: class of each pair, [p].
        everyone: pairs of a case with its own disease, for the global importance.
        diseases: class → pairs of the class with its own cases, and pairs of the class with cases of other diseases.
        shown: for each single case, its pair with its own disease and its pair with the likeliest other disease.
    """

    row: Rows
    label: Rows
    everyone: Rows
    diseases: Mapping[int, tuple[Rows, Rows]]
    shown: Sequence[tuple[int, int]]


def sample_pairs(learned: Learned, probabilities: NDArray[np.float32], limits: Limits) -> ExplainedPairs:
    """Sample cases, and list the pairs to explain.

    Args:
        learned: the model and its n cases.
        probabilities: the model's answer to each case, [n, C].
        limits: how much is explained.
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
        case[own] = -1  # so that argmax finds the likeliest of the others
        shown.append((int(ask(row, own)[0]), int(ask(row, int(case.argmax()))[0])))
    return ExplainedPairs(np.concatenate(rows), np.concatenate(labels), np.arange(len(everyone)), diseases, shown)


def _single(learned: Learned, everyone: Rows, most: int) -> list[Rows]:
    """The single cases, each an array of one row; up to half are cases that training missed while it held them out."""
    missed = learned.held_out_place[everyone] != 1
    known, unknown = everyone[~missed], everyone[missed][: most // 2]
    return list(np.concatenate([known[: most - len(unknown)], unknown]).reshape(-1, 1))
