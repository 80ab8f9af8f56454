"""The metrics that ``/metrics`` shows, the same ones, sent to an OpenTelemetry collector from time to time."""

import logging
import math
import os
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.sdk.metrics.export import (
    AggregationTemporality,
    Gauge,
    Histogram,
    HistogramDataPoint,
    Metric,
    MetricsData,
    NumberDataPoint,
    ResourceMetrics,
    ScopeMetrics,
    Sum,
)
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from prometheus_client import Metric as Family

from hoofbeat import __version__
from hoofbeat.monitoring.exposition import Exposition

_log = logging.getLogger("hoofbeat.serving")

#: Milliseconds between two sendings, where ``OTEL_METRIC_EXPORT_INTERVAL`` says nothing else.
_INTERVAL = 60_000.0


class Pusher:
    """Sends the metrics now and then, and once at the end.

    Args:
        exposition: what is sent.
        resource: who sends it.
    """

    def __init__(self, exposition: Exposition, resource: Resource) -> None:
        self._exposition = exposition
        self._resource = resource
        self._exporter = OTLPMetricExporter()
        self._since = time.time_ns()
        self._ended = threading.Event()
        self._interval = _interval() / 1000
        self._thread = threading.Thread(target=self._run, name="metrics-pusher", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Send the last of it, and end."""
        self._ended.set()
        self._thread.join()
        self._exporter.shutdown()

    def _run(self) -> None:
        while not self._ended.wait(self._interval):
            self._push()
        self._push()

    def _push(self) -> None:
        try:
            self._exporter.export(self._data())
        except Exception as error:  # a collector that is away must not end the sending
            _log.warning("metrics were not sent: %s", type(error).__name__)

    def _data(self) -> MetricsData:
        now = time.time_ns()
        metrics = [made for family in self._exposition.collect() if (made := metric_of(family, self._since, now))]
        scope = ScopeMetrics(InstrumentationScope("hoofbeat", __version__), metrics, "")
        return MetricsData([ResourceMetrics(self._resource, [scope], "")])


def metric_of(family: Family, since: int, now: int) -> Metric | None:
    """A family of Prometheus as OpenTelemetry has it; ``None`` where it has no sample.

    Args:
        family: counter, gauge or histogram.
        since: when counting began, nanoseconds of Unix time.
        now: when it was counted, the same.
    """
    counted: Sum | Gauge | Histogram
    if family.type == "histogram":
        counted = Histogram(list(_histograms(family, since, now)), AggregationTemporality.CUMULATIVE)
    else:
        kept = [each for each in family.samples if not each.name.endswith("_created")]
        points = [NumberDataPoint(dict(each.labels), since, now, float(each.value)) for each in kept]
        counter = family.type == "counter"
        counted = Sum(points, AggregationTemporality.CUMULATIVE, is_monotonic=True) if counter else Gauge(points)
    if not counted.data_points:
        return None
    # With the name of Prometheus, so that both ways give one metric.
    name = f"{family.name}_total" if family.type == "counter" else family.name
    return Metric(name, family.documentation, "", counted)


def _histograms(family: Family, since: int, now: int) -> Iterator[HistogramDataPoint]:
    reached: dict[tuple[tuple[str, str], ...], list[tuple[float, float]]] = defaultdict(list)
    sums: dict[tuple[tuple[str, str], ...], float] = {}
    for sample in family.samples:
        labels = tuple(sorted((name, value) for name, value in sample.labels.items() if name != "le"))
        if sample.name.endswith("_bucket"):
            reached[labels].append((float(sample.labels["le"]), sample.value))
        elif sample.name.endswith("_sum"):
            sums[labels] = sample.value
    for labels, buckets in reached.items():
        buckets.sort()
        # Prometheus counts all below a bound, OpenTelemetry those between two.
        below = [0.0, *(count for _, count in buckets)]
        yield HistogramDataPoint(
            attributes=dict(labels),
            start_time_unix_nano=since,
            time_unix_nano=now,
            count=int(below[-1]),
            sum=sums.get(labels, 0.0),
            bucket_counts=[int(high - low) for low, high in pairwise(below)],
            explicit_bounds=[bound for bound, _ in buckets if not math.isinf(bound)],
            min=None,  # type: ignore[arg-type]  # a field that the protocol may leave out: Prometheus keeps none
            max=None,  # type: ignore[arg-type]
        )


def _interval() -> float:
    try:
        told = float(os.environ.get("OTEL_METRIC_EXPORT_INTERVAL") or _INTERVAL)
    except ValueError:
        return _INTERVAL
    return told if told > 0 and math.isfinite(told) else _INTERVAL
