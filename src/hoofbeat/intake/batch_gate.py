"""A batch under watch: its gate, and what is kept of it whatever comes out."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from hoofbeat.monitoring.batches import write_metrics
from hoofbeat.monitoring.textfile import Reading
from hoofbeat.quality.gate import QualityGate
from hoofbeat.quality.summary import Check, QualitySummary
from hoofbeat.training.tracking import Tracker

#: Within the output directory.
DATA_DOCS = "data-docs"
SUMMARIES = "quality"
METRICS = "metrics.prom"

#: The experiment in MLflow with one run a batch.
EXPERIMENT = "hoofbeat-quality"


@contextmanager
def watched(
    output: Path,
    *,
    expectations: Path | None = None,
    batch: str | None = None,
    track: bool = False,
    names_nobody: Iterable[str] = (),
) -> Iterator[QualityGate]:
    """Lend a gate for one batch; at the end, also where it stopped the batch, keep the summary.

    The summary goes to ``<output>/quality/<batch>.json``, its figures to ``metrics.prom`` beside it and, if asked, to a
    run in MLflow. A batch without anything to check leaves nothing.

    Args:
        output: run directory.
        expectations: a hospital's own rules.
        batch: names the batch, as in bronze.
        track: whether MLflow gets a run (it takes seconds where it is new).
        names_nobody: as for :class:`QualityGate`.
    """
    gate = QualityGate(output / DATA_DOCS, expectations, batch=batch, names_nobody=names_nobody)
    try:
        yield gate
    finally:
        summary = gate.summary
        if summary.checks:
            path = summary.write(output / SUMMARIES)
            write_metrics(output / SUMMARIES / METRICS, readings(summary))
            if track:
                record(output, summary, path)


def record(output: Path, summary: QualitySummary, file: Path) -> None:
    """Keep a batch as a run in MLflow: figures as metrics, versions as tags, the summary as its artifact."""
    tracker = Tracker(output, experiment=EXPERIMENT)
    tags = {
        "batch": summary.batch,
        "passed": summary.passed,
        "great_expectations": summary.great_expectations,
        "sources": ", ".join(sorted(summary.sources)),
        **{f"suite.{layer}": version for layer, version in summary.suites.items()},
    }
    with tracker.run(f"batch {summary.batch[:12]}", tags=tags) as run:
        run.metrics(**_figures(summary))
        run.artifact(file)


def readings(summary: QualitySummary) -> Iterator[Reading]:
    """A batch's figures as gauges."""
    for source in sorted({*summary.sources, *(check.source for check in summary.checks)}):
        yield Reading("passed", (source,), float(summary.passed))
        yield Reading("batch_seconds", (source,), summary.seconds)
        yield Reading("batch_timestamp_seconds", (source,), summary.started.timestamp())
    for source, intake in summary.sources.items():
        for fate in ("read", "accepted", "quarantined"):
            yield Reading("records", (source, fate), getattr(intake, fate))
    for check in summary.checks:
        yield from _expectations(check)
    for source, missing in summary.missing.items():
        shares = {"age": missing.age, "sex": missing.sex, "diagnosis": missing.diagnosis, **missing.measurements}
        for field, share in shares.items():
            yield Reading("missing_share", (source, field), share)


def _expectations(check: Check) -> Iterator[Reading]:
    for outcome, numbers in (("met", check.met), ("failed", check.failed)):
        for severity in ("critical", "warning"):
            labels = (check.source, check.layer, severity, outcome)
            yield Reading("expectations", labels, getattr(numbers, severity))


def _figures(summary: QualitySummary) -> dict[str, float]:
    """What MLflow can compare between batches: one number a name, over all sources or by source."""
    figures: dict[str, float] = {
        "seconds": summary.seconds,
        "critical.met": summary.met.critical,
        "critical.failed": summary.failed.critical,
        "warning.met": summary.met.warning,
        "warning.failed": summary.failed.warning,
    }
    for source, intake in summary.sources.items():
        figures |= {
            f"{source}.read": intake.read,
            f"{source}.accepted": intake.accepted,
            f"{source}.quarantined": intake.quarantined,
        }
    for source, missing in summary.missing.items():
        figures |= {
            f"{source}.missing.age": missing.age,
            f"{source}.missing.sex": missing.sex,
            f"{source}.missing.diagnosis": missing.diagnosis,
        }
        figures |= {f"{source}.missing.{code.replace(':', '.')}": share for code, share in missing.measurements.items()}
    return figures
