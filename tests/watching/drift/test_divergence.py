"""PSI and Jensen-Shannon against values worked out by hand."""

from math import log, log2

import numpy as np
import pytest

from hoofbeat.watching.drift.divergence import SMOOTHING, js, psi


def test_psi_of_two_cells_by_hand() -> None:
    """30 of 100 against 10 of 100, each count half a case larger."""
    p, q = 30.5 / 101, 10.5 / 101
    by_hand = (p - q) * log(p / q) + ((1 - p) - (1 - q)) * log((1 - p) / (1 - q))
    assert SMOOTHING == 0.5
    assert psi(np.array([30, 70]), np.array([10, 90])) == pytest.approx(by_hand, abs=1e-12)
    assert by_hand == pytest.approx(0.2611, abs=1e-3)


def test_js_of_two_cells_by_hand() -> None:
    """Shares 1/2, 1/2 against 1/4, 3/4: the middle is 3/8, 5/8."""
    one = 0.5 * log2(0.5 / 0.375) + 0.5 * log2(0.5 / 0.625)
    other = 0.25 * log2(0.25 / 0.375) + 0.75 * log2(0.75 / 0.625)
    assert js(np.array([50, 50]), np.array([1, 3])) == pytest.approx((one + other) / 2, abs=1e-12)


@pytest.mark.parametrize("counts", [[1, 1], [10, 20, 70], [0, 5, 5]])
def test_equal_shares_lie_nowhere_apart(counts: list[int]) -> None:
    assert psi(np.array(counts), np.array(counts)) == 0
    assert js(np.array(counts), 3 * np.array(counts)) == pytest.approx(0)


def test_nothing_in_common_is_one_bit_and_a_finite_psi() -> None:
    apart = np.array([10, 0]), np.array([0, 10])
    assert js(*apart) == 1
    assert 0 < psi(*apart) < np.inf


def test_both_are_the_same_either_way() -> None:
    one, other = np.array([10, 20, 30]), np.array([30, 5, 25])
    assert psi(one, other) == pytest.approx(psi(other, one))
    assert js(one, other) == pytest.approx(js(other, one))
