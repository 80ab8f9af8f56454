"""The cohort models that compete: a baseline, two boosters, a forest, a light neural network.

Sizes hold at 250 diseases: each fits within a minute on one core and exports to at most 25 MB of ONNX.
No tree model is scaled (a scaler before XGBoost breaks the parity of its ONNX graph, and trees need none).
The imputer has no missing-value indicator: the ONNX converter drops it without a word.
"""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from lightgbm import LGBMClassifier
from sklearn.ensemble import RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline
from xgboost import XGBClassifier

from hoofbeat.features.scaling import NumberScaler
from hoofbeat.models.plan import Settings

#: ``full`` for the real cohort; ``small`` for demonstrations and tests.
Size = Literal["full", "small"]


def candidates(seed: int = 0, size: Size = "full", columns: int | None = None) -> dict[str, Pipeline]:
    """Fresh, unfitted candidates by name, each a :class:`~hoofbeat.models.api.CohortModel`."""
    return {name: candidate(name, seed, size, columns) for name in NAMES}


def candidate(
    name: str, seed: int = 0, size: Size = "full", columns: int | None = None, settings: Settings | None = None
) -> Pipeline:
    """The fresh, unfitted candidate ``name``. It runs on one core: training runs several at once.

    Args:
        name: one of ``NAMES``.
        seed: of its random choices.
        size: of the candidates.
        columns: how many it will be fitted on, where that is known.
        settings: that take the place of shipped ones.
    """
    return _BUILD[name]({**shipped(name, size, columns), **(settings or {})}, seed)


def shipped(name: str, size: Size = "full", columns: int | None = None) -> dict[str, int | float]:
    """The settings of ``name`` that a search may change (:mod:`hoofbeat.models.plan`), where none was made.

    Args:
        name: of the candidate.
        size: of the candidates.
        columns: how many it will be fitted on, where that is known.
    """
    small = size == "small"
    settings: dict[str, dict[str, int | float]] = {
        "logistic": {"C": 1.0},
        "random_forest": {
            "n_estimators": 60 if small else 150,
            # The usual square root of thousands of rare findings seldom meets one that tells; a twentieth of a
            # hospital's hundred columns would be fewer still.
            "max_features": max(0.05, columns**-0.5) if columns else 0.05,
            "min_samples_split": 4,
        },
        "xgboost": {
            "n_estimators": 15 if small else 30,
            "learning_rate": 0.3,
            "max_depth": 3,
            "colsample_bytree": 0.3,
            "min_child_weight": 1.0,
        },
        "lightgbm": {
            "n_estimators": 20 if small else 50,
            "learning_rate": 0.3 if small else 0.2,
            "num_leaves": 8,
            "min_child_samples": 3,
            # With hundreds of classes the first gradients of a rare one explode without this.
            "reg_lambda": 1.0,
            "colsample_bytree": min(1.0, max(0.15, 40 / columns)) if columns else 0.15,
        },
        "mlp": {
            "width": 64 if small else 256,
            "epochs": 60 if small else 20,
            "alpha": 1e-3,
            "learning_rate_init": 1e-3,
        },
    }
    return settings[name]


def _logistic(settings: dict[str, Any], _: int) -> Pipeline:
    return _scaled(LogisticRegression(max_iter=500, tol=1e-3, **settings))


def _random_forest(settings: dict[str, Any], seed: int) -> Pipeline:
    return _plain(RandomForestClassifier(n_jobs=1, random_state=seed, **settings))


def _xgboost(settings: dict[str, Any], seed: int) -> Pipeline:
    return _plain(
        XGBClassifier(
            max_bin=16,  # findings are yes or no; only age has more to bin
            tree_method="hist",
            n_jobs=1,
            random_state=seed,
            **settings,
        )
    )


def _lightgbm(settings: dict[str, Any], seed: int) -> Pipeline:
    return _plain(
        LGBMClassifier(
            max_delta_step=1.0,  # as ``reg_lambda``, against the exploding gradients of rare classes
            max_bin=63,
            deterministic=True,
            force_col_wise=True,
            n_jobs=1,
            random_state=seed,
            verbose=-1,
            **settings,
        )
    )


def _mlp(settings: dict[str, Any], seed: int) -> Pipeline:
    rest = {key: value for key, value in settings.items() if key not in ("width", "epochs")}
    return _scaled(MLPClassifier((settings["width"],), random_state=seed, **_epochs(settings["epochs"]), **rest))


_BUILD: Mapping[str, Callable[[dict[str, Any], int], Pipeline]] = {
    "logistic": _logistic,
    "random_forest": _random_forest,
    "xgboost": _xgboost,
    "lightgbm": _lightgbm,
    "mlp": _mlp,
}

NAMES = tuple(_BUILD)


def _epochs(epochs: int) -> dict[str, Any]:
    """Settings that train a fixed number of epochs: no epoch counts as progress, so patience runs out on time."""
    return {"tol": 1e9, "n_iter_no_change": epochs - 2, "max_iter": epochs + 1}


def _plain(estimator: Any) -> Pipeline:
    return Pipeline([("impute", _imputer()), ("model", estimator)])


def _scaled(estimator: Any) -> Pipeline:
    # Unknown numbers are filled after scaling, so that a seldom measured one is scaled by those who have it.
    return Pipeline([("scale", NumberScaler()), ("impute", _imputer()), ("model", estimator)])


def _imputer() -> SimpleImputer:
    """Unknown numbers become the median of the training cases; a column without any value becomes 0 and stays."""
    return SimpleImputer(strategy="median", keep_empty_features=True)
