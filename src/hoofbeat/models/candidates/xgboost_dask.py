"""XGBoost over the workers of a Dask cluster: each holds a part of the rows, and they sum their histograms."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.pipeline import Pipeline

from hoofbeat.domain.errors import TrainingError

#: Trainings begun anew after a worker was lost in the middle of one: XGBoost itself does not go on without it.
_TRIES = 3

#: Seconds after which a worker that hears nothing of another gives up.
_SILENCE = 60


def fit_over(
    client: Any,
    pipeline: Pipeline,
    features: NDArray[np.float32],
    labels: NDArray[np.int64],
    weights: NDArray[np.float64] | None,
) -> None:
    """Fit the pipeline in place, as ``pipeline.fit`` does up to rounding, its estimator over the workers of ``client``.

    Args:
        client: of the Dask cluster.
        pipeline: an imputer and an ``XGBClassifier``, unfitted.
        features: [m, F].
        labels: [m], 0 … C − 1, each at least once.
        weights: of the rows, [m], or ``None``.

    Raises:
        TrainingError: workers were lost again and again.
    """
    filled = pipeline[:-1].fit_transform(features, labels)
    for _ in range(_TRIES):
        workers = _workers(client)
        try:
            booster = _boosted(client, len(workers), pipeline[-1], filled, labels, weights)
        except Exception as error:  # of what class depends on who notices it first
            if workers <= _workers(client):
                raise
            lost = error
            continue
        pipeline[-1].load_model(booster.save_raw())
        return
    raise TrainingError(
        "XGBoost lost workers of the Dask cluster again and again",
        hint="see that they have memory enough, and repeat the command, or train with --engine local",
    ) from lost


def _workers(client: Any) -> set[str]:
    """Addresses of those that are there, once there is one."""
    client.wait_for_workers(1)
    return set(client.scheduler_info(n_workers=-1)["workers"])


def _boosted(
    client: Any,
    workers: int,
    estimator: Any,
    features: NDArray[np.float32],
    labels: NDArray[np.int64],
    weights: NDArray[np.float64] | None,
) -> Any:
    import dask.array as da
    from xgboost.collective import Config
    from xgboost.dask import DaskQuantileDMatrix, train

    rows = -(-len(features) // workers)

    def parted(array: NDArray[Any]) -> Any:
        # A name at random, not made of the content.
        return client.persist(da.from_array(array, chunks=(rows, *array.shape[1:]), name=False))

    classes = int(labels.max()) + 1
    aim = {"objective": "binary:logistic"} if classes == 2 else {"objective": "multi:softprob", "num_class": classes}
    with client.as_current():  # XGBoost also asks for the client of the process
        matrix = DaskQuantileDMatrix(
            client,
            parted(features),
            parted(labels),
            weight=None if weights is None else parted(weights),
            max_bin=estimator.max_bin,
        )
        return train(
            client,
            estimator.get_xgb_params() | aim,
            matrix,
            num_boost_round=estimator.n_estimators,
            coll_cfg=Config(retry=1, timeout=_SILENCE),
        )["booster"]
