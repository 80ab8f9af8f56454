"""The drawings that compare candidates, of the report and of the page beside the training."""

from collections.abc import Sequence

from matplotlib import rc_context
from matplotlib.figure import Figure

from hoofbeat.evaluation.figures import STYLE, as_svg, averaged_curve_panels, model_styles, percent_axis
from hoofbeat.evaluation.result import Calibration, Curve


def candidate_figures(curves: Sequence[Curve], calibration: Sequence[Calibration]) -> dict[str, str]:
    """Those for which there is something to draw: ``roc``, ``precision-recall``, ``candidate-reliability`` → SVG."""
    drawn = {
        kind: averaged_curve_panels(curves, kind)
        for kind in ("roc", "precision-recall")
        if any(curve.kind == kind for curve in curves)
    }
    if calibration:
        drawn["candidate-reliability"] = reliability_lines(calibration)
    return drawn


def reliability_lines(calibrations: Sequence[Calibration]) -> str:
    """Confidence against accuracy, one line a candidate, named by its ``label``."""
    styles = model_styles([calibration.label for calibration in calibrations])
    with rc_context(STYLE):
        figure = Figure(figsize=(9.6, 4.4), layout="constrained")
        axis = figure.subplots()
        axis.plot([0, 1], [0, 1], color="#9aa3ad", linewidth=1, linestyle=":")
        for calibration in calibrations:
            colour, dash = styles[calibration.label]
            x, y = zip(*((b.confidence, b.accuracy) for b in calibration.bins), strict=True)
            label = f"{calibration.label}  {calibration.ece:.3f}"
            axis.plot(x, y, "o", linestyle=dash, color=colour, markersize=4, label=label)
        axis.set(xlim=(0, 1), ylim=(0, 1.02), xlabel="how sure the model was", ylabel="how often it was right")
        axis.xaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f} %")
        percent_axis(axis)
        figure.legend(loc="outside right center", title="calibration error", title_fontsize=9)
        return as_svg(figure, "candidate-reliability")
