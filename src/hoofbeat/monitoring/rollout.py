"""What serving counts of challengers beside the champion: never a patient, never whose sitting it was."""

from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

#: In the shadow the champion answers and the challenger is compared with it; as a canary it answers a share itself.
Mode = Literal["shadow", "canary"]
Role = Literal["champion", "challenger"]
Outcome = Literal["same_first", "other_first", "answered", "failed", "dropped"]

#: Fine enough to tell twice as slow from as slow.
_SECONDS = (
    0.001, 0.0015, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75,
    1.0, 1.5, 2.0, 3.0, 5.0, 10.0,
)  # fmt: skip
_TENTHS = tuple(tenth / 10 for tenth in range(11))


class RolloutMetrics:
    """Counts what challengers do. ``version`` is always the challenger's bundle, also of what the champion did.

    Args:
        registry: where they are registered.
        several: whether other processes count beside this one.
    """

    def __init__(self, registry: CollectorRegistry, *, several: bool) -> None:
        self._several = several
        self._answers = Counter(
            "hoofbeat_rollout_answers_total",
            "What became of asking a challenger, and of asking the champion beside it",
            ("mode", "role", "version", "outcome"),
            registry=registry,
        )
        self._seconds = Histogram(
            "hoofbeat_rollout_seconds",
            "Seconds of a differential by challenger and champion",
            ("mode", "role", "version"),
            buckets=_SECONDS,
            registry=registry,
        )
        self._overlap = Histogram(
            "hoofbeat_rollout_overlap",
            "Share of the first ten that challenger and champion have in common",
            ("version",),
            buckets=_TENTHS,
            registry=registry,
        )
        self._loaded = Gauge(
            "hoofbeat_rollout_loaded",
            "Processes that have the challenger loaded",
            ("mode", "version"),
            registry=registry,
            multiprocess_mode="livesum",
        )
        self._refused = Counter(
            "hoofbeat_rollout_refused_total", "Times a challenger was found and not taken", ("mode",), registry=registry
        )

    def answered(self, mode: Mode, role: Role, version: str, outcome: Outcome, seconds: float | None = None) -> None:
        """Count one answer, or that there was none."""
        self._answers.labels(mode, role, version, outcome).inc()
        if seconds is not None:
            self.took(mode, role, version, seconds)

    def took(self, mode: Mode, role: Role, version: str, seconds: float) -> None:
        """Count how long one differential took."""
        self._seconds.labels(mode, role, version).observe(seconds)

    def overlap(self, version: str, share: float) -> None:
        """Count what the first ten of both have in common, 0 to 1."""
        self._overlap.labels(version).observe(share)

    def loaded(self, mode: Mode, version: str | None, before: str | None) -> None:
        """Name the challenger of a mode from now on, and the one before it; ``None`` where there is none."""
        if before is not None and self._several:  # what several count cannot be taken back by one
            self._loaded.labels(mode, before).set(0)
        elif before is not None:
            self._loaded.remove(mode, before)
        if version is not None:
            self._loaded.labels(mode, version).set(1)

    def refused(self, mode: Mode) -> None:
        """Count one challenger that was not taken."""
        self._refused.labels(mode).inc()
