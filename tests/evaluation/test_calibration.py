import numpy as np
import pytest

from hoofbeat.domain.errors import InputError
from hoofbeat.evaluation.calibration import calibration_summary, expected_calibration_error, reliability_table


def test_error_by_hand() -> None:
    # Two bins: (0, 0.5] holds 0.2 and 0.4, one right; (0.5, 1] holds 0.9 and 0.7, both right.
    confidence = np.array([0.2, 0.4, 0.9, 0.7])
    correct = np.array([True, False, True, True])
    gap = (2 * abs(0.5 - 0.3) + 2 * abs(1.0 - 0.8)) / 4
    assert expected_calibration_error(confidence, correct, bins=2) == pytest.approx(gap)


def test_bins_close_on_the_right_and_empty_ones_are_left_out() -> None:
    table = reliability_table(np.array([0.0, 0.5, 0.50001, 1.0]), np.array([False, True, True, True]), bins=4)
    assert [(b.low, b.high, b.n) for b in table] == [(0.0, 0.25, 1), (0.25, 0.5, 1), (0.5, 0.75, 1), (0.75, 1.0, 1)]
    assert len(reliability_table(np.array([0.1, 0.9]), np.array([True, True]), bins=4)) == 2


def test_a_model_that_keeps_its_word_has_no_error() -> None:
    confidence = np.repeat([0.25, 0.75], 4)
    correct = np.array([True, False, False, False, True, True, True, False])
    assert expected_calibration_error(confidence, correct) == pytest.approx(0.0)


def test_summary_agrees_with_the_error() -> None:
    confidence, correct = np.array([0.99, 0.98, 0.3]), np.array([False, True, False])
    summary = calibration_summary("before", confidence, correct)
    assert (summary.label, summary.n) == ("before", 3)
    assert summary.ece == pytest.approx(expected_calibration_error(confidence, correct))
    assert sum(b.n for b in summary.bins) == 3


def test_a_rounding_error_above_one_is_still_a_probability() -> None:
    (only,) = reliability_table(np.array([1.0000001], dtype=np.float32), np.array([True]))
    assert (only.confidence, only.high) == (1.0, 1.0)


@pytest.mark.parametrize("confidence", [[], [1.2], [-0.1], [float("nan")]])
def test_what_is_no_probability_is_refused(confidence: list[float]) -> None:
    with pytest.raises(InputError, match="calibration"):
        reliability_table(np.array(confidence), np.ones(len(confidence), dtype=bool))
