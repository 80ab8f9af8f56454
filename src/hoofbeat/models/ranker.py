"""Fit the whole ranking from what a model may learn from: the one path, in evaluation and in production alike.

The re-ranker and the pool learn how far to trust knowledge and cohort, so they must see cases that neither has read.
Those are held out of the teaching in turn, in two ways: with their publication (a next patient may have a disease that
the cohort knows), and with their disease (or one that no case has shown). Whoever holds cases out of the teaching
itself judges all of this as if it were new.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
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
from hoofbeat.models.hybrid import Cohort as LearnedModel
from hoofbeat.models.hybrid import HybridParameters, HybridRanker, fit_pool
from hoofbeat.models.knowledge_model import KnowledgeModel
from hoofbeat.models.pairs import COLUMNS, PairWorld
from hoofbeat.models.priors import prior_shift
from hoofbeat.models.reranker import CANDIDATES, Questions, Reranker
from hoofbeat.models.teaching import Teaching

#: Fits a cohort model on a cohort.
FitCohort = Callable[[Cohort], FittedCohortModel]

Rows = NDArray[np.int64]

#: Cases a pool is fitted on; its four parameters need no more. One patient in five has a disease that no case has
#: shown: without them the pool would trust the cohort model with diseases it cannot know, with more not at all.
CASES_TO_POOL = {"seen": 2400, "unseen": 600}


@dataclass(frozen=True)
class RankerSettings:
    """How the ranking is fitted.

    Attributes:
        folds: in which cases are held out of the teaching in turn.
        most_seen: cases held out with their publication, at most; more cost time and change little.
        most_unseen: cases held out with their disease, at most.
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
    unseen_weight: float = 1.5
    rerank: bool = True
    prevalence_weight: float = 0.0
    seed: int = 0


class Part(NamedTuple):
    """Cases that were held out together, and the answers of models that have not read them.

    Attributes:
        questions: as the re-ranker sees them.
        scores: of the knowledge model, float32 [n, D].
        learned: of the cohort model, float32 [n, classes of the teaching]; NaN where a class was not learned.
        rows: of the cases in the teaching's cohort, [n].
    """

    questions: Questions
    scores: NDArray[np.float32]
    learned: NDArray[np.float32]
    rows: Rows


def fit_ranker(
    teaching: Teaching,
    fit_cohort: FitCohort | None = None,
    settings: RankerSettings = RankerSettings(),
    *,
    cohort: FittedCohortModel | None = None,
) -> HybridRanker:
    """Fit knowledge model, cohort model, re-ranker and pool.

    Args:
        teaching: all that may be read.
        fit_cohort: fits the selected cohort model; ``None`` where no disease has enough cases.
        settings: sizes and seed.
        cohort: a cohort model that was fitted on all of the teaching already.
    """
    seen, unseen = _held_out(teaching, fit_cohort, settings)
    reranker = None
    if settings.rerank:
        reranker, seen, unseen = _rerank(seen, unseen, settings.seed)
    shift = prior_shift(teaching.catalogue, settings.prevalence_weight)
    parameters = _pool(teaching, seen, unseen, shift, settings.seed)
    knowledge, pairs = _knowledge(teaching)
    cohort = cohort or _cohort(teaching, fit_cohort)
    return HybridRanker(knowledge, cohort, parameters, reranker, pairs if reranker else None, shift)


def fit_reranker(
    teaching: Teaching, settings: RankerSettings = RankerSettings()
) -> tuple[Reranker | None, tuple[Part, Part]]:
    """The re-ranker of :func:`fit_ranker` alone, which no cohort model touches, and what it was taught with.

    Returns:
        The re-ranker, ``None`` where there is none; and cases held out with their publication, with their disease.
    """
    seen, unseen = _held_out(teaching, None, settings)
    return _rerank(seen, unseen, settings.seed)[0] if settings.rerank else None, (seen, unseen)


def reread(ranker: HybridRanker, teaching: Teaching) -> HybridRanker:
    """The same ranking over other knowledge: what a re-ranker has learned does not depend on it."""
    knowledge, pairs = _knowledge(teaching)
    return replace(ranker, knowledge=knowledge, pairs=pairs if ranker.reranker else None)


def classes_of(teaching: Teaching) -> tuple[str, ...]:
    """Every disease of the cohort, sorted: the columns of ``aligned``."""
    return tuple(sorted({disease for disease in teaching.cohort.diseases if disease}))


def aligned(classes: Sequence[str], model: LearnedModel | None, cases: Sequence[Case]) -> NDArray[np.float32]:
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


def _knowledge(teaching: Teaching) -> tuple[KnowledgeModel, PairWorld]:
    profiles = teaching.profiles()
    model = KnowledgeModel(teaching.ontology, teaching.catalogue, profiles)
    return model, PairWorld.of(model, profiles, facts_of(teaching, profiles))


def _cohort(teaching: Teaching, fit_cohort: FitCohort | None) -> FittedCohortModel | None:
    if fit_cohort is None:
        return None
    try:
        return fit_cohort(teaching.cohort)
    except (
        TrainingError
    ):  # what is left may have fewer than two diseases with enough cases; the knowledge still answers
        return None


def _held_out(teaching: Teaching, fit_cohort: FitCohort | None, settings: RankerSettings) -> tuple[Part, Part]:
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
    seen, unseen = (
        _ask(teaching, fit_cohort, fold, chosen, unread=unread, weight=weight, rerank=settings.rerank)
        for fold, chosen, unread, weight in zip(folds, asked, (True, False), (1.0, settings.unseen_weight), strict=True)
    )
    return seen, unseen


def _folds(split: Callable[..., Rows], keys: Sequence[str | None], distinct: int, settings: RankerSettings) -> Rows:
    """Folds of the cases; where there is nothing to divide, none is held out."""
    if distinct < 2:
        return np.full(len(keys), -1, dtype=np.int64)
    return split(keys, folds=min(settings.folds, distinct), seed=settings.seed)


def _ask(
    teaching: Teaching,
    fit_cohort: FitCohort | None,
    fold: Rows,
    asked: NDArray[np.bool_],
    *,
    unread: bool,
    weight: float,
    rerank: bool,
) -> Part:
    """Answers to the asked cases, each by models of the other folds."""
    classes, truth, diseases = classes_of(teaching), teaching.truth, len(teaching.catalogue)
    width = min(CANDIDATES, diseases) if rerank else 0
    nobody: Rows = np.zeros(0, dtype=np.int64)
    nothing = Questions(np.zeros((0, width, len(COLUMNS)), dtype=np.float32), nobody, nobody, np.zeros(0))
    unscored, unlearned = (np.zeros((0, many), dtype=np.float32) for many in (diseases, len(classes)))
    parts = [Part(nothing, unscored, unlearned, nobody)]
    for number in sorted(set(fold[asked & (fold >= 0)].tolist())):
        held_out = np.flatnonzero(fold == number)
        left = teaching.holding_out(held_out, unread=unread)
        rows = held_out[asked[held_out]]
        knowledge, pairs = _knowledge(left)
        cases = [teaching.cohort.cases[row] for row in rows]
        scores = knowledge.scores(cases)
        own = np.where(left.lists()[truth[rows]], truth[rows], -1)
        learned = aligned(classes, _cohort(left, fit_cohort), cases)
        questions = Questions.ask(pairs if rerank else None, cases, scores, own, weight)
        parts.append(Part(questions, scores, learned, rows))
    return Part(
        Questions.joined([part.questions for part in parts]),
        *(np.concatenate(columns) for columns in zip(*(part[1:] for part in parts), strict=True)),
    )


def _rerank(seen: Part, unseen: Part, seed: int) -> tuple[Reranker | None, Part, Part]:
    """The re-ranker, and the scores as re-rankers that have not learned from a case's disease refine them.

    One that does not raise the mean reciprocal rank of those cases is not worth having.
    """
    both = Questions.joined([seen.questions, unseen.questions])
    scores = np.concatenate([seen.scores, unseen.scores])
    half = np.random.default_rng(seed).random((scores.shape[1],))[both.truth] < 0.5
    refined = scores.copy()
    for own in (False, True):
        other = Reranker.fit(both.take(np.flatnonzero(half != own)), seed)
        if other is None:
            return None, seen, unseen
        for row in np.flatnonzero(half == own):
            refined[row] = other.refined(scores[row], both.columns[row])
    if _mean_reciprocal(refined, both.truth) <= _mean_reciprocal(scores, both.truth):
        return None, seen, unseen
    many = len(seen.scores)
    return Reranker.fit(both, seed), seen._replace(scores=refined[:many]), unseen._replace(scores=refined[many:])


def _mean_reciprocal(scores: NDArray[np.float32], truth: Rows) -> float:
    """Mean reciprocal rank of the right diseases, ties against us; a disease that nothing lists counts 0."""
    listed = np.flatnonzero(truth >= 0)
    ranks = [np.count_nonzero(scores[row] >= scores[row, truth[row]]) for row in listed]
    return float(np.sum(1 / np.array(ranks))) if len(listed) else 0.0


def _pool(teaching: Teaching, seen: Part, unseen: Part, shift: NDArray[np.float32], seed: int) -> HybridParameters:
    """Fit the pool on a draw of both: a next patient may have a disease the cohort knows, or one it has never seen."""
    random = np.random.default_rng(seed)
    scale = min(1.0, len(seen.scores) / CASES_TO_POOL["seen"])
    drawn = []
    for part, most in ((seen, CASES_TO_POOL["seen"]), (unseen, CASES_TO_POOL["unseen"])):
        rows = np.sort(random.permutation(len(part.scores))[: round(scale * most)])
        drawn.append((part.scores[rows], part.learned[rows], part.questions.truth[rows]))
    scores, learned, truth = (np.concatenate(columns) for columns in zip(*drawn, strict=True))
    positions = [teaching.catalogue.find(disease) for disease in classes_of(teaching)]
    return fit_pool(scores, learned, np.array(positions, dtype=np.int64), truth, shift=shift)
