"""The page's drawings, in the style of the evaluation's."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import cycle

from matplotlib import rc_context
from matplotlib.axes import Axes

from hoofbeat.evaluation.estimate import Estimate
from hoofbeat.evaluation.figures import COLOURS, STYLE, as_svg, legend_below, model_styles, panel_row, percent_axis
from hoofbeat.watching.page.days import DailyShares, Floats

#: Panels beside each other, and days that are named below one.
_ABREAST, _NAMED_DAYS = 2, 6


def cases_panel(days: Sequence[date], cases: Floats, alarms: Sequence[date]) -> str:
    """Cases of each day, and the days of an alarm as lines."""
    with rc_context(STYLE):
        figure, (axis,) = panel_row(1, height=2.6)
        axis.bar(_numbers(days), cases, color=COLOURS[0], width=0.9, label="differentials")
        for number, day in enumerate(_numbers(alarms)):
            axis.axvline(day, color=COLOURS[1], linewidth=1, label="alarm of drift" if number == 0 else None)
        axis.set(title="Differentials a day")
        _dates(axis, days)
        legend_below(figure, [axis])
        return as_svg(figure, "monitor-cases")


def share_panels(days: Sequence[date], shares: Sequence[DailyShares]) -> list[str]:
    """One picture for every two counted things, one line a cell."""
    pictures = []
    for first in range(0, len(shares), _ABREAST):
        with rc_context(STYLE):
            figure, axes = panel_row(_ABREAST, height=3.0)
            for axis, part in zip(axes, shares[first : first + _ABREAST], strict=False):
                styles = model_styles(part.cells)
                for cell, line in zip(part.cells, part.shares.T, strict=True):
                    colour, dash = styles[cell]
                    axis.plot(_numbers(days), line, color=colour, linestyle=dash, marker=".", label=cell)
                axis.set(title=part.title, ylim=(0, 1.02))
                percent_axis(axis)
                _dates(axis, days)
                axis.legend(loc="upper left", bbox_to_anchor=(0, -0.18), ncols=4, fontsize=8)
            for axis in axes[len(shares) - first :]:
                axis.set_visible(False)
            pictures.append(as_svg(figure, f"monitor-shares-{first}"))
    return pictures


def estimates_panel(groups: Mapping[str, Estimate], title: str, name: str) -> str:
    """Shares with their intervals, one below the other."""
    with rc_context(STYLE):
        figure, (axis,) = panel_row(1, height=0.9 + 0.32 * len(groups))
        for place, each in enumerate(groups.values()):
            axis.plot([each.low, each.high], [place, place], color=COLOURS[0], linewidth=2)
            axis.plot(each.value, place, "o", color=COLOURS[0])
        axis.set_yticks(range(len(groups)), list(groups))
        axis.set(title=title, xlim=(0, 1), ylim=(len(groups) - 0.5, -0.5))
        axis.xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
        return as_svg(figure, name)


def tried_panel(tried: Mapping[str, Mapping[str, float]]) -> str:
    """Shares of what became of asking each challenger, one bar each."""
    with rc_context(STYLE):
        figure, (axis,) = panel_row(1, height=1.4 + 0.4 * len(tried))
        outcomes = sorted({outcome for counts in tried.values() for outcome in counts})
        sums = [sum(counts.values()) or 1 for counts in tried.values()]
        begin = [0.0] * len(tried)
        for outcome, colour in zip(outcomes, cycle(COLOURS), strict=False):
            shares = [counts.get(outcome, 0) / total for counts, total in zip(tried.values(), sums, strict=True)]
            axis.barh(range(len(tried)), shares, left=begin, color=colour, label=outcome.replace("_", " "))
            begin = [before + share for before, share in zip(begin, shares, strict=True)]
        axis.set_yticks(range(len(tried)), [f"{who} (n={total:.0f})" for who, total in zip(tried, sums, strict=True)])
        axis.set(title="What became of asking a challenger", xlim=(0, 1), ylim=(len(tried) - 0.5, -0.5))
        axis.xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
        legend_below(figure, [axis])
        return as_svg(figure, "monitor-tried")


def _dates(axis: Axes, days: Sequence[date]) -> None:
    """Name a handful of the days, the last one always."""
    named = list(days)[:: -max(1, -(-len(days) // _NAMED_DAYS))]
    axis.set_xticks(_numbers(named), [f"{day:%d %b}" for day in named])


def _numbers(days: Sequence[date]) -> list[int]:
    return [day.toordinal() for day in days]
