"""The benchmark's own drawings, in the style of the report's."""

from textwrap import wrap

from matplotlib import rc_context

from hoofbeat.evaluation.benchmark.result import Experiment
from hoofbeat.evaluation.figures import STYLE, as_svg, legend_below, model_styles, panel_row, percent_axis

_KS = (1, 3, 10)

#: A longer name is no step of a scale.
_LONGEST_STEP = 8


def experiment_panels(experiment: Experiment) -> str:
    """Accuracy under each condition, one line a model with its 95 % interval: top-1, top-3, top-10.

    Conditions that are steps of one scale are joined by lines; those that need words are not.
    """
    conditions = experiment.conditions
    steps = max(map(len, conditions)) <= _LONGEST_STEP
    drawn = model_styles(experiment.models)
    with rc_context(STYLE):
        figure, axes = panel_row(len(_KS), height=3.4)
        for axis, k in zip(axes, _KS, strict=True):
            for shift, (model, (colour, dash)) in enumerate(drawn.items()):
                points = [(x, p.summary.top[k]) for x, c in enumerate(conditions) if (p := experiment.find(model, c))]
                values = [estimate.value for _, estimate in points]
                bounds = [[e.value - e.low for _, e in points], [e.high - e.value for _, e in points]]
                # Beside each other, or one interval would hide another.
                xs = [x + 0.08 * shift for x, _ in points]
                line = dash if steps else "none"
                axis.errorbar(xs, values, bounds, fmt="o", linestyle=line, color=colour, label=model, elinewidth=1)
            labels = conditions if steps else ["\n".join(wrap(condition, 9)) for condition in conditions]
            axis.set_xticks(range(len(conditions)), labels, fontsize=None if steps else 7.5)
            axis.margins(x=0.15)
            axis.set(title=f"top-{k}", ylim=(0, 1.02))
            percent_axis(axis)
        axes[0].set_ylabel("right disease among the first k")
        legend_below(figure, axes)
        return as_svg(figure, experiment.name.replace(" ", "-"))
