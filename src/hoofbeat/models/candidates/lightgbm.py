"""Gradient boosting by LightGBM."""

from typing import Any

from lightgbm import LGBMClassifier
from sklearn.pipeline import Pipeline

from hoofbeat.models.candidates.converters import teach
from hoofbeat.models.candidates.record import Candidate, Size, plain
from hoofbeat.models.explainers.boosted import BoostedExplainer
from hoofbeat.models.plan import Bounds, Settings


def _build(settings: dict[str, Any], seed: int) -> Pipeline:
    return plain(
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


def _shipped(size: Size, columns: int | None) -> Settings:
    small = size == "small"
    return {
        "n_estimators": 20 if small else 50,
        "learning_rate": 0.3 if small else 0.2,
        "num_leaves": 8,
        "min_child_samples": 3,
        # With hundreds of classes the first gradients of a rare one explode without this.
        "reg_lambda": 1.0,
        "colsample_bytree": min(1.0, max(0.15, 40 / columns)) if columns else 0.15,
    }


def _teach_converter() -> None:
    from onnxmltools.convert.lightgbm.operator_converters.LightGbm import convert_lightgbm

    teach(LGBMClassifier, "LightGbmLGBMClassifier", convert_lightgbm)


LIGHTGBM = Candidate(
    name="lightgbm",
    build=_build,
    shipped=_shipped,
    space={
        "n_estimators": Bounds(20, 60),
        "learning_rate": Bounds(0.05, 0.4, log=True),
        "num_leaves": Bounds(4, 12),
        "min_child_samples": Bounds(2, 10),
        "reg_lambda": Bounds(0.1, 10.0, log=True),
        "colsample_bytree": Bounds(0.01, 1.0, log=True),
    },
    explainer=BoostedExplainer,
    teach_converter=_teach_converter,
)
