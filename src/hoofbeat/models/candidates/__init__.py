"""The cohort models that compete, one record each: a baseline, two boosters, a forest, a light neural network.

Sizes hold at 250 diseases: each fits within a minute on one core and exports to at most 25 MB of ONNX.
Other packages add theirs by an entry point of the group ``hoofbeat.candidates`` that names a :class:`Candidate`.
"""

from collections.abc import Mapping
from functools import cache

from sklearn.pipeline import Pipeline

from hoofbeat.domain.errors import TrainingError
from hoofbeat.models.candidates.lightgbm import LIGHTGBM
from hoofbeat.models.candidates.logistic import LOGISTIC
from hoofbeat.models.candidates.mlp import MLP
from hoofbeat.models.candidates.random_forest import RANDOM_FOREST
from hoofbeat.models.candidates.record import Candidate, Size
from hoofbeat.models.candidates.xgboost import XGBOOST
from hoofbeat.models.plan import Settings
from hoofbeat.plugins import with_plugins

__all__ = ["Candidate", "Size", "build", "names", "records"]

ENTRY_POINTS = "hoofbeat.candidates"
SHIPPED_CANDIDATES = (LOGISTIC, RANDOM_FOREST, XGBOOST, LIGHTGBM, MLP)


@cache
def records() -> Mapping[str, Candidate]:
    """Every candidate by its name: the shipped ones, then those of other packages.

    Raises:
        TrainingError: another package's candidate cannot be loaded, is none, or takes a name that is taken.
    """
    return with_plugins(SHIPPED_CANDIDATES, ENTRY_POINTS, TrainingError)


def names() -> tuple[str, ...]:
    """Names of all candidates, in the order in which they are shown."""
    return tuple(records())


def build(
    name: str, seed: int = 0, size: Size = "full", columns: int | None = None, settings: Settings | None = None
) -> Pipeline:
    """The fresh, unfitted candidate ``name``, a :class:`~hoofbeat.models.api.CohortModel`.

    It runs on one core: training runs several at once.

    Args:
        name: one of :func:`names`.
        seed: seed of its random choices.
        size: size of the candidates.
        columns: number of columns it will be fitted on, ``None`` where unknown.
        settings: settings that take the place of shipped ones.
    """
    record = records()[name]
    return record.build({**record.shipped(size, columns), **(settings or {})}, seed)
