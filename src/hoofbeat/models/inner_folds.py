"""Cases held out of a teaching in turn, and the answers of models that have not read them.

Cases are held out in two ways. Held out with their publication, they stand for a next patient whose disease the cohort
knows; held out with their disease, for one whose disease no case has shown. From these answers re-ranker and pool learn
how far to trust the knowledge and the cohort.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hoofbeat.domain.case import Case
from hoofbeat.domain.errors import TrainingError
from hoofbeat.features.cohort import Cohort
from hoofbeat.features.splits import disease_folds, publication_folds
from hoofbeat.knowledge.site import PREFIX as SITE
from hoofbeat.knowledge.stated import cited_publications
from hoofbeat.models.api import FittedCohortModel
from hoofbeat.models.facts import facts_of
from hoofbeat.models.hybrid import CohortRanker, learned_by
from hoofbeat.models.knowledge_model import KnowledgeModel
from hoofbeat.models.pairs import COLUMNS, PairWorld
from hoofbeat.models.reranker import CANDIDATES, Questions
from hoofbeat.models.teaching import Teaching

#: Fits a cohort model on a cohort.
FitCohort = Callable[[Cohort], FittedCohortModel]

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class RankerSettings:
    """Settings of the ranking's fit.

    Attributes:
        folds: number of folds; each fold's cases are held out of the teaching in turn.
        most_seen: largest number of cases held out with their publication; more cost time and change little.
        most_unseen: largest number of cases held out with their disease.
        observed_alone: share of the cases (0 to 1) that are asked without their excluded findings. Publications state
            excluded findings, physicians seldom do; the answer must be as good without them.
        fewest_told: least number of findings of a retold case. Each case teaches the re-ranker a second time, by so
            few of its observed findings as a physician types.
        most_told: largest number of findings of a retold case.
        unseen_weight: weight in re-ranking of a case held out with its disease; the others weigh 1.
        rerank: whether to re-rank. Not where all cases are simulated: they show what the profiles state, and the
            re-ranker would learn to believe every profile.
        seed: seed of draws and folds.
    """

    folds: int = 3
    most_seen: int = 2500
    most_unseen: int = 2500
    observed_alone: float = 0.3
    fewest_told: int = 2
    most_told: int = 8
    unseen_weight: float = 1.5
    rerank: bool = True
    seed: int = 0


class HeldOutPart(NamedTuple):
    """Cases that were held out together, and the answers of models that have not read them.

    Attributes:
        questions: cases with their candidates, as the re-ranker sees them.
        retold: the same cases, each by a few of its findings; empty where nothing is re-ranked.
        scores: scores of the knowledge model, float32 [n, D].
        learned: probabilities of the cohort model, float32 [n, classes of the teaching]; NaN for classes not learned.
        rows: rows of the cases in the teaching's cohort, [n].
    """

    questions: Questions
    retold: Questions
    scores: NDArray[np.float32]
    learned: NDArray[np.float32]
    rows: Rows


def teaching_questions(parts: Sequence[HeldOutPart]) -> list[Questions]:
    """The questions that teach a re-ranker: each case as recorded, and by a few of its findings."""
    return [one for part in parts for one in (part.questions, part.retold)]


def held_out(
    teaching: Teaching, fit_cohort: FitCohort | None, settings: RankerSettings
) -> tuple[HeldOutPart, HeldOutPart]:
    """Answers to cases held out with their publication, and to cases held out with their disease."""
    random = np.random.default_rng(settings.seed)

    def drawn(rows: Rows, most: int) -> NDArray[np.bool_]:
        chosen = np.zeros(len(teaching.cohort), dtype=np.bool_)
        chosen[random.permutation(rows)[:most]] = True
        return chosen

    groups = [case.kept_together for case in teaching.cohort.cases]
    diseases = [disease or "" for disease in teaching.cohort.diseases]
    folds = (
        _folds(publication_folds, groups, len(set(groups) - {None}) + groups.count(None), settings),
        _folds(disease_folds, diseases, len(set(diseases)), settings),
    )
    asked = (
        drawn(np.arange(len(groups)), settings.most_seen),
        drawn(np.flatnonzero(unread_and_listed(teaching)), settings.most_unseen),
    )
    alone = random.random(len(teaching.cohort)) < settings.observed_alone
    few = random.integers(settings.fewest_told, settings.most_told, len(teaching.cohort), endpoint=True).tolist()
    told = [
        (case.without_excluded() if bare else case, case.with_few_findings(count, settings.seed))
        for case, bare, count in zip(teaching.cohort.cases, alone, few, strict=True)
    ]
    seen, unseen = (
        _ask(teaching, told, fit_cohort, fold, chosen, unread=unread, weight=weight, rerank=settings.rerank)
        for fold, chosen, unread, weight in zip(folds, asked, (True, False), (1.0, settings.unseen_weight), strict=True)
    )
    return seen, unseen


def knowledge_of(teaching: Teaching) -> tuple[KnowledgeModel, PairWorld]:
    """The knowledge model of what may be read, and the knowledge that the columns of pairs are made from."""
    profiles = teaching.profiles()
    model = KnowledgeModel(teaching.ontology, teaching.catalogue, profiles)
    return model, PairWorld.of(model, profiles, facts_of(teaching, profiles))


def cohort_of(teaching: Teaching, fit_cohort: FitCohort | None) -> FittedCohortModel | None:
    """The cohort model; ``None`` where fewer than two diseases have enough of the cases that are left."""
    if fit_cohort is None:
        return None
    try:
        return fit_cohort(teaching.cohort)
    except TrainingError:  # the knowledge still answers
        return None


def classes_of(teaching: Teaching) -> tuple[str, ...]:
    """Every disease of the cohort, sorted: the columns of ``aligned``."""
    return tuple(sorted({disease for disease in teaching.cohort.diseases if disease}))


def aligned(classes: Sequence[str], model: CohortRanker | None, answers: NDArray[np.float32]) -> NDArray[np.float32]:
    """Answers of a cohort model in the columns of ``classes``, float32 [n, classes]; NaN where it learned nothing."""
    learned = np.full((len(answers), len(classes)), np.nan, dtype=np.float32)
    if model is not None:
        learned[:, np.searchsorted(classes, model.classes)] = answers
    return learned


def unread_and_listed(teaching: Teaching) -> NDArray[np.bool_]:
    """Cases whose publication the profile of their disease does not cite, and whose disease the knowledge lists, [n].

    A site disease is listed by name alone, and of site features no publication speaks: cases are all that is known of
    either, so they are left out.
    """
    cited = cited_publications(teaching.catalogue, teaching.annotations)
    rows = zip(teaching.cohort.cases, teaching.cohort.diseases, teaching.truth.tolist(), strict=True)
    return np.array(
        [
            position < teaching.listed
            and case.group not in cited.get(position, ())
            and not (disease or "").startswith(SITE)
            and not all(finding.id.startswith(SITE) for finding in case.findings)
            for case, disease, position in rows
        ],
        dtype=np.bool_,
    )


def _folds(split: Callable[..., Rows], keys: Sequence[str | None], distinct: int, settings: RankerSettings) -> Rows:
    """Folds of the cases; none is held out where there are too few groups to divide."""
    if distinct < 2:
        return np.full(len(keys), -1, dtype=np.int64)
    return split(keys, folds=min(settings.folds, distinct), seed=settings.seed)


def _ask(
    teaching: Teaching,
    told: Sequence[tuple[Case, Case]],
    fit_cohort: FitCohort | None,
    fold: Rows,
    asked: NDArray[np.bool_],
    *,
    unread: bool,
    weight: float,
    rerank: bool,
) -> HeldOutPart:
    """Answers to the asked cases, as recorded and by a few of their findings, by the models of other folds."""
    classes, truth, diseases = classes_of(teaching), teaching.truth, len(teaching.catalogue)
    width = min(CANDIDATES, diseases) if rerank else 0
    nobody: Rows = np.zeros(0, dtype=np.int64)
    nothing = Questions(np.zeros((0, width, len(COLUMNS)), dtype=np.float32), nobody, nobody, np.zeros(0))
    unscored, unlearned = (np.zeros((0, many), dtype=np.float32) for many in (diseases, len(classes)))
    parts = [HeldOutPart(nothing, nothing, unscored, unlearned, nobody)]
    for number in sorted(set(fold[asked & (fold >= 0)].tolist())):
        held_out = np.flatnonzero(fold == number)
        left = teaching.holding_out(held_out, unread=unread)
        rows = held_out[asked[held_out]]
        knowledge, pairs = knowledge_of(left)
        cases, brief = ([told[row][manner] for row in rows] for manner in (0, 1))
        own = np.where(left.lists()[truth[rows]], truth[rows], -1)
        cohort = cohort_of(left, fit_cohort)
        learned = aligned(classes, cohort, learned_by(cohort, cases))
        world, scores = pairs if rerank else None, knowledge.scores(cases)
        questions = Questions.ask(world, cases, scores, own, weight)
        retold = Questions.ask(world, brief, knowledge.scores(brief), own, weight) if rerank else nothing
        parts.append(HeldOutPart(questions, retold, scores, learned, rows))
    return HeldOutPart(
        Questions.joined([part.questions for part in parts]),
        Questions.joined([part.retold for part in parts]),
        *(np.concatenate(columns) for columns in zip(*(part[2:] for part in parts), strict=True)),
    )
