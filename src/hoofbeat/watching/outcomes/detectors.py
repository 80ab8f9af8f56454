"""Has what is right changed? Detectors over the stream of confirmed outcomes, in the order of their confirmation.

Each stream is a loss in 0–1, so that a rise is a decline of the model:

- ``miss-1``, ``miss-10``: the confirmed disease was not first, not among the first ten;
- ``loss``: log loss, as a share of the most that a case counts;
- ``oversure``: (1 + probability of the first − whether it was right) / 2, what confidence foretold against what came.

ADWIN (Bifet and Gavaldà, SDM 2007) and Page–Hinkley (Page, Biometrika 41, 1954), both of ``river``; neither draws at
random. The thresholds are measured (``benchmarks/concept_drift.py``, docs/outcomes.md).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from river.drift import ADWIN, PageHinkley

from hoofbeat.watching.outcomes.judged import WORST_LOSS, JudgedAnswer

#: Name of a stream → its value for one outcome, 0–1.
STREAMS: Mapping[str, Callable[[JudgedAnswer], float]] = {
    "miss-1": lambda one: float(one.rank != 1),
    "miss-10": lambda one: float(not 1 <= one.rank <= 10),
    "loss": lambda one: min(one.loss, WORST_LOSS) / WORST_LOSS,
    "oversure": lambda one: (1 + one.sureness - (one.rank == 1)) / 2,
}


@dataclass(frozen=True)
class Tuning:
    """How sensitive the detectors of a stream are.

    Attributes:
        confidence: δ of ADWIN; the smaller, the fewer alarms.
        threshold: λ of Page–Hinkley.
        drift: δ of Page–Hinkley, the rise of the mean that is borne.
    """

    confidence: float
    threshold: float
    drift: float


#: Labels that Page–Hinkley sees before it may speak.
LEAST = 30

#: As measured; docs/outcomes.md has the figures.
TUNINGS: Mapping[str, Tuning] = {
    "miss-1": Tuning(0.03, 25.6, 0.03),
    "miss-10": Tuning(0.1, 24.5, 0.02),
    "loss": Tuning(0.1, 14.7, 0.02),
    "oversure": Tuning(0.3, 6.4, 0.02),
}


@dataclass(frozen=True)
class Alarm:
    """One alarm.

    Attributes:
        detector: ``adwin/miss-1`` and so on.
        label: number of the label at which it came, from 0.
        at: time of that label's confirmation; ``None`` for a stream without times.
    """

    detector: str
    label: int
    at: datetime | None = None


def detect(streams: Mapping[str, Iterable[float]], tunings: Mapping[str, Tuning] = TUNINGS) -> list[Alarm]:
    """Run both detectors over each stream, by label; a detector begins anew after an alarm.

    Args:
        streams: name of a stream → its values, 0–1.
        tunings: name of a stream → how sensitive.
    """
    alarms = list[Alarm]()
    for name, values in streams.items():
        tuning, kept = tunings[name], np.asarray(list(values), dtype=np.float64)
        alarms += [Alarm(f"adwin/{name}", label) for label in _by_adwin(kept, tuning)]
        alarms += [Alarm(f"page-hinkley/{name}", label) for label in _by_page_hinkley(kept, tuning)]
    return sorted(alarms, key=lambda alarm: (alarm.label, alarm.detector))


def detect_outcomes(outcomes: Sequence[JudgedAnswer], tunings: Mapping[str, Tuning] = TUNINGS) -> list[Alarm]:
    """The same over confirmed outcomes, which are put in the order of their confirmation."""
    told = in_order(outcomes)
    streams = {name: [value(one) for one in told] for name, value in STREAMS.items()}
    return [Alarm(alarm.detector, alarm.label, told[alarm.label].confirmed) for alarm in detect(streams, tunings)]


def in_order(outcomes: Sequence[JudgedAnswer]) -> list[JudgedAnswer]:
    """The confirmed ones, the first confirmed first."""
    told = [(one.confirmed, one) for one in outcomes if one.confirmed is not None]
    return [one for _, one in sorted(told, key=lambda pair: (pair[0], pair[1].registered, pair[1].disease))]


def names() -> list[str]:
    """Names of all detectors."""
    return [f"{kind}/{stream}" for stream in STREAMS for kind in ("adwin", "page-hinkley")]


def _by_adwin(values: NDArray[np.float64], tuning: Tuning) -> list[int]:
    detector: Any = ADWIN(delta=tuning.confidence)  # type: ignore[no-untyped-call]
    found = list[int]()
    for label, value in enumerate(values.tolist()):
        before = detector.estimation
        detector.update(value)
        # A model that became better is no alarm.
        if detector.drift_detected and detector.estimation > before:
            found.append(label)
    return found


def _by_page_hinkley(values: NDArray[np.float64], tuning: Tuning) -> list[int]:
    detector: Any = PageHinkley(
        min_instances=LEAST, delta=tuning.drift, threshold=tuning.threshold, alpha=1.0, mode="up"
    )
    found = list[int]()
    for label, value in enumerate(values.tolist()):
        detector.update(value)
        if detector.drift_detected:
            found.append(label)
    return found
