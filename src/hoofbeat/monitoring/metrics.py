"""What serving counts for Prometheus: totals and distributions, never a patient, never an id."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
_FINDINGS = (1, 2, 3, 5, 8, 12, 20, 35, 60, 100, 200)


class ServingMetrics:
    """The metrics of one application, in a registry of its own so that two may live in one process.

    Labels are few and fixed: the route's template (``/v1/differential``), the method, the status code and the
    bundle's version. What a caller typed is never a label.
    """

    content_type = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._requests = Counter(
            "hoofbeat_requests_total", "Requests answered", ("route", "method", "status"), registry=self._registry
        )
        self._latency = Histogram(
            "hoofbeat_request_seconds", "Seconds to answer", ("route",), buckets=_SECONDS, registry=self._registry
        )
        self._differentials = Counter("hoofbeat_differentials_total", "Differentials served", registry=self._registry)
        self._findings = Histogram(
            "hoofbeat_findings_per_request",
            "Findings in a differential's request",
            buckets=_FINDINGS,
            registry=self._registry,
        )
        self._warnings = Counter(
            "hoofbeat_differential_warnings_total", "Warnings given with differentials", registry=self._registry
        )
        self._feedback = Counter(
            "hoofbeat_cds_feedback_total",
            "What became of cards shown by record systems",
            ("outcome",),
            registry=self._registry,
        )
        self._ready = Gauge("hoofbeat_ready", "1 while a bundle is loaded and answers", registry=self._registry)
        self._refused = Counter(
            "hoofbeat_bundle_refused_total", "Times a newer bundle was found and not taken", registry=self._registry
        )
        self._bundle = Gauge("hoofbeat_bundle_info", "The bundle that answers", ("version",), registry=self._registry)

    def request(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one answered request; ``route`` is the template, not the path that was asked for."""
        self._requests.labels(route, method, str(status)).inc()
        self._latency.labels(route).observe(seconds)

    def differential(self, findings: int, warnings: int) -> None:
        """Count one differential served, with how many findings were asked and warnings given."""
        self._differentials.inc()
        self._findings.observe(findings)
        self._warnings.inc(warnings)

    def feedback(self, outcome: str) -> None:
        """Count what became of one card: ``accepted`` or ``overridden``."""
        self._feedback.labels(outcome).inc()

    def bundle(self, version: str) -> None:
        """Name the bundle that answers from now on."""
        self._bundle.clear()
        self._bundle.labels(version).set(1)

    def bundle_refused(self) -> None:
        """Count one newer bundle that was not taken."""
        self._refused.inc()

    def ready(self, ready: bool) -> None:
        """Say whether the last readiness check passed."""
        self._ready.set(1 if ready else 0)

    def render(self) -> bytes:
        """The Prometheus exposition text."""
        return generate_latest(self._registry)
