"""A report of outcomes for Prometheus (``monitoring.textfile``)."""

from collections.abc import Iterator
from pathlib import Path

from hoofbeat.monitoring.textfile import Reading, write_gauges
from hoofbeat.watching.outcomes.figures import OutcomeFigures
from hoofbeat.watching.outcomes.report import OutcomeReport

PREFIX = "hoofbeat_outcome_"

#: Name → what it says, and its labels.
GAUGES = {
    "top_k": ("Share of the last confirmed cases with the disease among the first k", ("k", "rarity")),
    "group_top_k": ("The same by kind of group: age band or sex", ("k", "kind", "group")),
    "calibration_error": ("Expected calibration error of the first answer, last confirmed cases", ()),
    "brier": ("Brier score of the first answer, last confirmed cases", ()),
    "coverage": ("Share of the conformal sets that hold the confirmed disease", ()),
    "orphan_recall": ("Mean over confirmed orphan diseases of the share put first", ()),
    "estimated_top_1": ("Share right first that confidence foretells of cases registered lately", ()),
    "estimate_gap": ("Foretold less realised share right first, last confirmed cases", ()),
    "labels": ("Cases with a confirmed diagnosis", ()),
    "waiting": ("Cases without one yet", ()),
    "delay_days": ("Days within which half of the labels come", ()),
    "alarm": ("1 while an alarm of the detector stands", ("detector",)),
    "timestamp_seconds": ("When the outcomes were judged, in Unix time", ()),
}

#: Kinds of group that have a gauge; sources may be houses, and orphan and common diseases have their own.
GROUP_KINDS = ("age", "sex")


def write_outcome_metrics(path: Path, report: OutcomeReport) -> None:
    """Write the gauges ``hoofbeat_outcome_…`` to a ``.prom`` file; what is not known has no line."""
    write_gauges(path, PREFIX, GAUGES, _readings(report))


def _readings(report: OutcomeReport) -> Iterator[Reading]:
    parts: dict[str, OutcomeFigures | None] = {"all": report.last_labels, **report.groups.get("rarity", {})}
    for rarity, part in parts.items():
        if part:
            yield from (Reading("top_k", (str(k), rarity), share.value) for k, share in part.top.items())
    for kind in GROUP_KINDS:
        for group, figures in report.groups.get(kind, {}).items():
            yield from (Reading("group_top_k", (str(k), kind, group), share.value) for k, share in figures.top.items())
    if report.last_labels:
        for name in ("calibration_error", "brier", "coverage"):
            yield Reading(name, (), getattr(report.last_labels, name))
    foretold = report.foretold.top_1.value if report.foretold else None
    alone = {
        "orphan_recall": report.orphan_recall,
        "estimated_top_1": foretold,
        "estimate_gap": report.gap,
        "labels": report.labels,
        "waiting": report.waiting,
        "delay_days": report.delay.half,
        "timestamp_seconds": report.as_of.timestamp(),
    }
    yield from (Reading(name, (), value) for name, value in alone.items())
    yield from (Reading("alarm", (one.detector,), int(one.stands)) for one in report.detectors)
