import numpy as np
import pytest

from hoofbeat.domain.errors import InputError
from hoofbeat.evaluation.ranking import Ranking, pessimistic_ranks


def test_rank_counts_the_diseases_that_do_not_score_below() -> None:
    scores = np.array([[3.0, 2.0, 1.0], [3.0, 2.0, 1.0], [3.0, 2.0, 1.0]], dtype=np.float32)
    assert pessimistic_ranks(scores, np.array([0, 1, 2])).tolist() == [1, 2, 3]


def test_ties_count_against_us() -> None:
    scores = np.array([[1.0, 1.0, 1.0, 0.0], [2.0, 5.0, 5.0, 2.0]])
    assert pessimistic_ranks(scores, np.array([0, 0])).tolist() == [3, 4]


def test_a_disease_the_catalogue_lacks_has_rank_zero() -> None:
    assert pessimistic_ranks(np.array([[1.0, 2.0], [1.0, 2.0]]), np.array([-1, 1])).tolist() == [0, 1]


def test_what_is_no_number_never_helps() -> None:
    nan = np.nan
    scores = np.array([[nan, 1.0, 2.0], [1.0, nan, 0.0], [nan, nan, nan], [-np.inf, -np.inf, 0.0]])
    assert pessimistic_ranks(scores, np.array([0, 0, 0, 0])).tolist() == [3, 2, 3, 3]


@pytest.mark.parametrize("block", [1, 7, 64, 1000])
def test_blocks_do_not_change_the_answer(block: int) -> None:
    random = np.random.default_rng(0)
    scores = random.integers(0, 20, (100, 60)).astype(np.float32)
    truth = random.integers(-1, 60, 100)
    naive = [0 if t < 0 else sum(1 for s in row if s >= row[t]) for row, t in zip(scores, truth, strict=True)]
    assert pessimistic_ranks(scores, truth, block=block).tolist() == naive


def test_no_cases_have_no_ranks() -> None:
    assert pessimistic_ranks(np.zeros((0, 4)), np.zeros(0, dtype=np.int64)).tolist() == []


@pytest.mark.parametrize(("shape", "truth"), [((2, 3), [0]), ((1, 3), [3]), ((1, 3), [-2])])
def test_a_truth_that_does_not_fit_is_refused(shape: tuple[int, int], truth: list[int]) -> None:
    with pytest.raises(InputError, match="ranking"):
        pessimistic_ranks(np.zeros(shape), np.array(truth))


def ranking(**changes: object) -> Ranking:
    columns = {
        "name": "naive / knowledge",
        "protocol": "naive",
        "model": "knowledge",
        "ranks": np.array([1, 0, 4]),
        "truth_ids": ("a", "b", "c"),
        "orphan": np.array([True, False, True]),
        "sources": ("phenopackets", "ddxplus", "phenopackets"),
        "predicted_ids": ("a", "x", "y"),
    }
    return Ranking(**(columns | changes))  # type: ignore[arg-type]


def test_subset_keeps_the_columns_together() -> None:
    part = ranking().subset(np.array([False, True, True]))
    assert part.ranks.tolist() == [0, 4]
    assert (part.truth_ids, part.predicted_ids) == (("b", "c"), ("x", "y"))
    assert part.orphan.tolist() == [False, True]
    assert part.sources == ("ddxplus", "phenopackets")


def test_columns_of_different_lengths_are_refused() -> None:
    with pytest.raises(InputError, match=r"naive / knowledge.*\[2, 3\]"):
        ranking(predicted_ids=("a", "b"))


def test_one_simulated_case_marks_the_ranking() -> None:
    assert not ranking().simulated
    assert ranking(sources=("phenopackets", "simulated", "ddxplus")).simulated
