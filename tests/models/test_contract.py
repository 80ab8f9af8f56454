"""One contract, every candidate."""

import numpy as np
import pytest
from numpy.typing import NDArray

from hoofbeat.models.cohort import NAMES, candidates
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


@pytest.fixture(scope="module", params=NAMES)
def name(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def fitted(name, train):
    return candidates(seed=3, size="small")[name].fit(*train)


def test_candidates_are_those_named() -> None:
    assert tuple(candidates()) == NAMES


def test_columns_are_the_classes_in_order(fitted, train) -> None:
    np.testing.assert_array_equal(fitted.classes_, np.arange(CLASSES))
    assert fitted.predict_proba(train[0]).shape == (len(train[0]), CLASSES)


def test_rows_sum_to_one(fitted, test) -> None:
    np.testing.assert_allclose(fitted.predict_proba(test[0]).sum(axis=1), 1, atol=1e-5)


def test_it_learns(fitted, test) -> None:
    right = fitted.predict_proba(test[0]).argmax(axis=1) == test[1]
    assert right.mean() > 2 / CLASSES


def test_the_seed_decides_all(fitted, name, train, test) -> None:
    again = candidates(seed=3, size="small")[name].fit(*train)
    np.testing.assert_array_equal(fitted.predict_proba(test[0]), again.predict_proba(test[0]))


def test_an_unknown_age_is_answered(fitted, test) -> None:
    features = test[0].copy()
    features[:, FINDINGS] = np.nan
    assert np.isfinite(fitted.predict_proba(features)).all()


def test_no_age_at_all_is_learnt_from_and_exported(name, train) -> None:
    features = train[0].copy()
    features[:, FINDINGS] = np.nan
    model = candidates(seed=3, size="small")[name].fit(features, train[1])
    assert parity(to_onnx(model, features.shape[1]), model, features) <= 1e-4


def test_the_graph_answers_as_the_model_does(fitted, test) -> None:
    graph = to_onnx(fitted, test[0].shape[1])
    assert [tensor.name for tensor in graph.graph.input] == ["features"]
    assert [tensor.name for tensor in graph.graph.output] == ["probabilities"]
    assert {opset.domain: opset.version for opset in graph.opset_import} == OPSET
    assert parity(graph, fitted, test[0]) <= 1e-4


def test_two_classes_are_enough(name) -> None:
    features, labels = draw(2, 30, seed=4)
    model = candidates(seed=3, size="small")[name].fit(features, labels)
    graph = to_onnx(model, features.shape[1])
    assert model.predict_proba(features).shape == (60, 2)
    assert parity(graph, model, features) <= 1e-4
