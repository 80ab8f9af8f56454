"""Cases held out of a teaching in turn, and the answers of models that have not read them.

Two ways: with their publication (a next patient may have a disease that the cohort knows), and with their disease (or
one that no case has shown). Re-ranker and pool learn from these answers how far to trust knowledge and cohort.
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
from hoofbeat.knowledge.profiles import cited_publications
from hoofbeat.knowledge.site import PREFIX as SITE
from hoofbeat.models.api import FittedCohortModel
from hoofbeat.models.facts import facts_of
from hoofbeat.models.hybrid import CohortRanker
from hoofbeat.models.knowledge_model import KnowledgeModel
from hoofbeat.models.pairs import COLUMNS, PairWorld
from hoofbeat.models.reranker import CANDIDATES, Questions
from hoofbeat.models.teaching import Teaching

#: Fits a cohort model on a cohort.
FitCohort = Callable[[Cohort], FittedCohortModel]

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class RankerSettings:
    """How the ranking is fitted.

    Attributes:
        folds: in which cases are held out of the teaching in turn.
        most_seen: cases held out with their publication, at most; more cost time and change little.
        most_unseen: cases held out with their disease, at most.
        observed_alone: share of the cases that are asked as if nothing had been excluded. Who writes a case up says
            what was looked for and not found; who sees a patient seldom does, and must be answered no worse for it.
        fewest_told: every case also teaches the re-ranker by a few of its observed findings, as many as a physician
            types: so many at least,
        most_told: and so many at most.
        unseen_weight: weight of one of these against one of the others, in re-ranking.
        rerank: whether to re-rank at all. Not where only simulated patients teach: they show just what the profiles
            say, and a re-ranker would learn to believe every profile.
        prevalence_weight: of the classes of prevalence (``models.priors``); with 0 diseases are as frequent as they
            taught.
        seed: of draws and folds.
    """

    folds: int = 3
    most_seen: int = 2500
    most_unseen: int = 2500
    observed_alone: float = 0.3
    fewest_told: int = 2
    most_told: int = 8
    unseen_weight: float = 1.5
    rerank: bool = True
    prevalence_weight: float = 0.0
    seed: int = 0


class HeldOutPart(NamedTuple):
    """Cases that were held out together, and the answers of models that have not read them.

    Attributes:
        questions: as the re-ranker sees them.
        retold: the same cases by a few of their findings; none where nothing is re-ranked.
        scores: of the knowledge model, float32 [n, D].
        learned: of the cohort model, float32 [n, classes of the teaching]; NaN where a class was not learned.
        rows: of the cases in the teaching's cohort, [n].
    """

    questions: Questions
    retold: Questions
    scores: NDArray[np.float32]
    learned: NDArray[np.float32]
    rows: Rows


def teaching_questions(parts: Sequence[HeldOutPart]) -> Questions:
    """All that teaches a re-ranker: the cases as they are told, and by a few of their findings."""
    return Questions.joined([one for part in parts for one in (part.questions, part.retold)])


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
    """The knowledge model of what may be read, and what pairs are made from."""
    profiles = teaching.profiles()
    model = KnowledgeModel(teaching.ontology, teaching.catalogue, profiles)
    return model, PairWorld.of(model, profiles, facts_of(teaching, profiles))


def cohort_of(teaching: Teaching, fit_cohort: FitCohort | None) -> FittedCohortModel | None:
    """The cohort model, ``None`` where what is left has fewer than two diseases with enough cases."""
    if fit_cohort is None:
        return None
    try:
        return fit_cohort(teaching.cohort)
    except TrainingError:  # the knowledge still answers
        return None


def classes_of(teaching: Teaching) -> tuple[str, ...]:
    """Every disease of the cohort, sorted: the columns of ``aligned``."""
    return tuple(sorted({disease for disease in teaching.cohort.diseases if disease}))


def aligned(classes: Sequence[str], model: CohortRanker | None, cases: Sequence[Case]) -> NDArray[np.float32]:
    """Answers of a cohort model in the columns of ``classes``, float32 [n, classes]; NaN where it learned nothing."""
    learned = np.full((len(cases), len(classes)), np.nan, dtype=np.float32)
    if model is not None:
        learned[:, np.searchsorted(classes, model.classes)] = model.predict(cases)
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
    """Folds of the cases; where there is nothing to divide, none is held out."""
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
    """Answers to the asked cases, as they are told and by a few of their findings, each by models of other folds."""
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
        learned = aligned(classes, cohort_of(left, fit_cohort), cases)
        world, scores = pairs if rerank else None, knowledge.scores(cases)
        questions = Questions.ask(world, cases, scores, own, weight)
        retold = Questions.ask(world, brief, knowledge.scores(brief), own, weight) if rerank else nothing
        parts.append(HeldOutPart(questions, retold, scores, learned, rows))
    return HeldOutPart(
        Questions.joined([part.questions for part in parts]),
        Questions.joined([part.retold for part in parts]),
        *(np.concatenate(columns) for columns in zip(*(part[2:] for part in parts), strict=True)),
    )
