"""The limits in the code are those that were measured, and the page says the same.

Mirrors: benchmarks/drift.py
"""

import json
from pathlib import Path

import pytest

from hoofbeat.watching.drift.thresholds import THRESHOLDS

ROOT = Path(__file__).parents[3]
MEASURED = json.loads((ROOT / "benchmarks" / "drift.json").read_text(encoding="utf-8"))
PAGE = (ROOT / "docs" / "drift.md").read_text(encoding="utf-8")


def test_code_measurement_and_page_have_the_same_limits() -> None:
    limits = MEASURED["thresholds"]
    assert (limits["features"], limits["joint"]) == (THRESHOLDS.feature, THRESHOLDS.joint)
    assert (limits["psi"], limits["cases"]) == (THRESHOLDS.psi, THRESHOLDS.cases)
    assert f"significance of a feature ≤ {THRESHOLDS.feature:.2g}, of the joint test ≤ {THRESHOLDS.joint:.2g}" in PAGE
    assert f"bundle {MEASURED['bundle']}" in PAGE


def test_each_row_of_false_alarms_stands_on_the_page() -> None:
    assert set(MEASURED["false_alarms"]) == {"100", "300", "1000"}
    for size, found in MEASURED["false_alarms"].items():
        assert any(
            line.startswith(f"| {size} |") and f"**{found['all']:.2f}**" in line for line in PAGE.splitlines()
        ), size


def test_no_more_than_one_false_alarm_a_year_is_measured_with_those_of_outcomes() -> None:
    concept = json.loads((ROOT / "benchmarks" / "concept_drift.json").read_text(encoding="utf-8"))
    outcomes = max(found["all"] for found in concept["false_alarms_a_year"].values())
    assert max(found["all"] for found in MEASURED["false_alarms"].values()) + outcomes <= 1


@pytest.mark.parametrize("word", ["provisional", "not measured yet", "Not measured yet"])
def test_nothing_is_said_to_be_provisional(word: str) -> None:
    assert word not in PAGE
    assert word not in (ROOT / "src/hoofbeat/watching/drift/thresholds.py").read_text(encoding="utf-8")
