"""Boosted trees of LightGBM as one node of a graph."""

from typing import TYPE_CHECKING, Any

import numpy as np

from hoofbeat.features.rounding import round_down

if TYPE_CHECKING:
    from lightgbm import Booster


def tree_ensemble(booster: "Booster") -> dict[str, Any]:
    """Attributes of the ``TreeEnsembleRegressor`` (ai.onnx.ml 3) that sums the trees.

    The trees must have been grown on numbers without gaps: a threshold is the only decision that is written.

    Raises:
        ValueError: a node decides otherwise.
    """
    nodes: dict[str, list[Any]] = {
        key: [] for key in ("treeids", "nodeids", "featureids", "modes", "values", "truenodeids", "falsenodeids")
    }
    leaves: dict[str, list[Any]] = {key: [] for key in ("treeids", "nodeids", "ids", "weights")}

    def add(tree: int, node: dict[str, Any], number: int) -> int:
        """Write a node and all below it from ``number`` on; return the first number that is free."""
        row = len(nodes["nodeids"])
        is_leaf = "leaf_value" in node
        if not is_leaf and (node["decision_type"] != "<=" or node["missing_type"] != "None"):
            raise ValueError("the trees decide by more than thresholds")
        threshold = np.array(0.0 if is_leaf else node["threshold"])
        values = (
            tree, number, 0 if is_leaf else node["split_feature"], "LEAF" if is_leaf else "BRANCH_LEQ",
            float(round_down(threshold)), 0, 0,
        )  # fmt: skip
        for into, value in zip(nodes.values(), values, strict=True):
            into.append(value)
        if is_leaf:
            for into, value in zip(leaves.values(), (tree, number, 0, float(node["leaf_value"])), strict=True):
                into.append(value)
            return number + 1
        nodes["truenodeids"][row] = number + 1
        nodes["falsenodeids"][row] = between = add(tree, node["left_child"], number + 1)
        return add(tree, node["right_child"], between)

    for tree, grown in enumerate(booster.dump_model()["tree_info"]):
        add(tree, grown["tree_structure"], 0)
    return {
        **{f"nodes_{key}": values for key, values in nodes.items()},
        **{f"target_{key}": values for key, values in leaves.items()},
        "n_targets": 1,
        "post_transform": "NONE",
        "aggregate_function": "SUM",
    }
