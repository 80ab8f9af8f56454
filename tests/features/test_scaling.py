import numpy as np

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


def test_a_column_without_any_value_stays_unknown() -> None:
    scaled = NumberScaler().fit_transform(np.array([[np.nan, 1], [np.nan, 2]], dtype=np.float32))
    assert np.isnan(scaled[:, 0]).all()
