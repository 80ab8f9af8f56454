"""XGBoost over two workers fits what it fits on one core, also where one of them is killed in the middle.

Mirrors: hoofbeat.models.candidates.xgboost_dask
"""

import os
import signal
import threading
import time

import numpy as np
import pytest
from numpy.typing import NDArray
from xgboost.core import XGBoostError

from dask_cluster import Cluster
from hoofbeat.engines import working
from hoofbeat.features.cohort import Cohort
from hoofbeat.models import fitting
from hoofbeat.models.candidates import build
from hoofbeat.models.candidates.xgboost_dask import fit_over
from hoofbeat.models.fitting import fit_cohort_model
from hoofbeat.models.plan import Plan
from invented_cohort import make_cohort, make_ontology

#: Of the probabilities: parts are summed in another order.
TOLERANCE = 1e-5


def drawn(classes: int, rows: int = 4_000) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Sixty findings and an age, unknown in a fifth."""
    random = np.random.default_rng(classes)
    labels = np.arange(rows) % classes
    features = (random.random((rows, 61)) < random.random((classes, 61))[labels] / 5).astype(np.float32)
    features[:, -1] = np.where(random.random(rows) < 0.2, np.nan, random.integers(0, 90, rows))
    return features, labels


@pytest.mark.parametrize(("classes", "weighted"), [(2, False), (5, True)])
def test_the_model_is_that_of_one_core(cluster: Cluster, classes: int, weighted: bool) -> None:
    features, labels = drawn(classes)
    weights = np.random.default_rng(1).random(len(labels)) + 0.5 if weighted else None
    alone, together = (build("xgboost", 0, "small", features.shape[1]) for _ in range(2))
    alone.fit(features, labels, model__sample_weight=weights)
    with working(cluster.address) as engine:
        fit_over(engine.dask, together, features, labels, weights)
    np.testing.assert_allclose(together.predict_proba(features), alone.predict_proba(features), atol=TOLERANCE)
    assert together[-1].classes_.tolist() == list(range(classes))


def test_a_worker_killed_in_the_middle_leaves_the_same_model(cluster: Cluster) -> None:
    features, labels = drawn(8, 8_000)
    alone, together = (build("xgboost", 0, "full", features.shape[1]) for _ in range(2))
    alone.fit(features, labels)
    already = cluster.said().count("got rank")

    def kill_once_it_has_begun() -> None:
        while cluster.said().count("got rank") < already + 2:
            time.sleep(0.01)
        os.kill(cluster.workers[0].pid, signal.SIGKILL)

    killer = threading.Thread(target=kill_once_it_has_begun)
    killer.start()
    with working(cluster.address) as engine:
        fit_over(engine.dask, together, features, labels, None)
    killer.join()
    assert cluster.workers[0].wait(10) == -signal.SIGKILL
    assert cluster.said().count("got rank") == already + 3, "it did not begin again"
    np.testing.assert_allclose(together.predict_proba(features), alone.predict_proba(features), atol=TOLERANCE)


def test_a_defect_is_raised_at_once(cluster: Cluster) -> None:
    features, labels = drawn(3)
    already = cluster.said().count("got rank")
    with working(cluster.address) as engine, pytest.raises(XGBoostError, match="Check failed"):
        fit_over(engine.dask, build("xgboost", 0, "small", 61), features, labels - 1, None)
    assert cluster.said().count("got rank") == already + 2, "it was tried again"


def test_a_cohort_is_spread_where_it_is_worth_it(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    ontology = make_ontology()
    cohort: Cohort = make_cohort(ontology)
    plan = Plan("none", {})
    with working(cluster.address) as engine:
        monkeypatch.setattr(fitting, "WORTH_SPREADING", 1)
        before = cluster.said().count("got rank")
        spread = fit_cohort_model("xgboost", cohort, ontology, min_support=2, size="small", plan=plan, engine=engine)
        assert cluster.said().count("got rank") > before
    alone = fit_cohort_model("xgboost", cohort, ontology, min_support=2, size="small", plan=plan)
    cases = list(cohort.cases)
    np.testing.assert_allclose(spread.predict(cases), alone.predict(cases), atol=TOLERANCE)
