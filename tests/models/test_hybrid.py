"""The pool: its formula, the slope of its likelihood, and what it learns from invented cases."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import approx_fprime, check_grad

from hoofbeat.domain.case import Case
from hoofbeat.domain.errors import KnowledgeError
from hoofbeat.models.hybrid import (
    HybridParameters,
    HybridRanker,
    _Likelihood,
    fit_pool,
    pool,
    softmax,
    with_sureness,
)
from hoofbeat.models.knowledge_model import KnowledgeModel
from small_world import CATALOGUE, FREQUENCIES, ONTOLOGY, D, H, case, profiles

DISEASES, CLASSES = 30, np.array([4, 0, 17, 21, 9])
DRAWN_BY = HybridParameters(evidence=0.7, cohort=0.8, offset=0.5)
#: Of the patients drawn, one in ten has any of the diseases, whatever the evidence.
UNEXPLAINED = 0.1


def answers_of(logits: NDArray[np.float32], parameters: HybridParameters) -> NDArray[np.float32]:
    return with_sureness(logits, np.tile(parameters.sureness, (len(logits), 1)))


def invented(
    cases: int, parameters: HybridParameters = DRAWN_BY, gap: float = 0
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.int64]]:
    """Scores, cohort probabilities (a share ``gap`` unknown) and diseases drawn from a pool with ``parameters``."""
    random = np.random.default_rng(0)
    scores = random.normal(0, 2, (cases, DISEASES)).astype(np.float32)
    learned = random.dirichlet(np.full(len(CLASSES), 0.7), cases).astype(np.float32)
    learned[random.random(learned.shape) < gap] = np.nan
    chances = softmax(pool(scores, learned, CLASSES, parameters)).astype(np.float64)
    chances = (1 - UNEXPLAINED) * chances + UNEXPLAINED / DISEASES
    truth = (chances.cumsum(axis=1) / chances.sum(axis=1, keepdims=True) < random.random((cases, 1))).sum(axis=1)
    return scores, learned, truth.astype(np.int64)


def test_pools_by_the_formula() -> None:
    scores = np.array([[1, 2, 3]], dtype=np.float32)
    learned = np.array([[0.5, 0.0001]], dtype=np.float32)
    parameters = HybridParameters(evidence=2, cohort=0.5, offset=0.25, floor=0.01)
    logits = pool(scores, learned, np.array([2, 0]), parameters)
    expected = [2 + 0.5 * np.log(0.01) + 0.25, 4, 6 + 0.5 * np.log(0.5) + 0.25]
    np.testing.assert_allclose(logits[0], expected, rtol=1e-6)
    np.testing.assert_array_equal(scores, [[1, 2, 3]])
    share = np.exp(expected) / np.exp(expected).sum()
    np.testing.assert_allclose(answers_of(logits, parameters)[0], share, rtol=1e-5)


def test_the_first_answer_is_as_sure_as_its_log_odds_say() -> None:
    """At even odds σ(l), at odds of three to one σ(l + m · log 3); what is taken from it is spread over all."""
    logits = np.log(np.array([[0.5, 0.3, 0.2], [0.75, 0.15, 0.1]], dtype=np.float32))
    answers = answers_of(logits, HybridParameters(level=-1, slope=1))
    right = np.array([1 / (1 + np.e), 3 / (3 + np.e)])
    shares = 1 - right / [0.5, 0.75]
    np.testing.assert_allclose(answers, (1 - shares)[:, None] * np.exp(logits) + shares[:, None] / 3, rtol=1e-5)
    certain = np.array([[1e4, 0, 0]], dtype=np.float32)
    np.testing.assert_allclose(answers_of(certain, HybridParameters(level=-1)), [[1, 0, 0]], atol=1e-5)


def test_a_disease_this_cohort_model_never_saw_adds_nothing() -> None:
    scores = np.zeros((1, 3), dtype=np.float32)
    learned = np.array([[np.nan, 0.5]], dtype=np.float32)
    logits = pool(scores, learned, np.array([0, 2]), HybridParameters(cohort=1, offset=3))
    np.testing.assert_allclose(logits[0], [0, 0, np.log(0.5) + 3], rtol=1e-6)


def test_softmax_stands_large_numbers() -> None:
    np.testing.assert_allclose(softmax(np.array([[1e4, 1e4, -1e4]], dtype=np.float32)), [[0.5, 0.5, 0]])


@pytest.mark.parametrize("gap", [0, 0.3])
@pytest.mark.parametrize("point", [(0.5, 0, 0, 0.2), (1.3, 0.4, -2, 0.1), (0.1, 3, 5, 0.6)])
def test_the_slope_of_the_likelihood(point: Sequence[float], gap: float) -> None:
    scores, learned, truth = invented(cases=200, gap=gap)
    if gap:
        assert np.isnan(learned).any()
        learned[:, 1] = np.nan  # a class that no fold has learned
    likelihood = _Likelihood(scores, learned, CLASSES, truth, 1e-3)
    at = np.array(point)
    # Pooling in float32 leaves steps of 1e-7 in the value: finer differences would measure those.
    assert check_grad(lambda x: likelihood(x)[0], lambda x: likelihood(x)[1], at, epsilon=1e-3) < 2e-2
    # One-sided differences err with the curvature; the mean of both sides does not.
    ahead, behind = (approx_fprime(at, lambda x: likelihood(x)[0], step) for step in (1e-3, -1e-3))
    np.testing.assert_allclose(likelihood(at)[1], (ahead + behind) / 2, atol=1e-3)


def test_the_likelihood_is_that_of_the_answers() -> None:
    scores, learned, truth = invented(cases=50)
    answers = 0.85 * softmax(pool(scores, learned, CLASSES, HybridParameters(1.0, 0.6, 0.4))) + 0.15 / DISEASES
    expected = -np.log(answers[np.arange(50), truth]).mean() + 1e-3 * (0.6**2 + 0.4**2)
    value, _ = _Likelihood(scores, learned, CLASSES, truth, 1e-3)(np.array([1.0, 0.6, 0.4, 0.15]))
    assert value == pytest.approx(expected, rel=1e-5)


def test_recovers_how_the_cases_were_drawn() -> None:
    scores, learned, truth = invented(cases=2500)
    found = fit_pool(scores, learned, CLASSES, truth)
    assert found.evidence == pytest.approx(0.7, abs=0.08)
    assert found.cohort == pytest.approx(0.8, abs=0.2)
    assert found.offset == pytest.approx(0.5, abs=0.3)
    assert found.floor == 1e-3


def test_does_not_trust_a_cohort_model_that_guesses() -> None:
    scores, learned, truth = invented(parameters=HybridParameters(1.0), cases=2500)
    found = fit_pool(scores, learned, CLASSES, truth)
    assert found.cohort < 0.1
    assert abs(found.offset) < 0.25
    assert found.evidence == pytest.approx(1, abs=0.08)


def test_diseases_that_nothing_lists_teach_doubt_and_nothing_else() -> None:
    """Half as many patients again of unlisted diseases: whatever comes first is wrong for a third of all."""
    scores, learned, truth = invented(cases=2000)
    more = (np.concatenate([scores, scores[:1000]]), np.concatenate([learned, learned[:1000]]))
    doubtful = fit_pool(*more, CLASSES, np.concatenate([truth, np.full(1000, -1)]))
    alone = fit_pool(scores, learned, CLASSES, truth)
    pooled = ("evidence", "cohort", "offset", "floor")
    assert [getattr(doubtful, name) for name in pooled] == [getattr(alone, name) for name in pooled]
    sure, doubting = (answers_of(pool(*more, CLASSES, found), found).max(axis=1).mean() for found in (alone, doubtful))
    assert doubting == pytest.approx(sure * 2 / 3, abs=0.02)
    assert fit_pool(scores, learned, CLASSES, np.full(2000, -1), floor=0.01) == HybridParameters(floor=0.01)


def test_is_as_sure_as_it_is_right() -> None:
    """Sharp answers are all right, blunt ones half of the time about a disease that nothing lists."""
    random = np.random.default_rng(1)
    scores = random.normal(0, 1, (3000, DISEASES)).astype(np.float32)
    scores[:1000, 0] += 12
    truth = (softmax(scores).cumsum(axis=1) < random.random((3000, 1))).sum(axis=1).clip(max=DISEASES - 1)
    truth[1000:][random.random(2000) < 0.5] = -1
    nobody = np.zeros((3000, 0), dtype=np.float32)
    found = fit_pool(scores, nobody, np.array([], dtype=np.int64), truth)
    answers = answers_of(pool(scores, nobody, np.array([], dtype=np.int64), found), found)
    right = answers.argmax(axis=1) == truth
    for rows in (slice(0, 1000), slice(1000, None)):
        assert answers[rows].max(axis=1).mean() == pytest.approx(right[rows].mean(), abs=0.03)


def test_fits_without_a_cohort_model() -> None:
    scores, _, truth = invented(cases=500, parameters=HybridParameters(0.7))
    found = fit_pool(scores, np.zeros((500, 0), dtype=np.float32), np.array([], dtype=np.int64), truth)
    assert (found.cohort, found.offset) == (0, 0)
    assert found.evidence == pytest.approx(0.7, abs=0.1)


class Thirds:
    """A cohort model of one disease that is sure of it."""

    classes = ("HBD:0000003",)

    def predict(self, cases: Sequence[Case]) -> NDArray[np.float32]:
        return np.ones((len(cases), 1), dtype=np.float32)


def test_ranks_the_whole_catalogue_with_and_without_a_cohort_model() -> None:
    model = KnowledgeModel(ONTOLOGY, CATALOGUE, profiles(FREQUENCIES))
    cases = [case(D), case(H), case()]
    alone = HybridRanker(model, parameters=HybridParameters(level=-1))
    np.testing.assert_allclose(alone.logits(cases), model.scores(cases), rtol=1e-6)
    probabilities = alone.probabilities(cases)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-5)
    assert probabilities.argmax(axis=1)[:2].tolist() == [0, 2]
    assert probabilities.min() >= 0.1 / 3
    both = HybridRanker(model, Thirds(), HybridParameters(evidence=1, cohort=1, offset=4))
    assert both.class_positions.tolist() == [2]
    np.testing.assert_allclose(both.logits(cases) - model.scores(cases), np.tile([0, 0, 4], (3, 1)), atol=1e-5)


def test_a_learned_disease_that_the_catalogue_lacks_is_refused() -> None:
    class Elsewhere(Thirds):
        classes = ("HBD:0000009",)

    model = KnowledgeModel(ONTOLOGY, CATALOGUE, profiles(FREQUENCIES))
    with pytest.raises(KnowledgeError, match="has learned HBD:0000009, which the catalogue lacks"):
        HybridRanker(model, Elsewhere(), HybridParameters(cohort=1)).logits([case(D)])
