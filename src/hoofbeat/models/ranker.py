"""Fits the whole ranking from a teaching. Evaluation and production use this one path.

The re-ranker and the pool learn how far to trust the knowledge and the cohort, from cases that neither has read
(``models.inner_folds``). An evaluation that holds cases out of the teaching judges all of these steps together.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from hoofbeat.models.api import FittedCohortModel
from hoofbeat.models.common.model import CommonModel
from hoofbeat.models.hybrid import HybridParameters, HybridRanker, fit_pool
from hoofbeat.models.inner_folds import (
    FitCohort,
    HeldOutPart,
    RankerSettings,
    Rows,
    classes_of,
    cohort_of,
    held_out,
    knowledge_of,
    teaching_questions,
)
from hoofbeat.models.reranker import Questions, Reranker
from hoofbeat.models.teaching import Teaching

AS_SHIPPED = RankerSettings()

#: Cases that the pool is fitted on, held out with their publication and with their disease. It has few parameters.
#: Two thirds have a disease that no case has shown, as most orphan diseases are: with fewer, the pool trusts the cohort
#: model with diseases it cannot know.
CASES_TO_POOL = (1200, 2400)


def fit_ranker(
    teaching: Teaching,
    fit_cohort: FitCohort | None = None,
    settings: RankerSettings = AS_SHIPPED,
    *,
    cohort: FittedCohortModel | None = None,
) -> HybridRanker:
    """Fit knowledge model, cohort model, re-ranker and pool.

    Args:
        teaching: knowledge and cases that may be read.
        fit_cohort: fits the selected cohort model; ``None`` where no disease has enough cases.
        settings: sizes and seed.
        cohort: cohort model that was fitted on the whole teaching already; ``None`` fits one.
    """
    reranker, parameters, _ = fit_pooled(teaching, fit_cohort, settings)
    knowledge, pairs = knowledge_of(teaching)
    cohort = cohort or cohort_of(teaching, fit_cohort)
    common = CommonModel.of(teaching, knowledge.speaks_of)
    return HybridRanker(knowledge, cohort, parameters, reranker, pairs if reranker else None, common)


def fit_pooled(
    teaching: Teaching, fit_cohort: FitCohort | None, settings: RankerSettings = AS_SHIPPED
) -> tuple[Reranker | None, HybridParameters, tuple[HeldOutPart, HeldOutPart]]:
    """Fit the re-ranker and the pool of :func:`fit_ranker`.

    Returns:
        The re-ranker, ``None`` where none helps; the pool; and the cases held out with their publication and with their
        disease, their scores refined by re-rankers that have not learned from them.
    """
    seen, unseen = held_out(teaching, fit_cohort, settings)
    reranker = None
    if settings.rerank:
        reranker, seen, unseen = _rerank(seen, unseen, settings.seed)
    return reranker, _pool(teaching, seen, unseen, settings.seed), (seen, unseen)


def fit_reranker(
    teaching: Teaching, settings: RankerSettings = AS_SHIPPED
) -> tuple[Reranker | None, tuple[HeldOutPart, HeldOutPart]]:
    """Fit the re-ranker of :func:`fit_ranker` alone; it does not depend on a cohort model.

    Returns:
        The re-ranker, ``None`` where none helps; and the cases held out with their publication and with their disease.
    """
    seen, unseen = held_out(teaching, None, settings)
    return _rerank(seen, unseen, settings.seed)[0] if settings.rerank else None, (seen, unseen)


def reread(ranker: HybridRanker, teaching: Teaching) -> HybridRanker:
    """The same ranking over other knowledge; the re-ranker is kept, for it holds nothing of the knowledge."""
    knowledge, pairs = knowledge_of(teaching)
    common = ranker.common and ranker.common.reread(teaching, knowledge.speaks_of)
    return replace(ranker, knowledge=knowledge, pairs=pairs if ranker.reranker else None, common=common)


def _rerank(seen: HeldOutPart, unseen: HeldOutPart, seed: int) -> tuple[Reranker | None, HeldOutPart, HeldOutPart]:
    """Fit the re-ranker, and refine each case's scores by re-rankers that have not learned from its disease.

    The re-ranker is ``None`` if these do not raise the mean reciprocal rank of the cases.
    """
    both = Questions.joined([seen.questions, unseen.questions])
    taught = teaching_questions((seen, unseen))
    scores = np.concatenate([seen.scores, unseen.scores])
    half = np.random.default_rng(seed).random((scores.shape[1],)) < 0.5
    refined = scores.copy()
    for own in (False, True):
        other = Reranker.fit(taught.take(np.flatnonzero(half[taught.truth] != own)), seed)
        if other is None:
            return None, seen, unseen
        for row in np.flatnonzero(half[both.truth] == own):
            refined[row] = other.refined(scores[row], both.columns[row])
    if _mean_reciprocal(refined, both.truth) <= _mean_reciprocal(scores, both.truth):
        return None, seen, unseen
    many = len(seen.scores)
    return Reranker.fit(taught, seed), seen._replace(scores=refined[:many]), unseen._replace(scores=refined[many:])


def _mean_reciprocal(scores: NDArray[np.float32], truth: Rows) -> float:
    """Mean reciprocal rank of the right diseases, ties against us; a disease that nothing lists counts 0."""
    listed = np.flatnonzero(truth >= 0)
    ranks = [np.count_nonzero(scores[row] >= scores[row, truth[row]]) for row in listed]
    return float(np.sum(1 / np.array(ranks))) if len(listed) else 0.0


def _pool(teaching: Teaching, seen: HeldOutPart, unseen: HeldOutPart, seed: int) -> HybridParameters:
    """Fit the pool on a sample of both kinds of held-out cases: diseases the cohort knows, and diseases it does not."""
    random = np.random.default_rng(seed)
    scale = min(1.0, len(seen.scores) / CASES_TO_POOL[0])
    drawn = []
    for part, most in zip((seen, unseen), CASES_TO_POOL, strict=True):
        rows = np.sort(random.permutation(len(part.scores))[: round(scale * most)])
        drawn.append((part.scores[rows], part.learned[rows], part.questions.truth[rows]))
    scores, learned, truth = (np.concatenate(columns) for columns in zip(*drawn, strict=True))
    positions = [teaching.catalogue.find(disease) for disease in classes_of(teaching)]
    return fit_pool(scores, learned, np.array(positions, dtype=np.int64), truth)
