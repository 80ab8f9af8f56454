"""A candidate of somebody else's: logistic regression that bends little."""

from typing import Any

from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from hoofbeat.models.candidates.record import Candidate, Size, scaled
from hoofbeat.models.explainers.linear import LinearExplainer
from hoofbeat.models.plan import Bounds, Settings


def _build(settings: dict[str, Any], _: int) -> Pipeline:
    return scaled(LogisticRegression(max_iter=500, **settings))


def _shipped(_: Size, __: int | None) -> Settings:
    return {"C": 0.1}


CANDIDATE = Candidate("stiff_logistic", _build, _shipped, {"C": Bounds(0.01, 0.2, log=True)}, LinearExplainer)
