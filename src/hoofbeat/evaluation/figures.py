"""The report's drawings, as SVG to stand inside the page.

Colours are Okabe & Ito's (Color Universal Design, 2008), told apart by colour-blind readers too; line styles repeat
the distinction for a black-and-white print.
"""

import io
import re
from collections.abc import Sequence
from itertools import cycle, islice
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from hoofbeat.evaluation.result import Calibration, Curve, RankCurve, RevealedCurve

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (8, 2)), (0, (2, 1)))
STYLE: dict[Any, Any] = {
    "font.family": "sans-serif",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#6b7684",
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    "axes.titleweight": "bold",
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#e6e9ee",
    "grid.linewidth": 0.8,
    "xtick.color": "#4a5460",
    "ytick.color": "#4a5460",
    "lines.linewidth": 1.9,
    "legend.frameon": False,
    "legend.fontsize": 9,
    # Text stays text: searchable, and in the page's own font.
    "svg.fonttype": "none",
    "svg.hashsalt": "hoofbeat",
}

Dash = str | tuple[int, tuple[int, ...]]


def rank_curve_panels(curves: Sequence[RankCurve], *, by: str) -> str:
    """Accuracy by rank, one panel for each value of ``by`` (``protocol`` or ``subset``), one line a model."""
    panels = list(dict.fromkeys(getattr(curve, by) for curve in curves))
    styles = model_styles([curve.model for curve in curves])
    longest = max(len(curve.accuracy) for curve in curves)
    with rc_context(STYLE):
        figure, axes = panel_row(len(panels), height=3.4)
        for axis, panel in zip(axes, panels, strict=True):
            for curve in (c for c in curves if getattr(c, by) == panel):
                colour, dash = styles[curve.model]
                ks = range(1, len(curve.accuracy) + 1)
                axis.plot(ks, curve.accuracy, color=colour, linestyle=dash, label=curve.model)
            axis.set(title=panel, xlabel="looking at the first k diseases", xlim=(1, longest), ylim=(0, 1.02))
            axis.set_xticks([1, *range(10, longest + 1, 10)])
            percent_axis(axis)
        axes[0].set_ylabel("right disease among them")
        legend_below(figure, axes)
        return as_svg(figure, f"rank-{by}")


def averaged_curve_panels(curves: Sequence[Curve], kind: str) -> str:
    """ROC or precision–recall (``kind``) of every model: micro-averaged left, macro-averaged right."""
    chosen = [curve for curve in curves if curve.kind == kind]
    styles = model_styles([curve.model for curve in chosen])
    roc = kind == "roc"
    with rc_context(STYLE):
        figure, axes = panel_row(2, height=4.2)
        for axis, average in zip(axes, ("micro", "macro"), strict=True):
            if roc:
                axis.plot([0, 1], [0, 1], color="#9aa3ad", linewidth=1, linestyle=":")
            for curve in sorted((c for c in chosen if c.average == average), key=lambda c: -c.area):
                colour, dash = styles[curve.model]
                axis.plot(curve.x, curve.y, color=colour, linestyle=dash, label=f"{curve.model}  {curve.area:.3f}")
            axis.set(title=f"{average}-averaged", xlim=(-0.01, 1.01), ylim=(0, 1.02))
            axis.set_xlabel("false positive rate" if roc else "recall")
            title = "area under the curve" if roc else "average precision"
            axis.legend(loc="lower right" if roc else "best", title=title, title_fontsize=9)
        axes[0].set_ylabel("true positive rate" if roc else "precision")
        return as_svg(figure, kind)


def reliability_panels(calibrations: Sequence[Calibration]) -> str:
    """Confidence against accuracy, one panel each; below, how many cases were answered that surely."""
    with rc_context(STYLE):
        count = len(calibrations)
        figure = Figure(figsize=(4.6 * max(count, 2), 4.6), layout="constrained")
        grid = figure.subplots(2, count, squeeze=False, sharex=True, height_ratios=(4, 1))
        for calibration, axis, below in zip(calibrations, grid[0], grid[1], strict=True):
            axis.plot([0, 1], [0, 1], color="#9aa3ad", linewidth=1, linestyle=":")
            x = [b.confidence for b in calibration.bins]
            axis.vlines(x, x, [b.accuracy for b in calibration.bins], color=COLOURS[1], linewidth=2, alpha=0.6)
            axis.plot(x, [b.accuracy for b in calibration.bins], "o-", color=COLOURS[0], markersize=5)
            axis.set(title=f"{calibration.label}: error {calibration.ece:.3f}", xlim=(0, 1), ylim=(0, 1.02))
            percent_axis(axis)
            width = calibration.bins[0].high - calibration.bins[0].low
            below.bar(
                [b.low for b in calibration.bins],
                [b.n for b in calibration.bins],
                width=width * 0.92,
                align="edge",
                color="#b9c6d3",
            )
            below.set_xlabel("how sure the model was")
            below.xaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f} %")
        grid[0][0].set_ylabel("how often it was right")
        grid[1][0].set_ylabel("cases")
        return as_svg(figure, "reliability")


def revealed_panels(curves: Sequence[RevealedCurve]) -> str:
    """Accuracy against the number of findings told: top-1 left, top-3 in the middle, top-10 right."""
    styles = model_styles([curve.model for curve in curves])
    with rc_context(STYLE):
        figure, axes = panel_row(3, height=3.2)
        for axis, k in zip(axes, (1, 3, 10), strict=True):
            for curve in curves:
                colour, dash = styles[curve.model]
                values = [getattr(point, f"top_{k}") for point in curve.points]
                axis.plot(range(len(values)), values, "o", linestyle=dash, color=colour, label=curve.model)
            ticks = ["all" if point.findings is None else str(point.findings) for point in curves[0].points]
            axis.set_xticks(range(len(ticks)), ticks)
            axis.set(title=f"top-{k}", xlabel="findings told", ylim=(0, 1.02))
            percent_axis(axis)
        axes[0].set_ylabel("right disease among the first k")
        legend_below(figure, axes)
        return as_svg(figure, "revealed")


def model_styles(models: Sequence[str]) -> dict[str, tuple[str, Dash]]:
    """Colour and dash of each model, in order of first appearance."""
    names = list(dict.fromkeys(models))
    return dict(zip(names, islice(zip(cycle(COLOURS), cycle(DASHES), strict=False), len(names)), strict=True))


def panel_row(count: int, *, height: float) -> tuple[Figure, list[Axes]]:
    """A figure as wide as the page, with panels side by side on one scale."""
    figure = Figure(figsize=(9.6, height), layout="constrained")
    return figure, list(figure.subplots(1, count, squeeze=False, sharey=True)[0])


def percent_axis(axis: Axes) -> None:
    """Label shares as percentages."""
    axis.yaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f} %")


def legend_below(figure: Figure, axes: Sequence[Axes]) -> None:
    """One legend for all panels."""
    lines = {label: line for axis in axes for line, label in zip(*axis.get_legend_handles_labels(), strict=True)}
    figure.legend(lines.values(), lines.keys(), loc="outside lower center", ncols=min(len(lines), 5))


def as_svg(figure: Figure, name: str) -> str:
    """The figure as an ``<svg>`` element whose ids cannot clash with another's, scaling with the page."""
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    svg = buffer.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r'\bid="([^"]+)"', rf'id="{name}-\1"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", rf"url(#{name}-\1)", svg)
    svg = re.sub(r'xlink:href="#([^"]+)"', rf'xlink:href="#{name}-\1"', svg)
    # Sizes in points would stop the drawing from shrinking on a small screen; the viewBox keeps the proportions.
    return re.sub(r'<svg([^>]*?) width="[^"]+"| height="[^"]+pt"', r"<svg\1", svg, count=1)
