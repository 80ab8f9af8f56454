"""A random forest, whose sparse leaves are written by a converter of ours."""

from typing import Any

from sklearn.ensemble import RandomForestClassifier
from sklearn.pipeline import Pipeline

from hoofbeat.models.candidates.converters import teach
from hoofbeat.models.candidates.record import Candidate, Size, plain
from hoofbeat.models.explainers.forest import ForestExplainer
from hoofbeat.models.plan import Bounds, Settings


def _build(settings: dict[str, Any], seed: int) -> Pipeline:
    return plain(RandomForestClassifier(n_jobs=1, random_state=seed, **settings))


def _shipped(size: Size, columns: int | None) -> Settings:
    return {
        "n_estimators": 60 if size == "small" else 150,
        # The usual square root of thousands of rare findings seldom meets one that tells; a twentieth of a
        # hospital's hundred columns would be fewer still.
        "max_features": max(0.05, columns**-0.5) if columns else 0.05,
        "min_samples_split": 4,
    }


def _teach_converter() -> None:
    from hoofbeat.models.candidates.forest_graph import convert_forest

    teach(RandomForestClassifier, "SklearnRandomForestClassifier", convert_forest)


RANDOM_FOREST = Candidate(
    name="random_forest",
    build=_build,
    shipped=_shipped,
    space={
        "n_estimators": Bounds(50, 200),
        "max_features": Bounds(0.02, 0.5, log=True),
        "min_samples_split": Bounds(2, 12),
    },
    explainer=ForestExplainer,
    teach_converter=_teach_converter,
)
