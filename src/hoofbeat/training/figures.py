"""What a run keeps of a candidate, drawn: its curves, and the diseases it takes for one another."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from hoofbeat.models.against_rest import macro_curves

_GRID = np.linspace(0.0, 1.0, 201)


def curves_figure(name: str, probabilities: NDArray[np.floating], y: NDArray[np.integer]) -> Figure:
    """ROC and precision–recall, each class against the rest, averaged over classes (macro).

    Args:
        name: of the candidate.
        probabilities: out of fold, [n, C].
        y: true classes, [n].
    """
    shown = np.unique(y)
    macro = macro_curves(y[:, None] == shown, probabilities[:, shown], _GRID)
    figure = Figure(figsize=(9, 4), layout="constrained")
    left, right = figure.subplots(1, 2)
    left.plot(_GRID, macro.true_positive_rate)
    left.plot([0, 1], [0, 1], color="grey", linestyle=":", linewidth=1)
    left.set(
        title=f"ROC, macro average: area {macro.roc_area:.3f}",
        xlabel="false positive rate",
        ylabel="true positive rate",
    )
    right.plot(_GRID, macro.precision)
    right.set(
        title=f"Precision–recall, macro average: {macro.average_precision:.3f}", xlabel="recall", ylabel="precision"
    )
    for axis in (left, right):
        axis.set(xlim=(0, 1), ylim=(0, 1.02))
        axis.grid(alpha=0.3)
    figure.suptitle(f"{name}: {len(y)} cases out of fold, {len(shown)} diseases")
    return figure


def confusion_figure(
    name: str, predicted: NDArray[np.integer], y: NDArray[np.integer], classes: Sequence[str], *, most: int = 20
) -> Figure:
    """The ``most`` diseases with most errors, and what they are taken for among themselves and elsewhere.

    Args:
        name: of the candidate.
        predicted: first answers, [n].
        y: true classes, [n].
        classes: disease ids.
        most: diseases shown.
    """
    errors = np.bincount(y[predicted != y], minlength=len(classes))
    shown = np.sort(np.argsort(-errors, kind="stable")[:most])
    column = np.full(len(classes), len(shown))
    column[shown] = np.arange(len(shown))
    table = np.zeros((len(shown), len(shown) + 1), dtype=np.int64)
    member = np.isin(y, shown)
    np.add.at(table, (column[y[member]], column[predicted[member]]), 1)
    figure = Figure(figsize=(8, 7), layout="constrained")
    axis = figure.subplots()
    drawn = axis.imshow(table / np.maximum(table.sum(axis=1, keepdims=True), 1), cmap="Blues", vmin=0, vmax=1)
    figure.colorbar(drawn, label="share of the disease's cases")
    labels = [classes[label] for label in shown]
    axis.set_xticks(range(len(labels) + 1), [*labels, "another"], rotation=90, fontsize=7)
    axis.set_yticks(range(len(labels)), labels, fontsize=7)
    axis.set(title=f"{name}: the diseases with most errors", xlabel="first answer", ylabel="true disease")
    return figure
