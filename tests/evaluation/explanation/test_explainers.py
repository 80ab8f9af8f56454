"""Contributions add up to what each kind of model answers, and fall where the model looks.

Mirrors: hoofbeat.evaluation.explanation.pairs, hoofbeat.models.explainers.base, hoofbeat.models.explainers.boosted,
hoofbeat.models.explainers.forest, hoofbeat.models.explainers.library, hoofbeat.models.explainers.linear,
hoofbeat.models.explainers.network
"""

from itertools import combinations
from math import factorial

import numpy as np
import pytest
from scipy.special import softmax

from explanation_cohorts import ONTOLOGY, learn, measured
from hoofbeat.domain.errors import ExplanationError
from hoofbeat.evaluation.explanation.pairs import Explained, explain_pairs, require_sum
from hoofbeat.evaluation.explanation.sample import Learned
from hoofbeat.models.candidates import build, names, records
from hoofbeat.models.explainers.base import Rows, Shares
from invented_cohort import make_cohort

REFERENCE = np.arange(0, 30, 3)


def explained(learned: Learned, rows: Rows) -> tuple[Explained, np.ndarray]:
    """Every class of some cases, and the model's own probabilities of them, [rows, C]."""
    classes = len(learned.model.classes)
    read = learned.model.pipeline[:-1].transform(learned.model.encoder.transform(learned.cases))
    row, label = np.repeat(rows, classes), np.tile(np.arange(classes), len(rows))
    found = explain_pairs(learned.model, read, REFERENCE, row, label, seed=0, title="test")
    return found, learned.model.predict([learned.cases[one] for one in rows])


def answers(found: Explained, classes: int) -> np.ndarray:
    """Probabilities as contributions and base add up to them, [rows, C]."""
    outputs = (found.shares.values.sum(axis=1) + found.shares.base).reshape(-1, classes)
    return outputs if found.unit == "probability" else softmax(outputs, axis=1)


def test_contributions_add_up_to_the_answer(learned: Learned) -> None:
    found, probabilities = explained(learned, np.array([0, 20, 45]))
    np.testing.assert_allclose(answers(found, 4), probabilities, atol=1e-5)
    assert np.abs(found.shares.values).max() > 0.01
    assert found.shares.difference <= 1e-5


@pytest.mark.parametrize("name", names())
def test_two_diseases_and_measurements_add_up_too(name: str) -> None:
    pair = learn(name, measured(make_cohort(ONTOLOGY, diseases=2)))
    found, probabilities = explained(pair, np.array([0, 1, 30]))
    np.testing.assert_allclose(answers(found, 2), probabilities, atol=1e-5)
    assert np.abs(found.shares.values).max() > 0.01


def test_logits_are_told_against_the_mean_of_all_classes(learned: Learned) -> None:
    found, _ = explained(learned, np.array([3, 33]))
    if found.unit == "log-odds":
        np.testing.assert_allclose(found.shares.values.reshape(2, 4, -1).sum(axis=1), 0, atol=1e-5)
    else:
        np.testing.assert_allclose(found.shares.base[:4].sum(), 1, atol=1e-6)


def shapley(answer, row: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """By the definition: the mean over all sets of known columns, those unknown taken from each reference in turn."""
    many = len(row)

    def value(known: tuple[int, ...]) -> np.ndarray:
        mixed = reference.copy()
        mixed[:, list(known)] = row[list(known)]
        return answer(mixed).mean(axis=0)

    shares = []
    for column in range(many):
        others = [one for one in range(many) if one != column]
        shares.append(
            sum(
                factorial(size)
                * factorial(many - size - 1)
                / factorial(many)
                * (value((*known, column)) - value(known))
                for size in range(many)
                for known in combinations(others, size)
            )
        )
    return np.array(shares)


@pytest.mark.parametrize(("name", "tolerance"), [("logistic", 1e-5), ("random_forest", 1e-5), ("mlp", 0.1)])
def test_they_are_the_shapley_values_by_definition(name: str, tolerance: float) -> None:
    """On six columns; the sampled network comes near."""
    random = np.random.default_rng(0)
    features = random.integers(0, 2, (90, 6)).astype(np.float32)
    labels = np.where(features[:, 0] * features[:, 1] > 0, 2, features[:, 2]).astype(np.int64)
    pipeline = build(name, 0, "small", 6).fit(features, labels)
    read, estimator = pipeline[:-1].transform(features), pipeline[-1]
    reference = read[:8]

    def answer(rows: np.ndarray) -> np.ndarray:
        probabilities = estimator.predict_proba(rows)
        if name == "random_forest":
            return probabilities
        logits = np.log(probabilities)
        return logits - logits.mean(axis=1, keepdims=True)

    found: Shares = records()[name].explainer(estimator, reference, 0).shares(read[[40]], np.array([2]))
    by_definition = shapley(answer, read[40], reference)[:, 2]
    assert np.abs(by_definition).max() > 0.1
    np.testing.assert_allclose(found.values[0], by_definition, atol=tolerance)


def test_the_global_generator_is_left_as_it_was() -> None:
    few = learn("mlp", make_cohort(ONTOLOGY, diseases=2))
    np.random.seed(7)
    expected = np.random.random(3)
    np.random.seed(7)
    explained(few, np.array([0]))
    np.testing.assert_array_equal(np.random.random(3), expected)


@pytest.mark.parametrize("difference", [1e-3, float("nan")])
def test_a_sum_that_misses_the_answer_is_refused(difference: float) -> None:
    require_sum("mlp", 1e-7)
    with pytest.raises(ExplanationError, match="mlp"):
        require_sum("mlp", difference)
