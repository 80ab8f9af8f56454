"""What a terminal shows of a verdict on drift."""

from collections.abc import Iterator

from rich.table import Table

from hoofbeat.watching.drift.verdict import DriftVerdict


def drift_table(verdict: DriftVerdict) -> Iterator[str | Table]:
    """Yield what a terminal shows of a verdict, line by line, and the features as a table."""
    if verdict.read:
        yield f"windows: {verdict.read} read = {verdict.accepted} counted + {len(verdict.refused)} refused"
    if verdict.too_few:
        yield f"{verdict.day}: too few cases to judge, fewer than {verdict.thresholds.cases} in four weeks"
        return
    spans = ", ".join(f"{cases:,} in {_days(days)}" for days, cases in verdict.cases.items())
    yield f"{verdict.day}: {spans}; {verdict.compared} features compared"
    given = [name for name, alarm in verdict.alarms.items() if alarm]
    yield f"alarm: {', '.join(given)}" if given else "no alarm"
    together = ", ".join(f"{value:.1e} over {_days(days)}" for days, value in verdict.joint.items())
    yield f"all findings and demographics together: significance {together}"
    table = Table(box=None, header_style="bold")
    for column in ("", "group", "feature", "since", "over", "window", "expected", "PSI", "JS", "significance"):
        table.add_column(column, justify="right" if column in ("PSI", "JS", "significance") else "left")
    for each in verdict.features:
        cell = max(each.cells, key=lambda its: abs((its.window or 0) - its.expected))
        window = f"{cell.window:.1%} {cell.cell}" if cell.window is not None else f"few {cell.cell}"
        table.add_row(
            "!" if each.alarm else "", each.group.value, each.label, str(each.since), _days(each.days), window,
            f"{cell.expected:.1%}" + (" (own past)" if each.own_past else ""), f"{each.psi:.3f}", f"{each.js:.4f}",
            f"{each.corrected:.1e}",
        )  # fmt: skip
    if verdict.features:
        yield table
    for day, names in verdict.alarm_days.items():
        if day != verdict.day:
            yield f"alarm on {day}: {', '.join(names)}"


def _days(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"
