import numpy as np
import pytest
from scipy.sparse import csr_array
from sklearn.preprocessing import RobustScaler

from hoofbeat.features.scaling import NumberScaler


def test_findings_keep_their_step_and_numbers_come_to_one_scale() -> None:
    rng = np.random.default_rng(0)
    rare, half = rng.random(400) < 0.01, rng.random(400) < 0.5
    temperature, platelets = rng.normal(37.5, 1, 400), rng.normal(250, 90, 400)
    temperature[:300] = np.nan
    scaled = NumberScaler().fit_transform(np.column_stack([rare, half, temperature, platelets]).astype(np.float32))
    assert [np.ptp(scaled[:, column]) for column in (0, 1)] == [1, 1]
    spread = np.nanstd(scaled[:, 2:], axis=0)
    assert 0.6 < spread.min() < spread.max() < 0.9  # a normal distribution's over its interquartile range
    assert np.isnan(scaled[:300, 2]).all()


@pytest.mark.parametrize("many", [40, 41, 42, 43])
def test_whatever_is_not_sorted_is_scaled_as_if_it_were(many: int) -> None:
    marks = [np.arange(many) < ones for ones in range(many // 4 - 2, many // 4 + 3)]
    numbers = np.random.default_rng(0).normal(37.5, 1, many)
    asked = np.column_stack([*marks, numbers]).astype(np.float32)
    np.testing.assert_array_equal(NumberScaler().fit_transform(asked), RobustScaler().fit_transform(asked))
    np.testing.assert_array_equal(NumberScaler().fit_transform(asked[:, :2]), asked[:, :2])


def test_a_column_without_any_value_stays_unknown() -> None:
    scaled = NumberScaler().fit_transform(np.array([[np.nan, 1], [np.nan, 2]], dtype=np.float32))
    assert np.isnan(scaled[:, 0]).all()


def test_numbers_of_compressed_rows_are_scaled_as_ever_and_what_holds_ones_alone_is_left() -> None:
    rng = np.random.default_rng(0)
    usual, temperature = rng.random(400) < 0.9, rng.normal(37.5, 1, 400)
    temperature[:100] = np.nan
    unknown, asked = np.full(400, np.nan), rng.random(400) < 0.5
    whole = np.column_stack([usual, temperature, unknown, asked]).astype(np.float32)
    stored = whole.copy()
    stored[:, 3] += 2  # so that its zeros are stored, as those of numbers are
    rows = csr_array(stored)
    rows.data[rows.indices == 3] -= 2
    expected, scaled = NumberScaler().fit_transform(whole), NumberScaler().fit_transform(rows)
    assert scaled.dtype == np.float32
    np.testing.assert_allclose(scaled.toarray()[:, 1:], expected[:, 1:], atol=1e-6)
    np.testing.assert_array_equal(scaled.toarray()[:, 0], usual)
