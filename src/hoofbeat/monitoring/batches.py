"""What the last batch of every source was like, for Prometheus: a file for node_exporter's textfile collector.

A batch ends before anyone could scrape it, so its figures are laid down where node_exporter looks (started with
``--collector.textfile.directory``). Labels are names of sources, layers and measurement codes: never a patient.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from prometheus_client import CollectorRegistry, write_to_textfile
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector

PREFIX = "hoofbeat_quality_"

#: Name → what it says, and its labels; all have ``source``.
_GAUGES = {
    "records": ("Records of the source's last batch, by fate: read, accepted, quarantined", ("source", "fate")),
    "expectations": ("Expectations of the last batch", ("source", "layer", "severity", "outcome")),
    "missing_share": ("Share of new cases without a value, 0 to 1", ("source", "field")),
    "passed": ("1 if every critical expectation of the last batch held", ("source",)),
    "batch_seconds": ("Seconds from the first check of the last batch to its last", ("source",)),
    "batch_timestamp_seconds": ("When the last batch was checked, in Unix time", ("source",)),
}


class Reading(NamedTuple):
    """One value of one gauge.

    Attributes:
        gauge: name of the gauge without ``hoofbeat_quality_``.
        labels: values of the labels in the gauge's order; the first is the source.
        value: value of the gauge.
    """

    gauge: str
    labels: tuple[str, ...]
    value: float


def write_metrics(path: Path, readings: Iterable[Reading]) -> None:
    """Put the newest readings of their sources into the file, atomically; other sources keep theirs.

    Args:
        path: the file (``….prom``).
        readings: every reading of the sources in this batch.
    """
    fresh = list(readings)
    sources = {reading.labels[0] for reading in fresh}
    kept = [reading for reading in _read(path) if reading.labels[0] not in sources]
    path.parent.mkdir(parents=True, exist_ok=True)
    registry = CollectorRegistry()
    registry.register(_Readings([*kept, *fresh]))
    write_to_textfile(str(path), registry)


class _Readings(Collector):
    def __init__(self, readings: list[Reading]) -> None:
        self._readings = readings

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for name, (help_, labels) in _GAUGES.items():
            family = GaugeMetricFamily(PREFIX + name, help_, labels=labels)
            for reading in self._readings:
                if reading.gauge == name:
                    family.add_metric(reading.labels, reading.value)
            yield family


def _read(path: Path) -> list[Reading]:
    try:
        families = list(text_string_to_metric_families(path.read_text(encoding="utf-8")))
    except (OSError, ValueError):  # none yet, or one that something else damaged: the next batches fill it again
        return []
    known = [(family.name.removeprefix(PREFIX), sample) for family in families for sample in family.samples]
    return [
        Reading(name, tuple(sample.labels.get(label, "") for label in _GAUGES[name][1]), sample.value)
        for name, sample in known
        if name in _GAUGES
    ]
