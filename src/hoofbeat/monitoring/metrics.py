"""What serving counts for Prometheus: totals and distributions, never a patient, never an id of a finding."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from hoofbeat.domain.case import Case
from hoofbeat.domain.differential import Differential
from hoofbeat.monitoring.answers import AnswerMetrics
from hoofbeat.monitoring.exposition import Exposition, workers_folder
from hoofbeat.monitoring.rollout import RolloutMetrics

if TYPE_CHECKING:
    from hoofbeat.monitoring.windows.book import Watchable, WindowBook

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class ServingMetrics:
    """The metrics of one application, in a registry of its own so that two may live in one process.

    Labels are few and fixed: the route's template (``/v1/differential``), the method, the status code, the
    bundle's version, words of ours, and the diseases that stand first often. What a caller typed is never a label.
    Where ``PROMETHEUS_MULTIPROC_DIR`` is set, workers count together, and each shows the numbers of all.

    Args:
        windows: where answers are counted for the detection of drift; ``None`` if they are not.

    Raises:
        ConfigError: ``PROMETHEUS_MULTIPROC_DIR`` names no folder.
    """

    content_type = CONTENT_TYPE_LATEST

    def __init__(self, windows: "WindowBook | None" = None) -> None:
        self._windows = windows
        self._folder = workers_folder()
        self._registry = registry = CollectorRegistry()
        #: What may be shown of them.
        self.exposition = Exposition(registry, self._folder)
        self._requests = Counter(
            "hoofbeat_requests_total", "Requests answered", ("route", "method", "status"), registry=registry
        )
        self._latency = Histogram(
            "hoofbeat_request_seconds", "Seconds to answer", ("route",), buckets=_SECONDS, registry=registry
        )
        self._in_flight = Gauge(
            "hoofbeat_requests_in_flight", "Requests under way", registry=registry, multiprocess_mode="livesum"
        )
        self._answers = AnswerMetrics(registry)
        #: Of challengers beside the champion.
        self.rollout = RolloutMetrics(registry, several=self._folder is not None)
        self._cards = Counter(
            "hoofbeat_cds_feedback_total",
            "What became of cards shown by record systems",
            ("outcome",),
            registry=registry,
        )
        self._feedback = Counter(
            "hoofbeat_feedback_total", "What was said of cases that are kept", ("kind",), registry=registry
        )
        self._ready = Gauge(
            "hoofbeat_ready", "1 while a bundle is loaded and answers", registry=registry,
            multiprocess_mode="mostrecent",
        )  # fmt: skip
        self._refused = Counter(
            "hoofbeat_bundle_refused_total", "Times a newer bundle was found and not taken", registry=registry
        )
        self._bundle = Gauge(
            "hoofbeat_bundle_info", "The bundle that answers", ("version", "knowledge"), registry=registry,
            multiprocess_mode="livemax",
        )  # fmt: skip
        self._created = Gauge(
            "hoofbeat_bundle_created_timestamp_seconds", "When the bundle was exported", registry=registry,
            multiprocess_mode="mostrecent",
        )  # fmt: skip
        self._released = Gauge(
            "hoofbeat_knowledge_released_timestamp_seconds", "When the oldest part of its knowledge was released",
            registry=registry, multiprocess_mode="mostrecent",
        )  # fmt: skip
        self._answering: tuple[str, str] | None = None

    @contextmanager
    def in_flight(self) -> Iterator[None]:
        """Count a request as under way within this block."""
        self._in_flight.inc()
        try:
            yield
        finally:
            self._in_flight.dec()

    def request(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one answered request; ``route`` is the template, not the path that was asked for."""
        self._requests.labels(route, method, str(status)).inc()
        self._latency.labels(route).observe(seconds)

    def differential(self, bundle: "Watchable", case: Case, answer: Differential) -> None:
        """Count one differential served, here and in the window of the day.

        Args:
            bundle: what answered.
            case: as it was asked, with notes of what reading did not know.
            answer: as it was given.
        """
        self._answers.count(len(case.findings), answer)
        if self._windows is not None:
            self._windows.add(bundle, case, answer)

    def feedback(self, outcome: str) -> None:
        """Count what became of one card: ``accepted`` or ``overridden``."""
        self._cards.labels(outcome).inc()

    def case_feedback(self, kind: str) -> None:
        """Count what was said of one case that is kept: ``confirmed``, ``corrected`` or ``withdrawn``."""
        self._feedback.labels(kind).inc()

    def bundle(self, version: str, manifest: object = None) -> None:
        """Name the bundle that answers from now on.

        Args:
            version: names it.
            manifest: what it says of itself: ``knowledge_version`` and ``created``, where it has them.
        """
        knowledge = str(getattr(manifest, "knowledge_version", ""))
        before, self._answering = self._answering, (version, knowledge)
        if before is not None and self._folder is not None:  # what several count cannot be taken back by one
            self._bundle.labels(*before).set(0)
        elif before is not None:
            self._bundle.remove(*before)
        self._bundle.labels(version, knowledge).set(1)
        self._created.set(_seconds(getattr(manifest, "created", None)))
        dates = _DATE.findall(knowledge)
        self._released.set(_seconds(min(dates, default=None)))

    def bundle_refused(self) -> None:
        """Count one newer bundle that was not taken."""
        self._refused.inc()

    def ready(self, ready: bool) -> None:
        """Say whether the last readiness check passed."""
        self._ready.set(1 if ready else 0)

    def render(self) -> bytes:
        """The Prometheus exposition text."""
        return generate_latest(self.exposition)


def _seconds(moment: datetime | str | None) -> float:
    """Unix time of a moment or a day; 0 where none is known."""
    if moment is None:
        return 0.0
    if isinstance(moment, str):
        try:
            moment = datetime.fromisoformat(moment)
        except ValueError:  # it looks like a date and is none
            return 0.0
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
