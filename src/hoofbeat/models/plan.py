"""What training may decide about a fit, and the bounds within which it searches.

The bounds hold at 250 diseases and 4,000 columns: a fit takes about a minute on one core at most, and a graph 40 MB,
so that the bundle stays under 60.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from hoofbeat.features.balancing import Balancing

Settings = Mapping[str, int | float]


@dataclass(frozen=True)
class Plan:
    """Where a fit departs from what is shipped.

    Attributes:
        balancing: what is done about rare classes.
        settings: of the estimator, by the names of ``SPACES``; what is not named stays as shipped.
    """

    balancing: Balancing = "smote"
    settings: Settings = field(default_factory=dict)


#: The fit that nothing was searched for.
SHIPPED = Plan()


class Bounds(NamedTuple):
    """From where to where a setting is searched, both ends included; in whole numbers if both ends are.

    ``log`` searches the orders of magnitude evenly.
    """

    low: int | float
    high: int | float
    log: bool = False


SPACES: Mapping[str, Mapping[str, Bounds]] = {
    "logistic": {"C": Bounds(0.1, 30.0, log=True)},
    "random_forest": {
        "n_estimators": Bounds(50, 200),
        "max_features": Bounds(0.02, 0.5, log=True),
        "min_samples_split": Bounds(2, 12),
    },
    "xgboost": {
        "n_estimators": Bounds(15, 30),
        "learning_rate": Bounds(0.1, 0.6, log=True),
        "max_depth": Bounds(2, 4),
        "colsample_bytree": Bounds(0.1, 0.6),
        "min_child_weight": Bounds(0.1, 3.0, log=True),
    },
    "lightgbm": {
        "n_estimators": Bounds(20, 60),
        "learning_rate": Bounds(0.05, 0.4, log=True),
        "num_leaves": Bounds(4, 12),
        "min_child_samples": Bounds(2, 10),
        "reg_lambda": Bounds(0.1, 10.0, log=True),
        "colsample_bytree": Bounds(0.01, 1.0, log=True),
    },
    "mlp": {
        "width": Bounds(64, 512, log=True),
        "epochs": Bounds(10, 60),
        "alpha": Bounds(1e-5, 1e-1, log=True),
        "learning_rate_init": Bounds(3e-4, 1e-2, log=True),
    },
}
