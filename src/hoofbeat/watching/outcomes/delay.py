"""How long a label takes, and what the labels that have come say of those that have not.

A diagnosis is confirmed days or months after the case was registered, and what is confirmed quickly differs from what
is confirmed late. The delay's distribution is estimated from all cases by Kaplan and Meier (J. Am. Stat. Assoc. 53,
1958), where one that still waits has waited at least so long. Each label then counts for the cases like it that wait:
it weighs 1/F(a), with *a* the age of its case (days since the registration) and *F* the share labelled by that age
(inverse probability of being observed: Horvitz and Thompson, J. Am. Stat. Assoc. 47, 1952), orphan and common first
answers apart. What differs beyond that, within one kind of answer, stays: it shows in ``quick`` against ``late``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from hoofbeat.watching.outcomes.judged import JudgedAnswer

Floats = NDArray[np.float64]

#: Seconds of a day.
_DAY = 86400.0

#: A label weighs at most as so many: a case whose kind has hardly been labelled yet says nothing of the others.
LARGEST_WEIGHT = 10.0


@dataclass(frozen=True)
class Delays:
    """The share of cases that are labelled within so many days.

    Attributes:
        days: float64 [n], ascending, delays that occurred.
        labelled: float64 [n], share labelled by then; ends below 1 where some may never be.
    """

    days: Floats
    labelled: Floats

    @classmethod
    def of(cls, outcomes: Sequence[JudgedAnswer], now: datetime) -> "Delays":
        """Estimate from cases as they stand now; one without a label has waited until now."""
        waited = np.array([days_between(one.registered, one.confirmed or now) for one in outcomes], dtype=np.float64)
        told = np.array([one.confirmed is not None for one in outcomes], dtype=np.bool_)
        days, count = np.unique(waited[told], return_counts=True)
        at_risk = len(waited) - np.searchsorted(np.sort(waited), days, "left")
        return cls(days, np.asarray(1 - np.cumprod(1 - count / np.maximum(at_risk, 1)), dtype=np.float64))

    def by(self, days: Floats) -> Floats:
        """Share labelled within so many days, 0–1, [n]."""
        steps = np.concatenate([[0.0], self.labelled])
        return steps[np.searchsorted(self.days, days, "right")]

    def within(self, share: float) -> float | None:
        """Days within which that share is labelled; ``None`` where it never was."""
        reached = np.flatnonzero(self.labelled >= share - 1e-12)
        return float(self.days[reached[0]]) if len(reached) else None


def days_between(earlier: datetime, later: datetime) -> float:
    """Days from one moment to the other, at least 0."""
    return max(0.0, (later - earlier).total_seconds() / _DAY)


def weights(outcomes: Sequence[JudgedAnswer], now: datetime) -> Floats:
    """What each outcome counts, [n]: 0 without a label, else 1/F of the age of its case, orphan and common apart."""
    result = np.zeros(len(outcomes))
    orphan = np.array([one.first_orphan for one in outcomes], dtype=np.bool_)
    for kind in (False, True):
        rows = np.flatnonzero(orphan == kind)
        if not len(rows):
            continue
        of_kind = [outcomes[row] for row in rows.tolist()]
        share = Delays.of(of_kind, now).by(np.array([days_between(one.registered, now) for one in of_kind]))
        told = np.array([one.confirmed is not None for one in of_kind])
        result[rows] = np.where(told, np.minimum(1 / np.maximum(share, 1e-9), LARGEST_WEIGHT), 0.0)
    return result
