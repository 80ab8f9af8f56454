"""Gradient boosting by XGBoost."""

from typing import Any

from sklearn.pipeline import Pipeline
from xgboost import XGBClassifier

from hoofbeat.models.candidates.converters import teach
from hoofbeat.models.candidates.record import Candidate, Size, plain
from hoofbeat.models.candidates.xgboost_dask import fit_over
from hoofbeat.models.explainers.boosted import BoostedExplainer
from hoofbeat.models.plan import Bounds, Settings


def _build(settings: dict[str, Any], seed: int) -> Pipeline:
    return plain(
        XGBClassifier(
            max_bin=16,  # findings are yes or no; only age has more to bin
            tree_method="hist",
            n_jobs=1,
            random_state=seed,
            **settings,
        )
    )


def _shipped(size: Size, _: int | None) -> Settings:
    return {
        "n_estimators": 15 if size == "small" else 30,
        "learning_rate": 0.3,
        "max_depth": 3,
        "colsample_bytree": 0.3,
        "min_child_weight": 1.0,
    }


def _teach_converter() -> None:
    from onnxmltools.convert.xgboost.operator_converters.XGBoost import convert_xgboost

    teach(XGBClassifier, "XGBoostXGBClassifier", convert_xgboost)


XGBOOST = Candidate(
    name="xgboost",
    build=_build,
    shipped=_shipped,
    space={
        "n_estimators": Bounds(15, 30),
        "learning_rate": Bounds(0.1, 0.6, log=True),
        "max_depth": Bounds(2, 4),
        "colsample_bytree": Bounds(0.1, 0.6),
        "min_child_weight": Bounds(0.1, 3.0, log=True),
    },
    explainer=BoostedExplainer,
    teach_converter=_teach_converter,
    fit_over=fit_over,
)
