"""Who competes: each is fitted on what a fold may read, and ranks the whole catalogue."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from hoofbeat.domain.case import Case
from hoofbeat.domain.errors import TrainingError
from hoofbeat.evaluation.benchmark.hybrid import fit_hybrid
from hoofbeat.models.api import FittedCohortModel
from hoofbeat.models.baselines import FrequencyPrior, NaiveBayes
from hoofbeat.models.candidates import Size, names
from hoofbeat.models.fitting import fit_cohort_model
from hoofbeat.models.knowledge_model import KnowledgeModel
from hoofbeat.models.similarity import BestMatchAverage, SimGic
from hoofbeat.models.teaching import Ranker, Teaching

#: Names of those that are asked every question, and of the one that is exported.
PROFILES, KNOWLEDGE, HYBRID = "profiles alone", "knowledge model", "hybrid"


@dataclass(frozen=True)
class Contender:
    """One way to rank.

    Attributes:
        name: name in tables and plots.
        fit: makes a ranker of what may be read and a seed.
        modules: files and folders of ``hoofbeat.models`` that its figures come from; empty for all of them.
        only_cases: it reads no statements and learns from cases alone, so a disease without any is a miss.
        thorough: it is asked every question of the benchmark, not only to rank the cases as they are.
        quick: it takes part in a quick look.
    """

    name: str
    fit: Callable[[Teaching, int], Ranker]
    modules: tuple[str, ...] = ()
    only_cases: bool = False
    thorough: bool = False
    quick: bool = True


def contenders(*, quick: bool = False) -> tuple[Contender, ...]:
    """All who compete, the plainest first; in a quick look fewer of them, and smaller."""
    everyone = (
        Contender("frequency prior", _prior, ("baselines.py",)),
        Contender("Resnik BMA", partial(_best_match, similarity="resnik"), ("similarity.py",)),
        Contender("Lin BMA", partial(_best_match, similarity="lin"), ("similarity.py",), quick=False),
        Contender("simGIC", _sim_gic, ("similarity.py",)),
        Contender("naive Bayes", _naive_bayes, ("baselines.py",)),
        Contender(PROFILES, partial(_knowledge, with_cases=False), ("knowledge_model.py",)),
        Contender(KNOWLEDGE, partial(_knowledge, with_cases=True), ("knowledge_model.py",), thorough=True),
        *(
            Contender(
                name.replace("_", " "),
                partial(_cohort, candidate=name, size="small" if quick else "full"),
                ("fitting.py", "candidates", "api.py"),
                only_cases=True,
                quick=name == "random_forest",
            )
            for name in names()
        ),
        Contender(HYBRID, partial(fit_hybrid, size="small" if quick else "full"), thorough=True),
    )
    return tuple(contender for contender in everyone if contender.quick or not quick)


@dataclass(frozen=True)
class LearnedAlone:
    """A cohort model by itself: a disease that it has not learned has no score (−∞), and is a miss.

    Attributes:
        model: ``None`` where too few diseases have enough cases to learn from.
        positions: catalogue positions of its classes, [C].
        diseases: number of diseases in the catalogue.
    """

    model: FittedCohortModel | None
    positions: NDArray[np.int64]
    diseases: int

    def scores(self, cases: Sequence[Case]) -> NDArray[np.float32]:
        """Probability of every disease learned, float32 [cases, D]."""
        scores = np.full((len(cases), self.diseases), -np.inf, dtype=np.float32)
        if self.model is not None:
            scores[:, self.positions] = self.model.predict(cases)
        return scores


def _prior(teaching: Teaching, _: int) -> Ranker:
    return FrequencyPrior(teaching)


def _naive_bayes(teaching: Teaching, _: int) -> Ranker:
    return NaiveBayes(teaching)


def _best_match(teaching: Teaching, _: int, *, similarity: Literal["resnik", "lin"]) -> Ranker:
    return BestMatchAverage(teaching, similarity)


def _sim_gic(teaching: Teaching, _: int) -> Ranker:
    return SimGic(teaching)


def _knowledge(teaching: Teaching, _: int, *, with_cases: bool) -> Ranker:
    return KnowledgeModel(teaching.ontology, teaching.catalogue, teaching.profiles(with_cases=with_cases))


def _cohort(teaching: Teaching, seed: int, *, candidate: str, size: Size) -> Ranker:
    try:
        model = fit_cohort_model(candidate, teaching.cohort, teaching.ontology, seed=seed, size=size)
    except TrainingError:  # a fold may leave fewer than two diseases with enough cases
        return LearnedAlone(None, np.zeros(0, dtype=np.int64), len(teaching.catalogue))
    found = [teaching.catalogue.find(disease) for disease in model.classes]
    positions = np.array([position for position in found if position is not None], dtype=np.int64)
    return LearnedAlone(model, positions, len(teaching.catalogue))
