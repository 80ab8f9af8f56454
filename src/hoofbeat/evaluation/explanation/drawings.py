"""The drawings of an explanation, in the style of the report's."""

from collections.abc import Sequence

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from numpy.typing import NDArray

from hoofbeat.evaluation.explanation.result import CohortCase, ColumnExplanation, ColumnWeight, RerankedCase
from hoofbeat.evaluation.figures import COLOURS, STYLE, as_svg

FOR, AGAINST, _GREY = COLOURS[0], COLOURS[1], "#9aa3ad"

#: Columns that the swarm shows; the table beside it has all.
SWARM = 14

#: Inches of a line, and of what stands around the lines.
_LINE, _AROUND = 0.27, 0.9

_LONGEST = 52


def weight_bars(weights: Sequence[ColumnWeight], name: str, label: str) -> str:
    """One bar a column, what speaks against to the left; ``label`` names the axis."""
    with rc_context(STYLE):
        figure, (axis,) = _lines([_short(weight.name) for weight in weights], 1)
        _bars(axis, [weight.value for weight in weights])
        axis.set_xlabel(label)
        return as_svg(figure, name)


def case_bars(case: CohortCase, name: str, unit: str) -> str:
    """Contributions to a case's own disease, left, and to the likeliest other, right, column by column."""
    labels = [f"{_short(line.name)}: {line.state}" for line in case.lines]
    with rc_context(STYLE):
        figure, axes = _lines([*labels, "all other columns"], 2, above=0.35)
        for axis, answer, values in (
            (axes[0], case.own, [line.own for line in case.lines]),
            (axes[1], case.rival, [line.rival for line in case.lines]),
        ):
            _bars(axis, [*values, answer.rest])
            axis.set_title(_short(answer.disease, 30), parse_math=False, fontsize=10)
            axis.set_xlabel(f"{_signed(answer.base)} + bars = {_signed(answer.output)} ({unit})")
        return as_svg(figure, name)


def deciding_bars(case: RerankedCase, name: str) -> str:
    """What each column adds to the lead of the right disease over the other."""
    labels = [f"{line.name}: {line.right:.3g} against {line.other:.3g}" for line in case.lines]
    with rc_context(STYLE):
        figure, (axis,) = _lines([*labels, "all other columns"], 1)
        _bars(axis, [*(line.difference for line in case.lines), case.rest])
        axis.set_xlabel(f"adds to the lead of the right disease; together {_signed(case.difference)}")
        return as_svg(figure, name)


def swarm(columns: Sequence[ColumnExplanation], name: str) -> str:
    """One point a pair: how far its value in a column moves it; pairs that would cover each other stand apart."""
    shown = columns[:SWARM]
    colours = LinearSegmentedColormap.from_list("height", [COLOURS[5], "#6b4f9e", COLOURS[1]])
    with rc_context(STYLE):
        figure, (axis,) = _lines([column.name for column in shown], 1, line=0.42)
        axis.axvline(0, color=_GREY, linewidth=1)
        x = np.array([column.values for column in shown])
        y = np.array([place + _apart(row, np.ptp(x) / 150) for place, row in enumerate(x)])
        heights = np.array([column.heights for column in shown])
        points = axis.scatter(x, y, c=heights, cmap=colours, vmin=0, vmax=1, s=7, linewidths=0)
        axis.set_xlabel("SHAP value: moves the candidate down or up")
        bar = figure.colorbar(points, ax=axis, aspect=40, pad=0.01)
        bar.set_ticks([0, 1], labels=["low", "high"])
        bar.set_label("value of the column")
        return as_svg(figure, name)


def _lines(labels: Sequence[str], panels: int, *, line: float = _LINE, above: float = 0.0) -> tuple[Figure, list[Axes]]:
    """Panels side by side with one line for each label, the first at the top."""
    figure = Figure(figsize=(9.6, _AROUND + above + line * len(labels)), layout="constrained")
    axes = list(figure.subplots(1, panels, squeeze=False, sharex=True, sharey=True)[0])
    axes[0].set_yticks(range(len(labels)), labels, parse_math=False, fontsize=9)
    axes[0].set_ylim(len(labels) - 0.4, -0.6)
    for axis in axes:
        axis.grid(visible=False, axis="y")
    return figure, axes


def _bars(axis: Axes, values: Sequence[float]) -> None:
    axis.barh(range(len(values)), values, height=0.68, color=[FOR if value >= 0 else AGAINST for value in values])
    axis.axvline(0, color=_GREY, linewidth=1)


def _apart(values: NDArray[np.float64], width: float) -> NDArray[np.float64]:
    """Heights of points, within ±0.38: those that fall into one ``width`` are stacked from the middle outwards."""
    places = np.round(values / width).astype(np.int64)
    heights = np.zeros(len(values))
    for place in np.unique(places):
        here = np.flatnonzero(places == place)
        order = np.arange(len(here))
        heights[here] = (order + 1) // 2 * np.where(order % 2, 1, -1)
    step = min(0.06, 0.38 / max(float(np.abs(heights).max()), 1.0))
    return np.asarray(heights * step)


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−")


def _short(text: str, longest: int = _LONGEST) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
