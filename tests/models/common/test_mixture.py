"""Two rankings become one distribution, and the share moves the right way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hoofbeat.models.common.mixture import LARGEST, UNKNOWN, Mixed, MixtureParameters, mix

PARAMETERS = MixtureParameters()
POSITIONS = np.array([1, 3])


def mixed(orphan: list[float], common: list[float], level: float = 0.0, covered: float = 1.0) -> Mixed:
    return mix(
        np.array([orphan], dtype=np.float32),
        np.array([common], dtype=np.float32),
        POSITIONS,
        np.array([level], dtype=np.float32),
        np.array([covered], dtype=np.float32),
        PARAMETERS,
    )


LOGITS = st.floats(-30, 30, width=32)


@given(
    orphan=arrays(np.float32, 5, elements=LOGITS),
    common=arrays(np.float32, 2, elements=LOGITS),
    level=st.floats(-8, 8),
    covered=st.floats(0, 1),
)
def test_is_one_distribution_but_for_what_both_rankings_know(
    orphan: np.ndarray, common: np.ndarray, level: float, covered: float
) -> None:
    """The larger part decides a disease that both know, so the whole is between one half and one."""
    answer = mixed(list(orphan), list(common), level, covered)
    whole = np.exp(answer.logits.astype(np.float64)).sum()
    assert 0.5 - 1e-4 <= whole <= 1 + 1e-4
    assert 0 < answer.share[0] < 1
    assert not answer.is_common[0, [0, 2, 4]].any()


def test_is_exactly_one_where_no_disease_is_known_to_both() -> None:
    answer = mixed([1, UNKNOWN, 2, UNKNOWN, 0], [3, 1], level=0.7)
    assert np.exp(answer.logits).sum() == pytest.approx(1, abs=1e-5)
    assert answer.is_common.tolist() == [[False, True, False, True, False]]
    assert np.exp(answer.logits[0, POSITIONS]).sum() == pytest.approx(answer.share[0], abs=1e-5)


def test_within_each_kind_the_order_and_the_ratios_stay() -> None:
    answer = mixed([1, UNKNOWN, 2, UNKNOWN, 0], [3, 1]).logits[0]
    assert answer[2] - answer[0] == pytest.approx(1, abs=1e-5)
    assert answer[1] - answer[3] == pytest.approx(2, abs=1e-5)


def test_the_share_grows_with_the_level_the_evidence_and_what_is_covered() -> None:
    orphan = [1.0, UNKNOWN, 2.0, UNKNOWN, 0.0]
    base = mixed(orphan, [3, 1], covered=0.5).share[0]
    assert mixed(orphan, [3, 1], level=1, covered=0.5).share[0] > base
    assert mixed(orphan, [5, 3], covered=0.5).share[0] > base
    assert mixed(orphan, [3, 1], covered=1.0).share[0] > base


@pytest.mark.parametrize("common", [[1e4, 1e4], [-1e4, -1e4]])
def test_no_evidence_makes_the_other_kind_impossible(common: list[float]) -> None:
    answer = mixed([0, UNKNOWN, 0, UNKNOWN, 0], common)
    assert 1 / (1 + np.exp(LARGEST)) * 0.99 <= answer.share[0] <= 1 / (1 + np.exp(-LARGEST))
    assert np.isfinite(answer.logits).all()
