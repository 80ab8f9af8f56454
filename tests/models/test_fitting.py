import numpy as np
import pytest

from hoofbeat.domain.errors import TrainingError
from hoofbeat.models.fitting import fit_cohort_model, teachable
from invented_cohort import make_cohort, make_ontology

ONTOLOGY = make_ontology()
COHORT = make_cohort(ONTOLOGY)


def test_only_diseases_with_enough_cases_are_taught() -> None:
    rows, diseases = teachable(COHORT, min_cases=10)
    assert set(diseases) == {"OMIM:100", "OMIM:101", "OMIM:102", "OMIM:103"}
    assert [COHORT.diseases[row] for row in rows] == list(diseases)
    assert "OMIM:999" in teachable(COHORT, min_cases=2)[1]


def test_a_fitted_model_answers_for_cases() -> None:
    model = fit_cohort_model("logistic", COHORT, ONTOLOGY, size="small")
    answer = model.predict(COHORT.cases[:6])
    assert model.classes == ("OMIM:100", "OMIM:101", "OMIM:102", "OMIM:103")
    assert answer.shape == (6, 4)
    assert answer.dtype == np.float32
    assert model.classes[int(answer[0].argmax())] == "OMIM:100"
    assert model.predict([]).shape == (0, 4)


def test_the_order_of_findings_changes_nothing() -> None:
    model = fit_cohort_model("logistic", COHORT, ONTOLOGY, size="small")
    case = COHORT.cases[0]
    turned = case.model_copy(update={"findings": case.findings[::-1]})
    np.testing.assert_array_equal(model.predict([case]), model.predict([turned]))


def test_one_disease_is_too_few() -> None:
    with pytest.raises(TrainingError, match="0 diseases have 1000 cases"):
        fit_cohort_model("logistic", COHORT, ONTOLOGY, min_cases=1000)


def test_an_unknown_candidate_is_named_with_the_known_ones() -> None:
    with pytest.raises(TrainingError, match=r"'oracle'.*random_forest"):
        fit_cohort_model("oracle", COHORT, ONTOLOGY)
