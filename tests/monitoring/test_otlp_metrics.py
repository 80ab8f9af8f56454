"""Families of Prometheus as OpenTelemetry has them; that they arrive is tested through the service.

tests/serving/test_watched.py reads what a receiver got.
"""

from typing import Any

import pytest
from opentelemetry.sdk.metrics.export import Gauge as OtlpGauge
from opentelemetry.sdk.metrics.export import Histogram as OtlpHistogram
from opentelemetry.sdk.metrics.export import Sum
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from hoofbeat.monitoring.otlp_metrics import metric_of

SINCE, NOW = 1_000, 2_000


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


def only(registry: CollectorRegistry) -> Any:
    families = [family for family in registry.collect() if not family.name.endswith("_created")]
    (family,) = families
    return metric_of(family, SINCE, NOW)


def test_a_counter_only_grows(registry: CollectorRegistry) -> None:
    Counter("asked_total", "Asked", ("route",), registry=registry).labels("/v1").inc(3)
    made = only(registry)
    assert made.name == "asked_total"
    assert isinstance(made.data, Sum)
    assert made.data.is_monotonic
    (point,) = made.data.data_points
    assert (point.attributes, point.value, point.start_time_unix_nano) == ({"route": "/v1"}, 3.0, SINCE)


def test_a_gauge_is_as_it_is_now(registry: CollectorRegistry) -> None:
    Gauge("ready", "Ready", registry=registry).set(1)
    made = only(registry)
    assert isinstance(made.data, OtlpGauge)
    assert [point.value for point in made.data.data_points] == [1.0]


def test_a_histogram_counts_between_its_bounds(registry: CollectorRegistry) -> None:
    seconds = Histogram("seconds", "Seconds", ("route",), buckets=(0.1, 1.0), registry=registry)
    for value in (0.05, 0.5, 0.6, 5.0):
        seconds.labels("/v1").observe(value)
    made = only(registry)
    assert isinstance(made.data, OtlpHistogram)
    (point,) = made.data.data_points
    assert (point.count, point.sum) == (4, pytest.approx(6.15))
    assert (list(point.bucket_counts), list(point.explicit_bounds)) == ([1, 2, 1], [0.1, 1.0])


def test_what_has_no_sample_yet_is_left_out(registry: CollectorRegistry) -> None:
    Counter("asked_total", "Asked", ("route",), registry=registry)
    assert only(registry) is None
