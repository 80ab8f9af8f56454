import numpy as np
import pytest

from hoofbeat.training.scores import score

PROBABILITIES = np.array([[0.7, 0.2, 0.1], [0.5, 0.3, 0.2], [0.1, 0.8, 0.1], [0.9, 0.1, 0.0]])
Y = np.array([0, 1, 1, 2])
TAUGHT = np.array([True, True, True, False])
ORPHAN = np.array([False, True, True])


def test_figures_worked_out_by_hand() -> None:
    figures = score(PROBABILITIES, Y, TAUGHT, ORPHAN)
    # F1 of disease 0: precision 1/3, recall 1; of 1: precision 1, recall 1/2; of 2: 0.
    assert figures["macro_f1"] == pytest.approx((0.5 + 2 / 3 + 0) / 3)
    # Of the orphan diseases, 1 is recognised in one of two cases and 2 in none.
    assert figures["orphan_macro_recall"] == pytest.approx(0.25)
    assert figures["top_1"] == 0.5
    assert figures["top_3"] == 1.0
    assert figures["taught"] == 0.75
    assert figures["macro_f1_taught"] == pytest.approx((2 / 3 + 2 / 3) / 2)
    assert figures["top_1_taught"] == pytest.approx(2 / 3)


def test_equal_probabilities_are_no_hit() -> None:
    figures = score(np.full((2, 4), 0.25), np.array([0, 3]), np.array([True, True]), np.zeros(4, dtype=bool))
    assert figures["top_1"] == 0
    assert figures["top_3"] == 0
    assert figures["top_10"] == 1


def test_nothing_taught_scores_nothing() -> None:
    assert score(PROBABILITIES, Y, np.zeros(4, dtype=bool), ORPHAN)["macro_f1_taught"] == 0


def test_without_orphan_disease_there_is_nothing_to_guard() -> None:
    assert "orphan_macro_recall" not in score(PROBABILITIES, Y, TAUGHT, np.zeros(3, dtype=bool))
    only_elsewhere = np.array([False, False, False, True])
    wider = np.hstack([PROBABILITIES, np.zeros((4, 1))])
    assert "orphan_macro_recall" not in score(wider, Y, TAUGHT, only_elsewhere), "no case has it: no recall is known"
