"""SHAP values of a fitted cohort model for pairs of a case and a disease."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hoofbeat.console import track
from hoofbeat.domain.errors import ExplanationError
from hoofbeat.models.api import FittedCohortModel
from hoofbeat.models.candidates import records
from hoofbeat.models.explainers.base import Rows, Shares, Unit
from hoofbeat.models.fitting import WITH_EXCLUDED

#: Beyond this, in probability, contributions do not add up to the answer.
LARGEST_DIFFERENCE = 1e-4


class Explained(NamedTuple):
    """The shares of pairs, and the method that found them.

    Attributes:
        shares: shares of the pairs, in their order.
        method: name of the explainer and whether it is exact.
        unit: unit of values and base.
    """

    shares: Shares
    method: str
    unit: Unit


def explain_pairs(
    model: FittedCohortModel,
    read: NDArray[np.floating],
    reference: Rows,
    row: Rows,
    label: Rows,
    *,
    seed: int,
    title: str,
) -> Explained:
    """Explain the model's answers to pairs of a case and a class.

    Imputing and scaling act on each column by itself: the share of a scaled column is the share of the column.

    Args:
        model: the fitted model.
        read: cases as its estimator reads them, imputed and scaled, [n, F].
        reference: rows of the cases that stand for "not known".
        row: row of the case of each pair, [p].
        label: class of each pair, [p].
        seed: seed of what is sampled.
        title: title of the progress bar.

    Raises:
        ExplanationError: the shares do not add up to what the model answers.
    """
    record = records()[model.name.removesuffix(WITH_EXCLUDED)]
    explainer = record.explainer(model.pipeline[-1], read[reference], seed)
    values, base, difference = np.zeros((len(row), read.shape[1])), np.zeros(len(row)), 0.0
    alike = explainer.together(row, label)
    for one in track(np.unique(alike).tolist(), title):
        chosen = np.flatnonzero(alike == one)
        found = explainer.shares(read[row[chosen]], label[chosen])
        values[chosen], base[chosen] = found.values, found.base
        difference = max(difference, found.difference)
    require_sum(model.name, difference)
    return Explained(Shares(values, base, difference), explainer.method, explainer.unit)


def require_sum(name: str, difference: float) -> None:
    """Raise unless the contributions add up to the explained answer.

    Raises:
        ExplanationError: the difference exceeds ``LARGEST_DIFFERENCE``, or is not a number.
    """
    if not difference <= LARGEST_DIFFERENCE:
        raise ExplanationError(
            f"The contributions miss what {name} answers by {difference:.1e}",
            hint="install the locked versions: this shap may not read these models",
        )
