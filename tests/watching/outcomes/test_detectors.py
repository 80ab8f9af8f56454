"""Alarms over streams of outcomes: none while nothing changes, one when it does, and the same ones again."""

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from hoofbeat.watching.outcomes.detectors import STREAMS, TUNINGS, Alarm, detect, names

MEASURED = Path(__file__).parents[3] / "benchmarks" / "concept_drift.json"


def stream(*parts: tuple[int, float], seed: int = 0) -> np.ndarray:
    """Misses and hits: so many with such a chance of a miss, part after part."""
    random = np.random.default_rng(seed)
    return np.concatenate([(random.random(count) < chance) * 1.0 for count, chance in parts])


def alarms_of(values: np.ndarray, name: str = "miss-1") -> list[Alarm]:
    return detect({name: values})


def test_a_stable_year_is_quiet() -> None:
    assert sum(len(alarms_of(stream((3650, 0.5), seed=seed))) for seed in range(10)) <= 1


@pytest.mark.parametrize("kind", ["adwin", "page-hinkley"])
def test_a_decline_is_seen(kind: str) -> None:
    found = [one.label for one in alarms_of(stream((1000, 0.3), (1000, 0.6))) if one.detector.startswith(kind)]
    assert found
    assert 1000 < found[0] < 1400


def test_a_model_that_became_better_raises_no_alarm() -> None:
    assert not alarms_of(stream((1000, 0.7), (1000, 0.2)))


def test_the_same_stream_gives_the_same_alarms() -> None:
    values = stream((500, 0.3), (500, 0.8))
    assert alarms_of(values) == alarms_of(values)


def test_thresholds_are_those_that_were_measured() -> None:
    """And as measured, all detectors together raise at most one false alarm a year, at any rate of labels."""
    measured = json.loads(MEASURED.read_text(encoding="utf-8"))
    assert {name: asdict(tuning) for name, tuning in TUNINGS.items()} == measured["tunings"]
    assert set(TUNINGS) == set(STREAMS)
    for of_rate in measured["false_alarms_a_year"].values():
        assert set(of_rate) == {*names(), "all"}
        assert of_rate["all"] <= 1
