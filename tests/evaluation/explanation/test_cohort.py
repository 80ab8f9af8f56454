"""What a cohort model's explanation tells of all cases, of a disease and of a case.

Mirrors: hoofbeat.evaluation.explanation.cases
"""

import numpy as np
import pytest

from explanation_cohorts import ONTOLOGY, learn, measured
from hoofbeat.evaluation.explanation.cohort import both_sides, explain_cohort
from hoofbeat.evaluation.explanation.naming import Words
from hoofbeat.evaluation.explanation.result import CohortExplanation
from hoofbeat.evaluation.explanation.sample import Learned, Limits
from invented_cohort import make_cohort

LIMITS = Limits(cases=30, diseases=3, shown=4)
NAMES = {f"OMIM:{100 + number}": f"Invented disease {number}" for number in range(4)}


@pytest.fixture(scope="module")
def logistic() -> Learned:
    return learn("logistic", measured(make_cohort(ONTOLOGY)))


@pytest.fixture(scope="module")
def found(logistic: Learned, words: Words) -> CohortExplanation:
    return explain_cohort(logistic, NAMES, words, LIMITS)


def test_as_much_is_explained_as_asked(found: CohortExplanation) -> None:
    assert (found.explained, len(found.diseases), len(found.cases)) == (30, 3, 4)
    assert sum(case.held_out_place != 1 for case in found.cases) == 2
    heights = [weight.value for weight in found.importance]
    assert heights == sorted(heights, reverse=True)
    assert heights[-1] > 0


def test_a_case_adds_up_to_the_models_answer(found: CohortExplanation, logistic: Learned) -> None:
    """The difference of two diseases' outputs is the logarithm of the ratio of their probabilities."""
    for case in found.cases:
        for answer, contributions in (
            (case.own, [line.own for line in case.lines]),
            (case.rival, [line.rival for line in case.lines]),
        ):
            assert answer.base + sum(contributions) + answer.rest == pytest.approx(answer.output, abs=1e-9)
        ratio = np.log(case.own.probability / case.rival.probability)
        assert case.own.output - case.rival.output == pytest.approx(ratio, abs=1e-3)
        assert case.own.disease != case.rival.disease


def test_a_finding_of_a_disease_speaks_for_it_and_anothers_against_it(
    found: CohortExplanation, logistic: Learned
) -> None:
    """The sides agree with the signs of the coefficients, against the mean of all classes."""
    columns = {name: number for number, name in enumerate(Words(ONTOLOGY, {}).columns(logistic.model.encoder))}
    coefficients = logistic.model.pipeline[-1].coef_
    coefficients = coefficients - coefficients.mean(axis=0)
    for disease in found.diseases:
        own = coefficients[logistic.model.classes.index(disease.id)]
        assert {np.sign(weight.value) for weight in disease.weights} == {-1, 1}
        for weight in disease.weights:
            assert np.sign(own[columns[weight.name]]) == np.sign(weight.value)
    fever = next(weight for weight in found.diseases[0].weights if weight.name == "Body temperature")
    assert fever.value > 0


def test_a_column_that_is_alike_everywhere_takes_no_side() -> None:
    given = np.array([[1.0, 0, 1], [1, 1, 0], [1, 0, 1]])
    values = np.array([[0.5, -0.2, -0.3], [0.5, 0.2, 0.3], [0.5, -0.2, -0.3]])
    weights = both_sides(("everywhere", "for", "against"), given, values)
    assert [(weight.name, round(weight.value, 3)) for weight in weights] == [("for", 0.2), ("against", -0.3)]


def test_the_same_seed_tells_the_same(found: CohortExplanation, logistic: Learned, words: Words) -> None:
    assert explain_cohort(logistic, NAMES, words, LIMITS) == found
    other = Limits(cases=30, diseases=3, shown=4, seed=1)
    assert explain_cohort(logistic, NAMES, words, other).cases != found.cases
