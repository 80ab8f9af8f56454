import numpy as np
import pytest

from hoofbeat.evaluation.calibration import expected_calibration_error
from hoofbeat.lifecycle.gate.paired import codes_of, weigh, weigh_calibration

DRAWS = {"level": 0.95, "repeats": 2000, "seed": 0}


def test_the_interval_holds_the_true_difference_as_often_as_it_says() -> None:
    random = np.random.default_rng(3)
    held = 0
    for seed in range(200):
        codes = np.repeat(np.arange(60), 5)
        gone = random.random(60)[codes] < 0.1  # whole diseases are lost
        champion = (random.random(300) < 0.7).astype(float)
        found = weigh(champion, np.where(gone, 0.0, champion), codes, level=0.95, repeats=500, seed=seed)
        held += found.low <= -0.07 <= found.high
    assert 0.9 <= held / 200 <= 0.99


def test_alike_on_few_cases_is_not_alike_for_certain() -> None:
    few, many = (weigh(np.ones(n), np.ones(n), np.arange(n), **DRAWS) for n in (30, 1000))
    assert (few.difference, many.difference) == (0.0, 0.0)
    assert few.low < -0.05
    assert -0.01 < many.low < 0 < many.high < 0.01


def test_patients_of_one_disease_count_as_one_witness() -> None:
    codes = codes_of(["A"] * 100 + ["B"] * 100)
    lost = np.where(codes == 0, 0.0, 1.0)
    assert weigh(np.ones(200), lost, codes, **DRAWS).low < -0.9
    assert weigh(np.ones(200), lost, np.arange(200), **DRAWS).low > -0.6


def test_calibration_errors_are_those_of_the_report() -> None:
    random = np.random.default_rng(1)
    sure, right = random.random(400), random.random(400) < 0.5
    steady, steadily = np.full(400, 0.5), right
    found = weigh_calibration((steady, steadily), (sure, right), np.arange(400) % 80, **DRAWS)
    assert found.champion == pytest.approx(expected_calibration_error(steady, steadily))
    assert found.challenger == pytest.approx(expected_calibration_error(sure, right))
    assert 0.05 < found.low < found.difference < found.high
