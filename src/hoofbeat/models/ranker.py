"""Fits the whole ranking from a teaching. Evaluation and production use this one path.

The re-ranker and the pool learn how far to trust the knowledge and the cohort, from cases that neither has read
(``models.inner_folds``). An evaluation that holds cases out of the teaching judges all of these steps together.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from hoofbeat.models.api import FittedCohortModel
from hoofbeat.models.common.model import CommonModel
from hoofbeat.models.hybrid import HybridParameters, HybridRanker, fit_pool
from hoofbeat.models.inner_folds import (
    FitCohort,
    HeldOutPart,
    RankerSettings,
    classes_of,
    cohort_of,
    held_out,
    knowledge_of,
    teaching_questions,
)
from hoofbeat.models.reranker import Reranker
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
    parts = (seen, unseen)
    taught = teaching_questions(parts)
    half = np.random.default_rng(seed).random((seen.scores.shape[1],)) < 0.5
    refined = seen._replace(scores=seen.scores.copy()), unseen._replace(scores=unseen.scores.copy())
    for own in (False, True):
        other = Reranker.fit([some.take(np.flatnonzero(half[some.truth] != own)) for some in taught], seed)
        if other is None:
            return None, seen, unseen
        for part, better in zip(parts, refined, strict=True):
            for row in np.flatnonzero(half[part.questions.truth] == own):
                better.scores[row] = other.refined(part.scores[row], part.questions.columns[row])
    if _mean_reciprocal(refined) <= _mean_reciprocal(parts):
        return None, seen, unseen
    return Reranker.fit(taught, seed), *refined


def _mean_reciprocal(parts: Sequence[HeldOutPart]) -> float:
    """Mean reciprocal rank of the right diseases, ties against us; a disease that nothing lists counts 0."""
    rows = [
        (scores, position)
        for part in parts
        for scores, position in zip(part.scores, part.questions.truth.tolist(), strict=True)
        if position >= 0
    ]
    ranks = [np.count_nonzero(scores >= scores[position]) for scores, position in rows]
    return float(np.sum(1 / np.array(ranks))) if ranks else 0.0


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
