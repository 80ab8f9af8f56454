"""The page's drawings, in the style of the evaluation's."""

from collections.abc import Sequence

from matplotlib import rc_context
from matplotlib.axes import Axes

from hoofbeat.evaluation.figures import COLOURS, DASHES, STYLE, as_svg, legend_below, panel_row, percent_axis
from hoofbeat.simulation.record.chronicle import MonthRecord, YearRecord
from hoofbeat.simulation.scenarios.happenings import MONTHS

#: Field of an accuracy → what its line is called.
_LINES = {
    "top_1": "first",
    "never_1": "first, never retrained",
    "top_10": "among ten",
    "never_10": "among ten, never retrained",
}
_GROUPS = ("all", "orphan", "common")


def accuracy_panels(year: YearRecord) -> str:
    """Patients with the right disease first and among the first ten, month by month, by both models."""
    with rc_context(STYLE | {"legend.handlelength": 3}):
        figure, axes = panel_row(len(_GROUPS), height=3.6)
        for axis, group in zip(axes, _GROUPS, strict=True):
            its = [(month.month, month.accuracy[group]) for month in year.months if group in month.accuracy]
            for number, (field, label) in enumerate(_LINES.items()):
                axis.plot(
                    [month for month, _ in its],
                    [getattr(accuracy, field).value for _, accuracy in its],
                    color=COLOURS[number // 2],
                    linestyle=DASHES[number % 2],
                    marker="" if number % 2 else ".",
                    label=label,
                )
            axis.set(title=group, ylim=(0, 1.02), xlabel="month")
            _months(axis)
            percent_axis(axis)
        legend_below(figure, axes)
        return as_svg(figure, "year-accuracy")


def noticed_panel(year: YearRecord) -> str:
    """What was noticed when, one line a detector; events as vertical lines, trainings as triangles."""
    found = [one for month in year.months for one in month.detections]
    names = list(dict.fromkeys(one.by for one in sorted(found, key=lambda one: (not one.alarm, one.by))))
    rows = [*names, "trained", "folded"]
    with rc_context(STYLE):
        figure, (axis,) = panel_row(1, height=1.2 + 0.3 * len(rows))
        for number, (_, day) in enumerate(year.events):
            label = None if number else "an event begins"
            axis.axvline(day.month, color=COLOURS[1], linewidth=1, linestyle=":", label=label)
        for one in found:
            place = one.day.month + (one.day.day - 1) / 31
            explained = one.event is not None or not one.alarm
            axis.plot(place, rows.index(one.by), "o", color=COLOURS[0] if explained else COLOURS[3])
        for month in year.months:
            _done(axis, month, rows)
        axis.set_yticks(range(len(rows)), rows)
        axis.set(ylim=(len(rows) - 0.5, -0.5), xlim=(0.8, MONTHS + 1.2), xlabel="month")
        _months(axis)
        return as_svg(figure, "year-noticed")


def _done(axis: Axes, month: MonthRecord, rows: Sequence[str]) -> None:
    for one in month.rounds:
        colour = COLOURS[2] if one.stand == "promoted" else COLOURS[1]
        axis.plot(month.month + 1, rows.index("trained"), "^", color=colour)
    if month.folded:
        axis.plot(month.month + 1, rows.index("folded"), "v", color=COLOURS[2])


def _months(axis: Axes) -> None:
    axis.set_xticks(range(1, MONTHS + 1))
