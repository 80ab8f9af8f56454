"""Plots of what ``benchmarks/`` measured, in the style of the evaluation's."""

from collections.abc import Callable
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter

from bench_goals import GOALS, Results, look, states
from hoofbeat.evaluation.figures import COLOURS, STYLE, as_svg, legend_below

_ASKED = (("explained", "with explanation"), ("bare", "without"))


def plots(results: Results) -> dict[str, str]:
    """SVG by the name of its benchmark; none of what was not measured."""
    drawn: dict[str, Callable[[Any], Figure]] = {
        "differential": _differential, "start": _memory, "ingest": _ingest, "training": _training,
    }  # fmt: skip
    with rc_context(STYLE):
        return {
            name: as_svg(draw(results[name]), f"bench-{name}") + "\n" for name, draw in drawn.items() if name in results
        }


def _differential(told: Any) -> Figure:
    """Milliseconds, and times faster than the older build, by findings."""
    sizes = list(told["sizes"])
    figure, (left, right) = _panels(2, 3.2)
    for shift, (name, label) in enumerate(_ASKED):
        places = [number + 0.4 * shift for number in range(len(sizes))]
        style: dict[str, Any] = {"width": 0.38, "color": COLOURS[shift], "label": label}
        left.bar(places, [look(told, "sizes", size, name, "p50_ms") or 0 for size in sizes], **style)
        p99 = [look(told, "sizes", size, name, "p99_ms") or 0 for size in sizes]
        left.plot(places, p99, "_", color=COLOURS[6], markersize=12, label="p99" if shift == 0 else None)
        right.bar(places, [look(told, "sizes", size, name, "times_faster") or 0 for size in sizes], **style)
        right.axhline(GOALS[f"faster {name}"].bound, color=COLOURS[shift], linestyle="--", linewidth=1)
    for axis in (left, right):
        axis.set_xticks([number + 0.2 for number in range(len(sizes))], sizes)
        axis.set_xlabel("findings")
    left.set(title="milliseconds of a processor")
    right.set(title="times faster than the older build (dashed: goals)")
    legend_below(figure, [left])
    return figure


def _memory(told: Any) -> Figure:
    """Resident memory of the service as more of it is used."""
    figure, (axis,) = _panels(1, 2.6)
    names, resident = zip(*states(told), strict=True) if list(states(told)) else ((), ())
    _bars(axis, [name if name == "started" else f"+ {name}" for name in names], list(resident))
    axis.margins(x=0.1)
    axis.axvline(GOALS["memory"].bound, color=COLOURS[1], linestyle="--", linewidth=1)
    axis.set(title="resident memory of the service, MB (dashed: goal)")
    return figure


def _ingest(told: Any) -> Figure:
    """Records a second: the command, and libraries that only read."""
    figure, axes = _panels(2, 2.6)
    for axis, format_ in zip(axes, ("phenopackets", "ddxplus"), strict=True):
        peers = look(told, format_, "peers") or {}
        rates = {"hoofbeat ingest": look(told, format_, "steady_per_second") or 0}
        rates |= {name: peer["per_second"] for name, peer in peers.items()}
        _bars(axis, list(rates), list(rates.values()))
        axis.axvline(GOALS[format_].bound, color=COLOURS[1], linestyle="--", linewidth=1)
        # A power of ten below the least, and room for a figure above the most.
        rated = [rate for rate in rates.values() if rate]
        axis.set(title=f"{format_}: records a second", xscale="log", xlim=(min(rated) / 10, max(rated) * 5))
        _plain(axis.xaxis)
    return figure


def _training(told: Any) -> Figure:
    """Seconds by patients: the cohort model, and the library's fit alone."""
    figure, (axis,) = _panels(1, 3.2)
    cases = [point["cases"] for point in told["training"]]
    for number, (name, label) in enumerate((("ours", "gold to graph"), ("library", "the library's fit alone"))):
        seconds = [point[name] for point in told["training"]]
        axis.plot(cases, seconds, "o-" if number == 0 else "s--", color=COLOURS[number], label=label)
    axis.set(title="processor seconds of training", xlabel="patients", xscale="log", yscale="log")
    axis.set_xticks(cases, [f"{number:,}" for number in cases])
    axis.xaxis.set_minor_formatter(NullFormatter())
    _plain(axis.yaxis)
    axis.yaxis.set_minor_locator(LogLocator(subs=(2, 5)))
    axis.yaxis.set_minor_formatter(_written)
    legend_below(figure, [axis])
    return figure


def _panels(count: int, height: float) -> tuple[Figure, list[Axes]]:
    figure = Figure(figsize=(9.6, height), layout="constrained")
    return figure, list(figure.subplots(1, count, squeeze=False)[0])


def _bars(axis: Axes, names: list[str], values: list[float]) -> None:
    """Bars with their figures behind them, and room for these."""
    axis.barh(range(len(names)), values, color=COLOURS[0])
    axis.set_yticks(range(len(names)), names)
    axis.invert_yaxis()
    axis.grid(axis="y", visible=False)
    for place, value in enumerate(values):
        axis.annotate(f"{value:,.0f}", (value, place), xytext=(4, 0), textcoords="offset points", va="center")


def _plain(axis: Axis) -> None:
    """Powers of ten as one writes them."""
    axis.set_major_formatter(_written)
    axis.set_minor_formatter(NullFormatter())


def _written(value: float, _: float) -> str:
    return f"{value:,.0f}" if value >= 1 else f"{value:g}"
