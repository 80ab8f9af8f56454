"""A contender's answers to a lesson, as ranks: all that the summary needs, and no patient data."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hoofbeat.domain.case import Case
from hoofbeat.evaluation.benchmark.contenders import Contender
from hoofbeat.evaluation.benchmark.differential import overlap
from hoofbeat.evaluation.benchmark.lessons import EXTERNAL, Lesson
from hoofbeat.evaluation.benchmark.questions import Places, questions
from hoofbeat.evaluation.benchmark.world import World
from hoofbeat.evaluation.ranking import pessimistic_ranks
from hoofbeat.models.teaching import Ranker

#: Cases scored at a time: a block of scores over the whole catalogue stays near 20 MB.
_BLOCK = 512


@dataclass(frozen=True)
class Reply:
    """What came of one ranking of one question.

    Attributes:
        rows: positions of the asked cases, in the cohort (or among the external cases), int64 [m].
        ranks: pessimistic rank of the best right answer, 0 for a miss, int64 [m].
        first: place of the first disease of each differential, int64 [m].
        overlap: precision and recall of the differential against the record's own, float64 [m, 2]; NaN without one.
    """

    rows: NDArray[np.int64]
    ranks: NDArray[np.int64]
    first: NDArray[np.int64]
    overlap: NDArray[np.float64]


def examine(world: World, contender: Contender, protocol: str, lesson: Lesson, *, seed: int) -> dict[str, Reply]:
    """Fit a contender on what a lesson teaches and ask it everything: name of a ranking → answer."""
    ranker = contender.fit(lesson.teaching, seed)
    differentials = () if protocol == EXTERNAL else world.differentials
    answers = {}
    for question in questions(world, lesson, seed=seed, thorough=contender.thorough and protocol != EXTERNAL):
        rows = lesson.rows[question.of]
        blocks: dict[str, list[tuple[NDArray[np.int64], NDArray[np.int64]]]] = {name: [] for name in question.rankings}
        overlaps = []
        for chosen, scores in _scores(ranker, question.cases):
            for name, places in question.rankings.items():
                blocks[name].append(_ranked(scores, question.truth[chosen], places))
            stated = [differentials[row] if differentials else frozenset() for row in rows[chosen]]
            overlaps.append(overlap(world, scores, stated))
        for name, parts in blocks.items():
            ranks, first = (np.concatenate(columns) for columns in zip(*parts, strict=True)) if parts else _NOTHING
            answers[name] = Reply(rows, ranks, first, np.concatenate([np.zeros((0, 2)), *overlaps]))
    return answers


_NOTHING = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))


def _scores(ranker: Ranker, cases: Sequence[Case]) -> Iterator[tuple[slice, NDArray[np.float32]]]:
    for start in range(0, len(cases), _BLOCK):
        chosen = slice(start, start + _BLOCK)
        yield chosen, ranker.scores(cases[chosen])


def _ranked(
    scores: NDArray[np.float32], truth: NDArray[np.int64], places: Places | None
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rank of the best right answer and place of the first disease; a right answer without a score is a miss."""
    if places is not None:
        scores = merged(scores, places)
        truth = np.where(truth >= 0, places[truth], -1)
    best = np.zeros(len(truth), dtype=np.int64)
    for answer in truth.T:
        scored = (answer >= 0) & np.isfinite(scores[np.arange(len(answer)), answer])
        ranks = pessimistic_ranks(scores, np.where(scored, answer, -1))
        best = np.where((best == 0) | ((ranks > 0) & (ranks < best)), ranks, best)
    return best, scores.argmax(axis=1)


def merged(scores: NDArray[np.float32], places: Places) -> NDArray[np.float32]:
    """Best score at each place, float32 [n, places]; diseases at place −1 do not compete."""
    order = np.argsort(places, kind="stable")[int((places < 0).sum()) :]
    starts = np.flatnonzero(np.diff(places[order], prepend=-1))
    return np.asarray(np.maximum.reduceat(scores[:, order], starts, axis=1), dtype=np.float32)
