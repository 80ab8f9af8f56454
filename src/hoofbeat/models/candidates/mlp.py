"""A light neural network with one hidden layer."""

from typing import Any

from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline

from hoofbeat.models.candidates.record import Candidate, Size, scaled
from hoofbeat.models.explainers.network import NetworkExplainer
from hoofbeat.models.plan import Bounds, Settings


def _build(settings: dict[str, Any], seed: int) -> Pipeline:
    rest = {key: value for key, value in settings.items() if key not in ("width", "epochs")}
    return scaled(MLPClassifier((settings["width"],), random_state=seed, **_epochs(settings["epochs"]), **rest))


def _epochs(epochs: int) -> dict[str, Any]:
    """Settings that train a fixed number of epochs: no epoch counts as progress, so patience runs out on time."""
    return {"tol": 1e9, "n_iter_no_change": epochs - 2, "max_iter": epochs + 1}


def _shipped(size: Size, _: int | None) -> Settings:
    small = size == "small"
    return {
        "width": 64 if small else 256,
        "epochs": 60 if small else 20,
        "alpha": 1e-3,
        "learning_rate_init": 1e-3,
    }


MLP = Candidate(
    name="mlp",
    build=_build,
    shipped=_shipped,
    space={
        "width": Bounds(64, 512, log=True),
        "epochs": Bounds(10, 60),
        "alpha": Bounds(1e-5, 1e-1, log=True),
        "learning_rate_init": Bounds(3e-4, 1e-2, log=True),
    },
    explainer=NetworkExplainer,
    reads_compressed=True,
)
