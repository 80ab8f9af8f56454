"""Does a probability keep its word? Of the answers given with 70 %, seven in ten should be right."""

import numpy as np
from numpy.typing import NDArray

from hoofbeat.domain.errors import InputError
from hoofbeat.evaluation.result import Calibration, ReliabilityBin


def reliability_table(
    confidence: NDArray[np.floating], correct: NDArray[np.bool_], *, bins: int = 15
) -> tuple[ReliabilityBin, ...]:
    """Mean confidence and accuracy in equal-width bins ``(low, high]``; empty bins are left out.

    Args:
        confidence: probability of the first answer, shape ``[n]``, in 0–1.
        correct: whether that answer was right, shape ``[n]``.
        bins: number of bins over 0–1.

    Raises:
        InputError: no cases, or a confidence outside 0–1.

    Example:
        >>> [one] = reliability_table(np.array([0.9, 0.9, 0.9, 0.9]), np.array([True, True, True, False]), bins=2)
        >>> one.low, one.high, one.accuracy, one.n
        (0.5, 1.0, 0.75, 4)
    """
    values = np.asarray(confidence, dtype=np.float64)
    # Softmax in float32 may exceed 1 by a rounding error.
    if not len(values) or not ((values >= 0) & (values <= 1 + 1e-5)).all():
        raise InputError("calibration: confidences must be one or more numbers in 0–1", hint="give probabilities")
    edges = np.linspace(0.0, 1.0, bins + 1)
    place = np.digitize(values, edges[1:-1], right=True)
    return tuple(
        ReliabilityBin(
            low=edges[b],
            high=edges[b + 1],
            confidence=min(float(values[place == b].mean()), 1.0),
            accuracy=float(correct[place == b].mean()),
            n=int((place == b).sum()),
        )
        for b in np.unique(place)
    )


def expected_calibration_error(
    confidence: NDArray[np.floating], correct: NDArray[np.bool_], *, bins: int = 15
) -> float:
    """Mean gap between confidence and accuracy, bins weighted by their cases (Guo et al., ICML 2017, eq. 5).

    Example:
        >>> sure = np.array([0.9, 0.9, 0.9, 0.9])
        >>> round(expected_calibration_error(sure, np.array([True, True, True, False])), 3)
        0.15
    """
    return _gap(reliability_table(confidence, correct, bins=bins))


def calibration_summary(
    label: str, confidence: NDArray[np.floating], correct: NDArray[np.bool_], *, bins: int = 15
) -> Calibration:
    """Table and error under one label (``before``, ``after``), ready for the report.

    Example:
        >>> calibration_summary("before", np.array([0.5, 0.5]), np.array([True, False])).ece
        0.0
    """
    table = reliability_table(confidence, correct, bins=bins)
    return Calibration(label=label, n=len(confidence), ece=_gap(table), bins=table)


def _gap(table: tuple[ReliabilityBin, ...]) -> float:
    return sum(b.n * abs(b.accuracy - b.confidence) for b in table) / sum(b.n for b in table)
