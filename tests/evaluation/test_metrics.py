"""Each metric against a value worked out by hand."""

import numpy as np
import pytest

from hoofbeat.domain.errors import InputError
from hoofbeat.evaluation import metrics
from hoofbeat.evaluation.ranking import Ranking

# Disease a: ranks 1, 1, 2, 20. Disease b: rank 4. Disease c: the catalogue lacks it.
RANKS = np.array([1, 1, 2, 20, 4, 0])
TRUTH = ("a", "a", "a", "a", "b", "c")
PREDICTED = ("a", "a", "b", "z", "a", "a")


def made_up(**changes: object) -> Ranking:
    columns = {
        "name": "naive / knowledge",
        "protocol": "naive",
        "model": "knowledge",
        "ranks": RANKS,
        "truth_ids": TRUTH,
        "orphan": np.array([True, True, True, True, True, False]),
        "sources": ("phenopackets",) * 6,
        "predicted_ids": PREDICTED,
    }
    return Ranking(**(columns | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(("k", "share"), [(1, 2 / 6), (3, 3 / 6), (5, 4 / 6), (10, 4 / 6), (20, 5 / 6), (99, 5 / 6)])
def test_top_k_counts_a_miss_as_a_failure(k: int, share: float) -> None:
    assert metrics.top_k(RANKS, k) == pytest.approx(share)


def test_mean_reciprocal_rank_gives_a_miss_nothing() -> None:
    assert metrics.mean_reciprocal_rank(RANKS) == pytest.approx((1 + 1 + 1 / 2 + 1 / 20 + 1 / 4 + 0) / 6)


@pytest.mark.parametrize(("k", "share"), [(1, (2 / 4) / 3), (5, (3 / 4 + 1) / 3)])
def test_macro_top_k_weighs_diseases_alike(k: int, share: float) -> None:
    assert metrics.macro_top_k(RANKS, TRUTH, k) == pytest.approx(share)


def test_macro_f1_and_recall() -> None:
    # a: 2 right of 4 true and 4 claimed → F1 0.5, recall 0.5; b: 0 of 1; c: 0 of 1. z is predicted only: no class.
    assert metrics.macro_f1(TRUTH, PREDICTED) == pytest.approx(0.5 / 3)
    assert metrics.macro_recall(TRUTH, PREDICTED) == pytest.approx(0.5 / 3)
    assert metrics.macro_f1(("a", "a", "b"), ("a", "b", "b")) == pytest.approx((2 / 3 + 2 / 3) / 2)
    assert metrics.macro_recall(("a", "a", "b"), ("a", "b", "b")) == pytest.approx((1 / 2 + 1) / 2)


def test_summary_holds_the_same_values_for_each_subset() -> None:
    lines = {line.subset: line for line in metrics.summarise(made_up(), repeats=50, note="a note")}
    whole, orphan, common = lines["all"], lines["orphan"], lines["common"]
    assert (whole.n, whole.diseases, whole.misses, whole.note) == (6, 3, 1, "a note")
    assert {k: e.value for k, e in whole.top.items()} == pytest.approx({1: 2 / 6, 3: 3 / 6, 5: 4 / 6, 10: 4 / 6})
    assert whole.macro_top[5].value == pytest.approx((3 / 4 + 1) / 3)
    assert whole.mrr.value == pytest.approx(2.8 / 6)
    assert whole.macro_f1 is not None
    assert whole.macro_f1.value == pytest.approx(0.5 / 3)
    assert whole.macro_recall is not None
    assert whole.macro_recall.value == pytest.approx(0.5 / 3)
    assert (orphan.n, orphan.diseases, orphan.misses) == (5, 2, 0)
    assert orphan.top[10].value == pytest.approx(4 / 5)
    assert (common.n, common.top[10].value, common.misses) == (1, 0.0, 1)


def test_without_predictions_there_is_no_f1() -> None:
    (line,) = metrics.summarise(made_up(predicted_ids=None, orphan=np.ones(6, dtype=bool)), repeats=20)[:1]
    assert line.macro_f1 is None
    assert line.macro_recall is None


def test_a_subset_without_cases_is_left_out() -> None:
    lines = metrics.summarise(made_up(orphan=np.ones(6, dtype=bool)), repeats=20)
    assert [line.subset for line in lines] == ["all", "orphan"]


def test_no_cases_is_an_error_not_a_zero() -> None:
    with pytest.raises(InputError, match="no cases"):
        metrics.macro_top_k(np.zeros(0, dtype=np.int64), (), 1)


def test_bootstrap_repeats_itself_and_follows_its_seed() -> None:
    first, again, other = (metrics.summarise(made_up(), repeats=300, seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_bootstrap_draws_diseases_not_cases() -> None:
    # Two diseases of 100 cases each, one always found and one never: drawing two of two diseases gives 0, ½ or 1,
    # so the 95 % interval is all of 0–1; drawing cases would give about 0.43–0.57.
    low, high = metrics.bootstrap(np.array([[100.0], [0.0]]), np.array([100.0, 100.0]), repeats=2000)
    assert (low[0], high[0]) == (0.0, 1.0)


def test_interval_holds_the_value_and_narrows_with_more_diseases() -> None:
    def width(diseases: int) -> float:
        totals = (np.arange(diseases) % 2).astype(float)[:, None]
        low, high = metrics.bootstrap(totals, np.ones(diseases), repeats=500)
        assert low[0] <= 0.5 <= high[0]
        return float(high[0] - low[0])

    # The standard error of a share is proportional to 1/√n: 16 times the diseases, about a quarter of the width.
    assert width(1600) == pytest.approx(width(100) / 4, rel=0.25)


def test_one_disease_alone_has_an_interval_of_no_width() -> None:
    (line,) = metrics.summarise(made_up(truth_ids=("a",) * 6, orphan=np.ones(6, dtype=bool)), repeats=20)[:1]
    assert line.top[1].low == line.top[1].value == line.top[1].high
