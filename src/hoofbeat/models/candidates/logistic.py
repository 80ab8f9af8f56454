"""Logistic regression: the baseline."""

from typing import Any

from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from hoofbeat.models.candidates.record import Candidate, Size, scaled
from hoofbeat.models.explainers.linear import LinearExplainer
from hoofbeat.models.plan import Bounds, Settings


def _build(settings: dict[str, Any], _: int) -> Pipeline:
    return scaled(LogisticRegression(max_iter=500, tol=1e-3, **settings))


def _shipped(_: Size, __: int | None) -> Settings:
    return {"C": 1.0}


LOGISTIC = Candidate(
    name="logistic",
    build=_build,
    shipped=_shipped,
    space={"C": Bounds(0.1, 30.0, log=True)},
    explainer=LinearExplainer,
    reads_compressed=True,
)
