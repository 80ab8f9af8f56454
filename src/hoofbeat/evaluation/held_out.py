"""Answers of models that have not read the cases they are asked about."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hoofbeat.console import track
from hoofbeat.domain.case import Case
from hoofbeat.domain.errors import TrainingError
from hoofbeat.features.cohort import Cohort
from hoofbeat.knowledge.catalogue import Catalogue
from hoofbeat.knowledge.ontology import Ontology
from hoofbeat.knowledge.profiles import build_profiles
from hoofbeat.models.api import FittedCohortModel
from hoofbeat.models.knowledge_model import KnowledgeModel

#: Fits a cohort model on a cohort.
FitCohort = Callable[[Cohort], FittedCohortModel]


@dataclass(frozen=True)
class Bench:
    """What every protocol works with.

    Attributes:
        ontology: findings.
        catalogue: of all diseases, those that only the cohort knows at the end.
        listed: how many of them the knowledge itself lists.
        annotations: published statements.
        cohort: diagnosed cases, labelled by ids of the catalogue.
        fit_cohort: fits the selected cohort model; ``None`` where no disease has enough cases.
    """

    ontology: Ontology
    catalogue: Catalogue
    listed: int
    annotations: pd.DataFrame
    cohort: Cohort
    fit_cohort: FitCohort | None

    @property
    def truth(self) -> NDArray[np.int64]:
        """Catalogue position of each case's disease, [n]."""
        positions = [self.catalogue.find(disease or "") for disease in self.cohort.diseases]
        return np.array([-1 if position is None else position for position in positions], dtype=np.int64)

    @property
    def classes(self) -> tuple[str, ...]:
        """Every disease of the cohort, sorted: the columns of ``Answers.learned``."""
        return tuple(sorted({disease for disease in self.cohort.diseases if disease}))

    @property
    def positions(self) -> NDArray[np.int64]:
        """Catalogue positions of ``classes``."""
        return np.array([self.catalogue.find(disease) for disease in self.classes], dtype=np.int64)


@dataclass(frozen=True)
class Answers:
    """What knowledge model and cohort model say of n cases.

    Attributes:
        scores: knowledge scores, float32 [n, D].
        learned: cohort probabilities of the bench's classes, float32 [n, C]; NaN where a class was not learned.
        truth: catalogue position of the disease, −1 where the model that was asked does not list it, [n].
        supported: whether any statement or case speaks of the disease, [n].
    """

    scores: NDArray[np.float32]
    learned: NDArray[np.float32]
    truth: NDArray[np.int64]
    supported: NDArray[np.bool_]

    def take(self, rows: NDArray[np.int64]) -> "Answers":
        """The answers to some of the cases."""
        return Answers(self.scores[rows], self.learned[rows], self.truth[rows], self.supported[rows])


#: More cases of the same people, asked of the model that has not read them: position in the cohort → variants.
Variants = Callable[[Case], Case]


def ask_held_out(
    bench: Bench,
    fold: NDArray[np.int64],
    *,
    title: str,
    read_publications: bool,
    with_cases: bool = True,
    with_cohort_model: bool = True,
    variants: Sequence[Variants] = (),
    varied: NDArray[np.bool_] | None = None,
) -> tuple[Answers, ...]:
    """Ask every case of models that were fitted on the other folds.

    Args:
        bench: knowledge and cohort.
        fold: fold of each case, [n]; −1 for cases that neither teach nor are asked.
        title: for the progress bar.
        read_publications: whether profiles keep the rows of the asked cases' publications (leaky).
        with_cases: whether the cases of the other folds update the profiles.
        with_cohort_model: whether they also teach a cohort model.
        variants: changes to cases (fewer findings), asked of the same models.
        varied: cases that are asked in every variant, [n].

    Returns:
        Answers to the cases, then to each variant of them; each in the order of the cohort. Rows of cases that were
        not asked have truth −1 and are not supported.
    """
    cases, truth = bench.cohort.cases, bench.truth
    asked = [_empty(bench) for _ in range(1 + len(variants))]
    for number in track(sorted(set(fold[fold >= 0].tolist())), title):
        held_out, taught = np.flatnonzero(fold == number), np.flatnonzero((fold != number) & (fold >= 0))
        training = bench.cohort.select(taught) if with_cases else bench.cohort.select([])
        unread = frozenset() if read_publications else frozenset(cases[i].group or "" for i in held_out) - {""}
        profiles = build_profiles(
            bench.ontology,
            bench.catalogue,
            bench.annotations,
            confirmed=list(zip(truth[taught].tolist(), training.cases, strict=True)) if with_cases else (),
            without=unread,
        )
        model = KnowledgeModel(bench.ontology, bench.catalogue, profiles)
        cohort_model = _fit(bench, training) if with_cases and with_cohort_model else None
        supported = np.diff(profiles.frequency.indptr) > 0
        for answers, change in zip(asked, [_same, *variants], strict=True):
            rows = held_out if change is _same or varied is None else held_out[varied[held_out]]
            questions = [change(cases[i]) for i in rows]
            answers.scores[rows] = model.scores(questions)
            _align(bench, cohort_model, questions, answers.learned, rows)
            answers.supported[rows] = supported[truth[rows]]
            # What neither the knowledge nor any training case lists is a disease the catalogue lacks.
            lists = supported | (np.arange(len(bench.catalogue)) < bench.listed)
            answers.truth[rows] = np.where(lists[truth[rows]], truth[rows], -1)
    return tuple(asked)


def fewer_findings(count: int, seed: int = 0) -> Variants:
    """A patient of whom only ``count`` observed findings are known yet: the first, and others drawn at random."""

    def reveal(case: Case) -> Case:
        observed = [finding for finding in case.findings if not finding.excluded]
        # The record's place in its source makes the draw repeatable and different for every patient.
        random = np.random.default_rng([seed, *case.case_id.encode()])
        order = [0, *(1 + random.permutation(len(observed) - 1))] if observed else []
        return case.model_copy(update={"findings": tuple(observed[i] for i in order[:count])})

    return reveal


def _same(case: Case) -> Case:
    return case


def _empty(bench: Bench) -> Answers:
    n = len(bench.cohort)
    return Answers(
        scores=np.zeros((n, len(bench.catalogue)), dtype=np.float32),
        learned=np.full((n, len(bench.classes)), np.nan, dtype=np.float32),
        truth=np.full(n, -1, dtype=np.int64),
        supported=np.zeros(n, dtype=np.bool_),
    )


def _fit(bench: Bench, training: Cohort) -> FittedCohortModel | None:
    if bench.fit_cohort is None:
        return None
    try:
        return bench.fit_cohort(training)
    except TrainingError:  # a fold may leave fewer than two diseases with enough cases; the knowledge still answers
        return None


def _align(
    bench: Bench,
    model: FittedCohortModel | None,
    cases: list[Case],
    learned: NDArray[np.float32],
    rows: NDArray[np.int64],
) -> None:
    """Write the cohort model's answers into the columns of the bench's classes."""
    if model is not None:
        columns = np.searchsorted(bench.classes, model.classes)
        learned[np.ix_(rows, columns)] = model.predict(cases)


def diagnosed(cohort: Cohort) -> Cohort:
    """The cases that have a disease: only they can teach or judge."""
    return cohort.select([i for i, disease in enumerate(cohort.diseases) if disease])
