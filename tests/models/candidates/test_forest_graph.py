"""Forests as graphs: small, and on the same side of each threshold.

Mirrors: hoofbeat.features.rounding
"""

import numpy as np
from sklearn.ensemble import RandomForestClassifier

from hoofbeat.features.rounding import round_down
from hoofbeat.models.candidates.forest_graph import tree_ensemble


def test_only_the_classes_of_a_leaf_are_written() -> None:
    rng = np.random.default_rng(0)
    features = rng.random((200, 8)).astype(np.float32)
    forest = RandomForestClassifier(5, random_state=0).fit(features, np.arange(200) % 20)
    leaves = sum(tree.get_n_leaves() for tree in forest.estimators_)
    attributes = tree_ensemble(forest)
    assert len(attributes["class_weights"]) == leaves  # grown trees: one class a leaf, not twenty
    assert np.isclose(sum(attributes["class_weights"]), leaves / 5)


def test_thresholds_round_so_that_no_float32_changes_sides() -> None:
    thresholds = np.array([0.1, 0.5, 1 / 3, 16777217.0, -0.1])
    rounded = round_down(thresholds)
    assert rounded.dtype == np.float32
    assert (rounded <= thresholds).all()
    assert (np.nextafter(rounded, np.float32(np.inf)) > thresholds).all()
