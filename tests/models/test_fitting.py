import numpy as np
import pytest

from hoofbeat.bundle.runtime.sessions import session_of
from hoofbeat.domain.errors import TrainingError
from hoofbeat.models import fitting
from hoofbeat.models.fitting import fit_cohort_model, teachable
from hoofbeat.models.onnx import to_onnx
from hoofbeat.models.plan import Plan
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


@pytest.mark.parametrize("name", ["logistic", "mlp", "xgboost", "random_forest"])
def test_a_large_training_set_is_compressed_and_teaches_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = Plan(balancing="weights")
    whole = fit_cohort_model(name, COHORT, ONTOLOGY, size="small", plan=plan).predict(COHORT.cases)
    monkeypatch.setattr(fitting, "WORTH_COMPRESSING", 1)
    prepared = fitting.prepare(COHORT.cases, ["x", "y"] * (len(COHORT) // 2), ONTOLOGY, balancing="none")
    assert not isinstance(prepared.features, np.ndarray)
    compressed = fit_cohort_model(name, COHORT, ONTOLOGY, size="small", plan=plan)
    np.testing.assert_allclose(compressed.predict(COHORT.cases), whole, atol=1e-4)
    graph = session_of(to_onnx(compressed.pipeline, len(compressed.encoder.names)).SerializeToString())
    told = graph.run(["probabilities"], {"features": compressed.encoder.transform(COHORT.cases)})[0]
    np.testing.assert_allclose(told, compressed.predict(COHORT.cases), atol=1e-4)


def test_one_disease_is_too_few() -> None:
    with pytest.raises(TrainingError, match="0 diseases have 1000 cases"):
        fit_cohort_model("logistic", COHORT, ONTOLOGY, min_cases=1000)


def test_an_unknown_candidate_is_named_with_the_known_ones() -> None:
    with pytest.raises(TrainingError, match=r"'oracle'.*random_forest"):
        fit_cohort_model("oracle", COHORT, ONTOLOGY)
