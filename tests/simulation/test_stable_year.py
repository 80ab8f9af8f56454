"""A quick year in which nothing happens: a module of its own, so that both years pass side by side.

Mirrors: hoofbeat.simulation.record.summary, hoofbeat.cli.simulate
"""

from pathlib import Path

import pytest

from hoofbeat.simulation.record.summary import false_alarms
from quick_year import passed

pytestmark = pytest.mark.slow


def test_a_stable_year_is_left_alone(tmp_path: Path) -> None:
    stable = passed(tmp_path / "year", "--scenario", "stable")
    assert not any(month.rounds for month in stable.months)
    assert len(false_alarms(stable)) <= 1
    assert stable.events == ()
