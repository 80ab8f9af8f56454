"""Answers of models that have not read the cases they are asked about."""

import os
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from hoofbeat.console import track
from hoofbeat.domain.case import Case
from hoofbeat.evaluation.ranking import pessimistic_ranks
from hoofbeat.models.hybrid import HybridParameters, HybridRanker, learned_by, with_sureness
from hoofbeat.models.inner_folds import FitCohort, RankerSettings, aligned, classes_of
from hoofbeat.models.knowledge_model import KnowledgeModel
from hoofbeat.models.ranker import fit_ranker, reread
from hoofbeat.models.teaching import Teaching

#: From so many cases on, folds are worked on side by side, in processes of their own.
_WORTH_PROCESSES = 2000


@dataclass(frozen=True)
class Bench:
    """What every protocol works with.

    Attributes:
        teaching: knowledge and cases; its cases are held out and asked.
        fit_cohort: fits the selected cohort model; ``None`` where no disease has enough cases.
        settings: settings of the ranking.
    """

    teaching: Teaching
    fit_cohort: FitCohort | None
    settings: RankerSettings = field(default_factory=RankerSettings)

    @property
    def classes(self) -> tuple[str, ...]:
        """Every disease of the cohort, sorted: the columns of ``HeldOutAnswers.learned``."""
        return classes_of(self.teaching)

    @property
    def positions(self) -> NDArray[np.int64]:
        """Catalogue positions of ``classes``."""
        return np.array([self.teaching.catalogue.find(disease) for disease in self.classes], dtype=np.int64)


class _ByCase:
    """Columns whose rows are cases."""

    def put(self, rows: NDArray[np.int64], some: Self) -> None:
        """Write what is known of some of the cases in their rows."""
        for name, column in vars(self).items():
            values = getattr(some, name)
            if isinstance(column, _ByCase):
                column.put(rows, values)
            else:
                column[rows] = values


@dataclass(frozen=True)
class Places(_ByCase):
    """What is kept of a model's scores of n cases: a row of them is as long as the catalogue.

    Attributes:
        ranks: pessimistic rank of the disease, 0 for one that is not listed, int64 [n].
        first: position of the disease with the highest score, int64 [n].
        confidence: probability of the most probable disease, float32 [n].
        right: whether that one is the case's, [n].
    """

    ranks: NDArray[np.int64]
    first: NDArray[np.int64]
    confidence: NDArray[np.float32]
    right: NDArray[np.bool_]

    @classmethod
    def of(cls, scores: NDArray[np.float32], probability: NDArray[np.float32], truth: NDArray[np.int64]) -> Self:
        """Look at scores and probabilities, both [n, D], of cases whose diseases stand at ``truth`` [n]."""
        most = probability.argmax(axis=1)
        confidence = probability[np.arange(len(most)), most]
        return cls(pessimistic_ranks(scores, truth), scores.argmax(axis=1), confidence, most == truth)


@dataclass(frozen=True)
class HeldOutAnswers(_ByCase):
    """What the models say of n cases.

    Attributes:
        knowledge: places by the knowledge model's scores.
        hybrid: places by the hybrid's logits.
        probability: probability of every disease by the hybrid, float32 [n, D]; [n, 0] where it is not kept.
        learned: cohort probabilities of the bench's classes, float32 [n, C]; NaN where a class was not learned.
        truth: catalogue position of the disease, −1 where the model that was asked does not list it, [n].
        supported: whether any statement or case speaks of the disease, [n].
        rows: position of the case in the cohort, [n].
    """

    knowledge: Places
    hybrid: Places
    probability: NDArray[np.float32]
    learned: NDArray[np.float32]
    truth: NDArray[np.int64]
    supported: NDArray[np.bool_]
    rows: NDArray[np.int64]


#: More cases of the same people, asked of the model that has not read them.
Variants = Callable[[Case], Case]


def ask_held_out(
    bench: Bench,
    fold: NDArray[np.int64],
    *,
    title: str,
    read_publications: bool,
    asked: NDArray[np.bool_] | None = None,
    variants: Sequence[Variants] = (),
    varied: NDArray[np.bool_] | None = None,
    also_reread: bool = False,
    with_probability: bool = False,
) -> tuple[HeldOutAnswers, ...]:
    """Ask cases of a ranking that was fitted on the other folds, as a whole.

    Args:
        bench: knowledge, cases, and settings of the ranking.
        fold: fold of each case, [n]; −1 for cases that neither teach nor are asked.
        title: title of the progress bar.
        read_publications: whether profiles keep the rows of the asked cases' publications (leaky).
        asked: which cases are asked, [n]; all by default.
        variants: changes to cases (fewer findings), asked of the same models.
        varied: cases that are asked in every variant, [n].
        also_reread: ask once more of the same ranking over profiles that keep those rows (leaky), as the last answers.
        with_probability: whether to keep every probability of the answers before those.

    Returns:
        Answers to all cases, those that were not asked with truth −1 and not supported; then to each variant of those
        that are asked in it; all in the order of the cohort.
    """
    everyone = np.ones(len(bench.teaching.cohort), dtype=np.bool_)
    everybody = np.arange(len(everyone))
    wanted = everyone if asked is None else asked
    also = wanted & (fold >= 0) & (everyone if varied is None else varied)
    lots = [(_same, wanted), *((change, also) for change in variants)]
    width = len(bench.teaching.catalogue) if with_probability else 0
    # A row of probabilities is as long as the catalogue: those of a few cases in room for all would take all of it.
    few = [_nobody(bench, np.flatnonzero(mask), width) for _, mask in lots[1:]]
    found = [_nobody(bench, everybody, width), *few, *([_nobody(bench, everybody, 0)] * also_reread)]

    def work(number: int) -> list[HeldOutAnswers]:
        held_out = np.flatnonzero(fold == number)
        left = bench.teaching.holding_out(np.flatnonzero((fold == number) | (fold < 0)), unread=not read_publications)
        ranker = fit_ranker(left, bench.fit_cohort, bench.settings)
        answers = [_ask(bench, ranker, left, held_out[mask[held_out]], change, width) for change, mask in lots]
        if also_reread:
            read = replace(left, without=frozenset())
            answers.append(_ask(bench, reread(ranker, read), read, held_out[wanted[held_out]], _same, 0))
        return answers

    numbers = sorted(set(fold[(fold >= 0) & wanted].tolist()))
    side_by_side = (os.cpu_count() or 1) > 1 and len(everyone) >= _WORTH_PROCESSES
    abreast = 2 if side_by_side else 1
    parts = Parallel(n_jobs=abreast, return_as="generator")(delayed(work)(n) for n in numbers)
    with warnings.catch_warnings():
        # joblib replaces a worker that has kept much memory after a fold: no fold is lost, and nobody need worry.
        warnings.filterwarnings("ignore", "A worker stopped while some jobs", UserWarning)
        for part in track(parts, title, total=len(numbers), side_by_side=abreast):
            for answers, values in zip(found, part, strict=True):
                answers.put(np.searchsorted(answers.rows, values.rows), values)
    return tuple(found)


def ask_profiles(
    bench: Bench, fold: NDArray[np.int64], *, title: str, read_publications: bool
) -> tuple[Places, NDArray[np.bool_]]:
    """Places of the cases' diseases by the published profiles without any case; support as in ``HeldOutAnswers``."""
    teaching = bench.teaching
    n = len(teaching.cohort)
    placed, supported = _unplaced(n), np.zeros(n, dtype=np.bool_)
    for number in track(sorted(set(fold.tolist())), title):
        rows = np.flatnonzero(fold == number)
        left = replace(teaching.holding_out(rows, unread=not read_publications), cohort=teaching.cohort.select([]))
        profiles = left.profiles()
        model = KnowledgeModel(left.ontology, left.catalogue, profiles)
        own = teaching.truth[rows]
        scores = model.scores([teaching.cohort.cases[row] for row in rows])
        placed.put(rows, _as_scored(scores, np.where(left.lists()[own], own, -1)))
        supported[rows] = profiles.speaks_of[own]
    return placed, supported


def _ask(
    bench: Bench, ranker: HybridRanker, left: Teaching, rows: NDArray[np.int64], change: Variants, width: int
) -> HeldOutAnswers:
    """Answers to the cases of some rows by a ranking that was fitted on what is left."""
    cases, truth = [change(bench.teaching.cohort.cases[row]) for row in rows], bench.teaching.truth[rows]
    # What neither the knowledge nor any training case lists is a disease the catalogue lacks.
    listed = np.where(left.lists()[truth], truth, -1)
    scores, learned = ranker.knowledge.scores(cases), learned_by(ranker.cohort, cases)
    logits = ranker.joined(cases, scores, learned)
    probability = with_sureness(logits, np.tile(ranker.sureness, (len(rows), 1)))
    return HeldOutAnswers(
        knowledge=_as_scored(scores, listed),
        hybrid=Places.of(logits, probability, listed),
        probability=probability[:, :width],
        learned=aligned(bench.classes, ranker.cohort, learned),
        truth=listed,
        supported=ranker.speaks_of[truth],
        rows=rows,
    )


def _as_scored(scores: NDArray[np.float32], truth: NDArray[np.int64]) -> Places:
    """Places by scores of a model that was never calibrated."""
    return Places.of(scores, with_sureness(scores, np.tile(HybridParameters().sureness, (len(scores), 1))), truth)


def _same(case: Case) -> Case:
    return case


def _nobody(bench: Bench, rows: NDArray[np.int64], width: int) -> HeldOutAnswers:
    """Nobody of these has been asked yet."""
    n = len(rows)
    return HeldOutAnswers(
        knowledge=_unplaced(n),
        hybrid=_unplaced(n),
        probability=np.zeros((n, width), dtype=np.float32),
        learned=np.full((n, len(bench.classes)), np.nan, dtype=np.float32),
        truth=np.full(n, -1, dtype=np.int64),
        supported=np.zeros(n, dtype=np.bool_),
        rows=rows,
    )


def _unplaced(n: int) -> Places:
    return Places(
        ranks=np.zeros(n, dtype=np.int64),
        first=np.zeros(n, dtype=np.int64),
        confidence=np.zeros(n, dtype=np.float32),
        right=np.zeros(n, dtype=np.bool_),
    )
