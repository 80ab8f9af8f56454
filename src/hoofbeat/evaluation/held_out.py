"""Answers of models that have not read the cases they are asked about."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from hoofbeat.console import track
from hoofbeat.domain.case import Case
from hoofbeat.models.hybrid import HybridRanker
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


@dataclass(frozen=True)
class HeldOutAnswers:
    """What the models say of n cases.

    Attributes:
        scores: scores of the knowledge model, float32 [n, D].
        learned: cohort probabilities of the bench's classes, float32 [n, C]; NaN where a class was not learned.
        logits: logits of the hybrid, float32 [n, D].
        sureness: (l, m) of the hybrid that answered, float32 [n, 2].
        truth: catalogue position of the disease, −1 where the model that was asked does not list it, [n].
        supported: whether any statement or case speaks of the disease, [n].
    """

    scores: NDArray[np.float32]
    learned: NDArray[np.float32]
    logits: NDArray[np.float32]
    sureness: NDArray[np.float32]
    truth: NDArray[np.int64]
    supported: NDArray[np.bool_]

    def take(self, rows: NDArray[np.int64]) -> "HeldOutAnswers":
        """The answers to some of the cases."""
        return HeldOutAnswers(*(column[rows] for column in vars(self).values()))

    def put(self, rows: NDArray[np.int64], answers: "HeldOutAnswers") -> None:
        """Write the answers to some of the cases in their rows."""
        for column, values in zip(vars(self).values(), vars(answers).values(), strict=True):
            column[rows] = values


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

    Returns:
        Answers to the cases, then to each variant of them; each in the order of the cohort. Rows of cases that were
        not asked have truth −1 and are not supported.
    """
    everyone = np.ones(len(bench.teaching.cohort), dtype=np.bool_)
    wanted = everyone if asked is None else asked
    lots = [(_same, wanted), *((change, wanted & (everyone if varied is None else varied)) for change in variants)]
    found = [_empty(bench) for _ in range(len(lots) + also_reread)]

    def work(number: int) -> list[tuple[NDArray[np.int64], HeldOutAnswers]]:
        held_out = np.flatnonzero(fold == number)
        left = bench.teaching.holding_out(np.flatnonzero((fold == number) | (fold < 0)), unread=not read_publications)
        ranker = fit_ranker(left, bench.fit_cohort, bench.settings)
        answers = [_ask(bench, ranker, left, held_out[mask[held_out]], change) for change, mask in lots]
        if also_reread:
            read = replace(left, without=frozenset())
            answers.append(_ask(bench, reread(ranker, read), read, held_out[wanted[held_out]], _same))
        return answers

    numbers = sorted(set(fold[(fold >= 0) & wanted].tolist()))
    side_by_side = (os.cpu_count() or 1) > 1 and len(everyone) >= _WORTH_PROCESSES
    abreast = 2 if side_by_side else 1
    parts = Parallel(n_jobs=abreast, return_as="generator")(delayed(work)(n) for n in numbers)
    for part in track(parts, title, total=len(numbers), side_by_side=abreast):
        for answers, (rows, values) in zip(found, part, strict=True):
            answers.put(rows, values)
    return tuple(found)


def profile_scores(
    bench: Bench, fold: NDArray[np.int64], *, title: str, read_publications: bool
) -> tuple[NDArray[np.float32], NDArray[np.int64], NDArray[np.bool_]]:
    """Scores of the published profiles without any case, [n, D]; truth and support as in ``HeldOutAnswers``."""
    teaching = bench.teaching
    n = len(teaching.cohort)
    scores = np.zeros((n, len(teaching.catalogue)), dtype=np.float32)
    truth, supported = np.full(n, -1, dtype=np.int64), np.zeros(n, dtype=np.bool_)
    for number in track(sorted(set(fold.tolist())), title):
        rows = np.flatnonzero(fold == number)
        left = replace(teaching.holding_out(rows, unread=not read_publications), cohort=teaching.cohort.select([]))
        profiles = left.profiles()
        model = KnowledgeModel(left.ontology, left.catalogue, profiles)
        scores[rows] = model.scores([teaching.cohort.cases[row] for row in rows])
        own = teaching.truth[rows]
        truth[rows] = np.where(left.lists()[own], own, -1)
        supported[rows] = profiles.speaks_of[own]
    return scores, truth, supported


def _ask(
    bench: Bench, ranker: HybridRanker, left: Teaching, rows: NDArray[np.int64], change: Variants
) -> tuple[NDArray[np.int64], HeldOutAnswers]:
    """Rows, and the answers to their cases by a ranking that was fitted on what is left."""
    cases, truth = [change(bench.teaching.cohort.cases[row]) for row in rows], bench.teaching.truth[rows]
    known = left.lists()
    return rows, HeldOutAnswers(
        scores=ranker.knowledge.scores(cases),
        learned=aligned(bench.classes, ranker.cohort, cases),
        logits=ranker.logits(cases),
        sureness=np.tile(ranker.sureness, (len(rows), 1)),
        # What neither the knowledge nor any training case lists is a disease the catalogue lacks.
        truth=np.where(known[truth], truth, -1),
        supported=ranker.speaks_of[truth],
    )


def _same(case: Case) -> Case:
    return case


def _empty(bench: Bench) -> HeldOutAnswers:
    n, diseases = len(bench.teaching.cohort), len(bench.teaching.catalogue)
    return HeldOutAnswers(
        scores=np.zeros((n, diseases), dtype=np.float32),
        learned=np.full((n, len(bench.classes)), np.nan, dtype=np.float32),
        logits=np.zeros((n, diseases), dtype=np.float32),
        sureness=np.zeros((n, 2), dtype=np.float32),
        truth=np.full(n, -1, dtype=np.int64),
        supported=np.zeros(n, dtype=np.bool_),
    )
