"""What a batch was like, in figures: written beside the lake, recorded in MLflow, exported to Prometheus.

Aggregates only. ``<output>/quality/<batch>.json`` holds one summary for good.
"""

import os
from datetime import datetime
from pathlib import Path

from pydantic import Field

from hoofbeat.domain.frozen import Frozen
from hoofbeat.quality.missing import MissingValues
from hoofbeat.quality.rules import Layer


class SourceIntake(Frozen):
    """The records of one source.

    Attributes:
        read: records it gave.
        accepted: those that are cases.
        quarantined: those that are none.
        reasons: class of reason → how many were quarantined for it.
    """

    read: int
    accepted: int
    quarantined: int
    reasons: dict[str, int] = Field(default_factory=dict)


class Severities(Frozen):
    """A number for each severity."""

    critical: int = 0
    warning: int = 0


class Check(Frozen):
    """One suite held against the rows of one source.

    Attributes:
        layer: layer the suite speaks of.
        source: whose rows; ``all`` where they are of every source.
        suite: version and digest of the suite, and how many rules a hospital added.
        rows: number of rows looked at.
        met: expectations that held.
        failed: those that did not.
        failures: the failed ones in words, the critical first.
        page: its page of the Data Docs, as a path within ``data-docs``.
        seconds: duration of the check.
    """

    layer: Layer
    source: str
    suite: str
    rows: int
    met: Severities
    failed: Severities
    failures: tuple[str, ...]
    page: str
    seconds: float


class QualitySummary(Frozen):
    """One batch.

    Attributes:
        batch: name of the batch, as in bronze.
        started: time at which its checks were begun (UTC).
        seconds: time from then to the end of the last check.
        passed: whether every critical expectation held.
        sources: source → the numbers of its records.
        checks: every suite that was held against something.
        missing: shares of missing values among the new cases of each source.
        great_expectations: version of the library, ``None`` where nothing had to be checked.
    """

    batch: str
    started: datetime
    seconds: float
    passed: bool
    sources: dict[str, SourceIntake]
    checks: tuple[Check, ...]
    missing: dict[str, MissingValues]
    great_expectations: str | None

    @property
    def met(self) -> Severities:
        """Expectations of all checks that held."""
        return _sum([check.met for check in self.checks])

    @property
    def failed(self) -> Severities:
        """Expectations of all checks that did not hold."""
        return _sum([check.failed for check in self.checks])

    @property
    def suites(self) -> dict[str, str]:
        """Layer → version of its suite."""
        return {check.layer: check.suite for check in self.checks}

    def write(self, folder: Path) -> Path:
        """Write ``<folder>/<batch>.json``, whole or not at all."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.batch}.json"
        draft = folder / f".{self.batch}.json.{os.getpid()}"
        draft.write_text(self.model_dump_json(indent=1), encoding="utf-8")
        draft.replace(path)
        return path


def _sum(parts: list[Severities]) -> Severities:
    return Severities(critical=sum(part.critical for part in parts), warning=sum(part.warning for part in parts))
