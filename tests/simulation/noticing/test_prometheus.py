"""The house's rules over a month of invented gauges, in a real Prometheus."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from hoofbeat.domain.errors import HoofbeatError
from hoofbeat.simulation.noticing import prometheus
from hoofbeat.simulation.record.accuracy import Accuracy, Share
from hoofbeat.simulation.record.chronicle import MonthRecord

RULES = Path(__file__).resolve().parents[3] / "deploy" / "compose" / "prometheus" / "model.rules.yaml"
FIRST = date(2031, 1, 1)


def month(alarms: set[int], gap: int | None = None) -> MonthRecord:
    """Gauges of thirty days, with an alarm of one detector on some; from ``gap`` on nobody looks for drift any more."""
    none = Share(n=0, of=1)
    gauges = {}
    for number in range(30):
        day = FIRST + timedelta(days=number)
        looked = FIRST + timedelta(days=number if gap is None else min(number, gap))
        gauges[day] = {
            'hoofbeat_drift_alarm{detector="joint"}': float(number in alarms),
            'hoofbeat_drift_alarm{detector="findings"}': 0.0,
            "hoofbeat_drift_timestamp_seconds": (looked - date(1970, 1, 1)).total_seconds() + 43200,
        }
    return MonthRecord(
        month=1, patients=1, accuracy={"all": Accuracy(top_1=none, top_10=none, never_1=none, never_10=none)},
        gauges=gauges, living="", trained="", bundle="", seconds=0.0,
    )  # fmt: skip


def days(*numbers: int) -> tuple[date, ...]:
    return tuple(FIRST + timedelta(days=number) for number in numbers)


def test_an_alert_fires_on_the_days_of_its_gauge_and_silence_is_told_too(tmp_path: Path) -> None:
    if not prometheus.available():
        pytest.skip("no prometheus and promtool: deploy/compose/tools.sh DIR as root")
    rules = prometheus.rules_of(RULES)
    version, fired, skipped = prometheus.evaluated([month({3, 4, 9}, gap=20)], rules, tmp_path / "prometheus")
    assert version
    found = {one.alert: one for one in fired}
    assert found["HoofbeatDrift"].days == days(3, 4, 9)
    assert "detector=joint" in found["HoofbeatDrift"].labels
    assert found["HoofbeatDriftOverdue"].days == days(*range(22, 30))
    assert found.keys() == {"HoofbeatDrift", "HoofbeatDriftOverdue"}
    assert "HoofbeatOutcomes" in skipped
    assert not {"HoofbeatDrift", "HoofbeatDriftOverdue"} & set(skipped)


def test_days_that_follow_each_other_are_one_stretch() -> None:
    assert prometheus.spans(days(1, 2, 3, 7)) == [(days(1)[0], days(3)[0]), (days(7)[0], days(7)[0])]
    assert prometheus.spans(()) == []


def test_what_is_no_file_of_rules_is_refused(tmp_path: Path) -> None:
    (file := tmp_path / "rules.yaml").write_text("name: no rules\n", encoding="utf-8")
    with pytest.raises(HoofbeatError, match="no file of rules"):
        prometheus.rules_of(file)
