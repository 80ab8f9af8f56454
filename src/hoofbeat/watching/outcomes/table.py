"""A report of outcomes as a table for a terminal."""

from rich.console import Group
from rich.table import Table
from rich.text import Text

from hoofbeat.evaluation.estimate import Estimate
from hoofbeat.watching.outcomes.figures import KS, OutcomeFigures
from hoofbeat.watching.outcomes.report import OutcomeReport


def outcome_table(report: OutcomeReport) -> Group:
    """Figures, what is foretold, the delay and the alarms, in that order."""
    table = Table(
        title=f"Outcomes of {report.bundle} as known on {report.as_of:%Y-%m-%d %H:%M} UTC", title_justify="left"
    )
    for heading in ("cases", "n", *(f"top-{k}" for k in KS), "calibration error", "Brier", "in the set"):
        table.add_column(heading, justify="left" if heading == "cases" else "right")
    windows = report.windows
    rows: dict[str, OutcomeFigures | None] = {
        f"last {windows.labels} labels": report.last_labels,
        f"last {windows.days} days, corrected": report.last_days,
        f"last {windows.days} days, as they came": report.last_days_uncorrected,
    }
    rows.update({f"{kind}: {name}": part for kind, parts in report.groups.items() for name, part in parts.items()})
    for name, part in rows.items():
        table.add_row(name, *(_cells(part) if part else ["fewer than 5"]))
    return Group(table, *(Text(line) for line in _lines(report)))


def _cells(part: OutcomeFigures) -> list[str]:
    return [
        f"{part.cases:,}",
        *(_share(part.top[k]) for k in KS),
        "–" if part.calibration_error is None else f"{part.calibration_error:.3f}",
        f"{part.brier:.3f}",
        "–" if part.coverage is None else f"{part.coverage:.0%}",
    ]


def _lines(report: OutcomeReport) -> list[str]:
    lines = [f"{report.labels:,} labels, {report.waiting:,} cases wait for one, {report.left_out:,} not judged"]
    if report.delay.half is not None:
        late = report.delay.nine_in_ten
        lines.append(
            f"half of the labels come within {report.delay.half:.0f} days, nine in ten "
            + (f"within {late:.0f}" if late is not None else "not yet")
        )
    if report.quick and report.late:
        lines.append(
            f"right first where the label came quickly {_share(report.quick)}, late {_share(report.late)}: "
            "recent figures lean towards the first"
        )
    if report.foretold:
        lines.append(
            f"foretold by confidence: {_share(report.foretold.top_1)} of {report.foretold.cases:,} right first"
        )
    if report.gap is not None:
        lines.append(f"foretold less realised, of the last labels: {report.gap:+.3f}")
    if report.orphan_recall is not None:
        lines.append(f"orphan diseases, mean share put first: {report.orphan_recall:.0%}")
    lines += [
        f"{'ALARM' if one.stands else 'past alarm'}: {one.detector}, last on {one.last:%Y-%m-%d} ({one.alarms})"
        for one in report.detectors
        if one.last
    ]
    if not any(one.stands for one in report.detectors):
        lines.append("no alarm stands")
    return lines


def _share(estimate: Estimate) -> str:
    return f"{estimate.value:.0%} ({estimate.low:.0%}–{estimate.high:.0%})"
