"""Averages of the classes' own curves, against scikit-learn's scores of each class."""

import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score

from hoofbeat.models.against_rest import macro_curves

GRID = np.linspace(0, 1, 11)


def test_areas_are_the_means_of_the_classes_own() -> None:
    random = np.random.default_rng(0)
    y = random.integers(0, 4, 200)
    probabilities = random.dirichlet(np.ones(4), 200).round(2)  # some of them tied
    pairs = [(y == label, probabilities[:, label]) for label in range(4)]
    found = macro_curves(y[:, None] == np.arange(4), probabilities, GRID)
    np.testing.assert_allclose(found.roc_area, np.mean([roc_auc_score(*pair) for pair in pairs]), rtol=1e-12)
    np.testing.assert_allclose(found.average_precision, np.mean([average_precision_score(*pair) for pair in pairs]))
    assert found.true_positive_rate[-1] == 1.0
    assert found.precision.shape == GRID.shape


def test_precision_is_read_where_a_recall_is_first_reached() -> None:
    found = macro_curves(np.array([[True], [False], [True]]), np.array([[0.9], [0.8], [0.7]]), GRID)
    assert found.precision.tolist() == [1.0] * 6 + [2 / 3] * 5
    assert found.roc_area == 0.5
