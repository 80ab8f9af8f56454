"""Gauges of what ends before anyone could scrape it: a file for node_exporter's textfile collector.

Every ``.prom`` file of the house is written here: node_exporter reads a folder of them (started with
``--collector.textfile.directory``), and so does ``batch-metrics`` of compose.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from prometheus_client import CollectorRegistry, write_to_textfile
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

#: Name of a gauge without its prefix → what it says, and its labels.
Gauges = Mapping[str, tuple[str, tuple[str, ...]]]


class Reading(NamedTuple):
    """One value of one gauge.

    Attributes:
        gauge: name of the gauge without its prefix.
        labels: values of the labels in the gauge's order.
        value: value of the gauge; ``None`` where it is not known, which makes no line.
    """

    gauge: str
    labels: tuple[str, ...]
    value: float | None


def write_gauges(path: Path, prefix: str, gauges: Gauges, readings: Iterable[Reading]) -> None:
    """Write the file whole or not at all, and its folder if that is missing.

    Args:
        path: the file (``….prom``).
        prefix: of every name, ``hoofbeat_…_``.
        gauges: what the file has; those without a reading are described all the same.
        readings: values of them.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    registry = CollectorRegistry()
    registry.register(_Families(prefix, gauges, list(readings)))
    write_to_textfile(str(path), registry)


class _Families(Collector):
    def __init__(self, prefix: str, gauges: Gauges, readings: list[Reading]) -> None:
        self._prefix, self._gauges, self._readings = prefix, gauges, readings

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for name, (help_, labels) in self._gauges.items():
            family = GaugeMetricFamily(self._prefix + name, help_, labels=labels)
            for reading in self._readings:
                if reading.gauge == name and reading.value is not None:
                    family.add_metric(reading.labels, reading.value)
            yield family
