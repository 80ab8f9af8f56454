"""One contract, every candidate: fit, answer, order of labels, determinism, and a graph that answers alike.

Mirrors: hoofbeat.models.candidates.converters, hoofbeat.models.candidates.lightgbm,
hoofbeat.models.candidates.logistic, hoofbeat.models.candidates.mlp, hoofbeat.models.candidates.random_forest,
hoofbeat.models.candidates.record, hoofbeat.models.candidates.xgboost, hoofbeat.models.onnx
"""

import re
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
from numpy.typing import NDArray

from hoofbeat.features.balancing import case_weights
from hoofbeat.models.candidates import build, names, records
from hoofbeat.models.onnx import OPSET, parity, to_onnx

CLASSES, FINDINGS = 5, 12
Data = tuple[NDArray[np.float32], NDArray[np.int64]]


def draw(classes: int, per_class: int, seed: int) -> Data:
    """Yes/no findings typical of each class, age with unknowns, sex."""
    rng = np.random.default_rng(seed)
    labels = np.repeat(np.arange(classes), per_class)
    typical = np.random.default_rng(99).random((classes, FINDINGS))
    findings = rng.random((len(labels), FINDINGS)) < typical[labels]
    age = rng.gamma(2.0, 15.0, (len(labels), 1))
    age[rng.random(len(labels)) < 0.2] = np.nan
    female = rng.random((len(labels), 1)) < 0.5
    return np.hstack([findings, age, female, ~female]).astype(np.float32), labels


@pytest.fixture(scope="module")
def train() -> Data:
    return draw(CLASSES, 30, seed=1)


@pytest.fixture(scope="module")
def test() -> Data:
    return draw(CLASSES, 20, seed=2)


@pytest.fixture(scope="module", params=names())
def name(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def fitted(name, train):
    return build(name, seed=3, size="small").fit(*train)


def test_five_candidates_compete() -> None:
    assert names() == ("logistic", "random_forest", "xgboost", "lightgbm", "mlp")


def test_every_candidate_has_its_line_where_explainers_are_described() -> None:
    page = Path(__file__).parents[2] / "docs" / "explanation.md"
    table = page.read_text(encoding="utf-8").partition("| model | explainer")[2].partition("\n\n")[0]
    described = [name for cell in re.findall(r"^\| ([a-z_, ]+) \|", table, re.MULTILINE) for name in cell.split(", ")]
    assert sorted(described) == sorted(names())


def test_columns_are_the_classes_in_order(fitted, train) -> None:
    np.testing.assert_array_equal(fitted.classes_, np.arange(CLASSES))
    answers = fitted.predict_proba(train[0])
    assert answers.shape == (len(train[0]), CLASSES)
    for label in range(CLASSES):
        own = answers[train[1] == label].mean(axis=0)
        assert own.argmax() == label, "the cases of a class have their probability in its column"


def test_the_order_of_the_training_cases_does_not_order_the_columns(name, train) -> None:
    features, labels = train[0][::-1].copy(), train[1][::-1].copy()
    model = build(name, seed=3, size="small").fit(features, labels)
    np.testing.assert_array_equal(model.classes_, np.arange(CLASSES))
    assert (model.predict_proba(features).argmax(axis=1) == labels).mean() > 2 / CLASSES


def test_rows_sum_to_one(fitted, test) -> None:
    np.testing.assert_allclose(fitted.predict_proba(test[0]).sum(axis=1), 1, atol=1e-5)


def test_it_learns(fitted, test) -> None:
    right = fitted.predict_proba(test[0]).argmax(axis=1) == test[1]
    assert right.mean() > 2 / CLASSES


def test_the_seed_decides_all(fitted, name, train, test) -> None:
    again = build(name, seed=3, size="small").fit(*train)
    np.testing.assert_array_equal(fitted.predict_proba(test[0]), again.predict_proba(test[0]))


def test_a_case_is_answered_alike_in_any_company(fitted, test) -> None:
    alone = np.vstack([fitted.predict_proba(test[0][i : i + 1]) for i in range(5)])
    np.testing.assert_allclose(alone, fitted.predict_proba(test[0])[:5], atol=1e-6)


def test_a_fit_leaves_its_cases_as_they_are(name, train) -> None:
    features, labels = train[0].copy(), train[1].copy()
    build(name, seed=3, size="small").fit(features, labels).predict_proba(features)
    np.testing.assert_array_equal(features, train[0])
    np.testing.assert_array_equal(labels, train[1])


def test_cases_that_weigh_more_are_answered_with_more(name, train) -> None:
    """Every candidate takes weights of cases, so that class weights can be compared."""
    heavy = np.where(train[1] == 0, 20.0, 1.0)
    plain = build(name, seed=3, size="small").fit(*train)
    weighted = build(name, seed=3, size="small").fit(*train, model__sample_weight=heavy)
    assert weighted.predict_proba(train[0])[:, 0].mean() > plain.predict_proba(train[0])[:, 0].mean()


def test_weights_reach_the_graph(name, train, test) -> None:
    model = build(name, seed=3, size="small").fit(*train, model__sample_weight=case_weights(train[1]))
    assert parity(to_onnx(model, train[0].shape[1]), model, test[0]) <= 1e-4


@pytest.mark.parametrize("end", ["low", "high"])
def test_the_contract_holds_at_the_ends_of_the_search(name, end, train, test) -> None:
    settings: dict[str, Any] = {key: getattr(bounds, end) for key, bounds in records()[name].space.items()}
    model = build(name, seed=3, columns=train[0].shape[1], settings=settings).fit(*train)
    answers = model.predict_proba(test[0])
    np.testing.assert_allclose(answers.sum(axis=1), 1, atol=1e-5)
    assert parity(to_onnx(model, train[0].shape[1]), model, test[0]) <= 1e-4


def test_a_graph_is_no_larger_than_what_it_says(name) -> None:
    """A forest whose converter nobody taught writes a weight for every class into every leaf: twenty times as much."""
    features, labels = draw(60, 6, seed=5)
    model = build(name, seed=3, size="small").fit(features, labels)
    assert to_onnx(model, features.shape[1]).ByteSize() < 3_000_000


def test_an_unknown_age_is_answered(fitted, test) -> None:
    features = test[0].copy()
    features[:, FINDINGS] = np.nan
    assert np.isfinite(fitted.predict_proba(features)).all()


def test_no_age_at_all_is_learnt_from_and_exported(name, train) -> None:
    features = train[0].copy()
    features[:, FINDINGS] = np.nan
    model = build(name, seed=3, size="small").fit(features, train[1])
    assert parity(to_onnx(model, features.shape[1]), model, features) <= 1e-4


def test_the_graph_answers_as_the_model_does(fitted, test) -> None:
    graph = to_onnx(fitted, test[0].shape[1])
    assert [tensor.name for tensor in graph.graph.input] == ["features"]
    assert [tensor.name for tensor in graph.graph.output] == ["probabilities"]
    assert {opset.domain: opset.version for opset in graph.opset_import} == OPSET
    assert parity(graph, fitted, test[0]) <= 1e-4


def test_parity_sees_a_graph_of_another_model(name, fitted, train, test) -> None:
    other = build(name, seed=3, size="small").fit(train[0], np.roll(train[1], len(train[1]) // CLASSES))
    assert parity(to_onnx(other, test[0].shape[1]), fitted, test[0]) > 0.1


def test_the_same_model_gives_the_same_graph(fitted, test) -> None:
    graphs = [to_onnx(fitted, test[0].shape[1]).SerializeToString() for _ in range(2)]
    assert graphs[0] == graphs[1]
    session = onnxruntime.InferenceSession(graphs[0], providers=["CPUExecutionProvider"])
    assert session.get_inputs()[0].shape[1] == test[0].shape[1]


def test_two_classes_are_enough(name) -> None:
    features, labels = draw(2, 30, seed=4)
    model = build(name, seed=3, size="small").fit(features, labels)
    graph = to_onnx(model, features.shape[1])
    assert model.predict_proba(features).shape == (60, 2)
    assert parity(graph, model, features) <= 1e-4
