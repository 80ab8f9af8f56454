"""A verdict for Prometheus (``monitoring.textfile``)."""

from collections.abc import Iterator
from pathlib import Path
from time import time

from hoofbeat.monitoring.textfile import Reading, write_gauges
from hoofbeat.watching.drift.features import FeatureGroup
from hoofbeat.watching.drift.verdict import DriftVerdict

PREFIX = "hoofbeat_drift_"

#: Name → what it says, and its labels: kinds and detectors, never a finding or a disease.
GAUGES = {
    "statistic": (
        "Largest PSI (nats) and Jensen-Shannon divergence (bits) of the features that drift",
        ("group", "statistic"),
    ),
    "features": ("Features that drift", ("group",)),
    "alarm": ("1 where the detector gives alarm", ("detector",)),
    "window_cases": ("Cases of the longest span that was judged", ()),
    "timestamp_seconds": ("When drift was last looked for, in Unix time", ()),
}


def write_drift_metrics(path: Path, verdict: DriftVerdict) -> None:
    """Write the gauges ``hoofbeat_drift_…`` to a ``.prom`` file."""
    write_gauges(path, PREFIX, GAUGES, _readings(verdict))


def _readings(verdict: DriftVerdict) -> Iterator[Reading]:
    for group in FeatureGroup:
        drifting = [each for each in verdict.features if each.alarm and each.group is group]
        yield Reading("features", (group.value,), len(drifting))
        yield Reading("statistic", (group.value, "psi_max"), max((each.psi for each in drifting), default=0))
        yield Reading("statistic", (group.value, "js_max"), max((each.js for each in drifting), default=0))
    for detector, given in verdict.alarms.items():
        yield Reading("alarm", (detector,), int(given))
    yield Reading("window_cases", (), max(verdict.cases.values(), default=0))
    yield Reading("timestamp_seconds", (), time())
