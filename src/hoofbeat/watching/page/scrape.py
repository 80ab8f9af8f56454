"""One scrape of a service or of ``.prom`` files, read as tables."""

from collections import defaultdict
from datetime import UTC, datetime
from typing import NamedTuple

from prometheus_client.parser import text_string_to_metric_families

from hoofbeat.domain.errors import InputError
from hoofbeat.monitoring.histogram import Histogram

#: Histograms whose time is told: of requests, and of differentials by challenger and champion.
_TIMED = ("hoofbeat_request_seconds", "hoofbeat_rollout_seconds")
#: Shares of them whose time is told.
_QUANTILES = (0.5, 0.95, 0.99)
#: Unix times from here on are none.
_LATEST = 1e11


class Sampled(NamedTuple):
    """One sample.

    Attributes:
        name: of the metric.
        labels: ``route=/v1/differential, status=200``.
        value: of the sample.
    """

    name: str
    labels: str
    value: float

    @property
    def moment(self) -> datetime | None:
        """The moment (UTC) that it tells; ``None`` of what tells none."""
        if not self.name.endswith("_timestamp_seconds") or not 0 < self.value < _LATEST:
            return None
        return datetime.fromtimestamp(self.value, UTC)


class Latency(NamedTuple):
    """Seconds of one histogram.

    Attributes:
        labels: as of a sample.
        timed: how many were timed.
        seconds: within which half, 95 and 99 of 100 were done, taken between the bounds of a bucket; ``None`` beyond
            the last one.
    """

    labels: str
    timed: int
    seconds: tuple[float | None, ...]


class Scrape(NamedTuple):
    """What was scraped: counters and gauges, and histograms of seconds."""

    samples: tuple[Sampled, ...]
    latencies: tuple[Latency, ...]

    @property
    def tried(self) -> dict[str, dict[str, float]]:
        """What became of asking each challenger: who was asked → outcome → how often."""
        found: dict[str, dict[str, float]] = defaultdict(dict)
        for sample in self.samples:
            if sample.name == "hoofbeat_rollout_answers_total" and "role=challenger" in sample.labels:
                labels = dict(label.split("=", 1) for label in sample.labels.split(", "))
                found[f"{labels['mode']} {labels['version']}"][labels["outcome"]] = sample.value
        return dict(found)


def read_scrape(text: str) -> Scrape:
    """Read an exposition in Prometheus' text format.

    Raises:
        InputError: it is none.
    """
    samples: list[Sampled] = []
    buckets: dict[str, dict[float, float]] = defaultdict(dict)
    try:
        for family in text_string_to_metric_families(text):
            for sample in family.samples:
                labels = ", ".join(f"{k}={v}" for k, v in sorted(sample.labels.items()) if k != "le")
                if family.type == "histogram" and family.name in _TIMED:
                    if sample.name.endswith("_bucket"):
                        buckets[labels][float(sample.labels["le"])] = sample.value
                elif family.type in ("counter", "gauge") and not sample.name.endswith("_created"):
                    samples.append(Sampled(sample.name, labels, sample.value))
    except (ValueError, KeyError) as error:
        raise InputError(
            "The scrape is not in Prometheus' text format", hint="give what /metrics answers, or a .prom file"
        ) from error
    ordered = {labels: Histogram(each) for labels, each in sorted(buckets.items())}
    latencies = [
        Latency(labels, int(each.observed), tuple(map(each.quantile, _QUANTILES)))
        for labels, each in ordered.items()
        if each.observed
    ]
    return Scrape(tuple(samples), tuple(latencies))
