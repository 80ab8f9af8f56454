"""What is stated of a candidate, once, and the pipelines that candidates are built in.

No tree model is scaled (a scaler before XGBoost breaks the parity of its ONNX graph, and trees need none).
The imputer has no missing-value indicator: the ONNX converter drops it without a word.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sklearn.pipeline import Pipeline

from hoofbeat.features.filling import NumberImputer
from hoofbeat.features.scaling import NumberScaler
from hoofbeat.models.explainers.base import MakeExplainer
from hoofbeat.models.plan import Bounds, Settings

#: ``full`` for the real cohort; ``small`` for demonstrations and tests.
Size = Literal["full", "small"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One kind of cohort model.

    Attributes:
        name: name that ``--candidates`` takes.
        build: makes the unfitted pipeline, of settings and a seed; see :func:`plain` and :func:`scaled`.
        shipped: gives the settings where nothing was searched, for a size and the number of columns, if that is known.
        space: setting → bounds within which a search may change it.
        explainer: makes what tells each column's share in an answer of the fitted estimator.
        teach_converter: makes skl2onnx write the estimator; ``None`` where it does so by itself, and well.
        fit_over: fits the pipeline over the workers of a Dask cluster, given its client, the pipeline, features, labels
            and weights; ``None`` where it cannot be spread.
        reads_compressed: whether it learns from compressed rows (``scipy.sparse``) what it would from whole ones, and
            in less time. Not XGBoost, which takes what is not stored for unknown.
    """

    name: str
    build: Callable[[dict[str, Any], int], Pipeline]
    shipped: Callable[[Size, int | None], Settings]
    space: Mapping[str, Bounds]
    explainer: MakeExplainer
    teach_converter: Callable[[], None] | None = None
    fit_over: Callable[[Any, Pipeline, Any, Any, Any], None] | None = None
    reads_compressed: bool = False


def plain(estimator: Any) -> Pipeline:
    """For trees: only unknown numbers are filled."""
    return Pipeline([("impute", NumberImputer()), ("model", estimator)])


def scaled(estimator: Any) -> Pipeline:
    """For what measures distances: numbers in one scale, then unknown ones filled."""
    # Unknown numbers are filled after scaling, so that a seldom measured one is scaled by those who have it.
    return Pipeline([("scale", NumberScaler()), ("impute", NumberImputer()), ("model", estimator)])
