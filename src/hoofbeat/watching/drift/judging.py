"""Judging one day: the last day, week and four weeks against the baseline, every feature and all together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray
from scipy.stats import false_discovery_control

from hoofbeat.watching.drift.baseline import Baseline, Rows
from hoofbeat.watching.drift.divergence import psi
from hoofbeat.watching.drift.features import FeatureGroup
from hoofbeat.watching.drift.significance import as_tested, of_many, of_two
from hoofbeat.watching.drift.thresholds import THRESHOLDS, Thresholds

Floats = NDArray[np.float64]

JOINT_DETECTOR = "joint"
DETECTORS = (*FeatureGroup, JOINT_DETECTOR)


@dataclass(frozen=True)
class JudgedSpan:
    """Days up to the judged one, taken together.

    Attributes:
        days: how many days back.
        window: counts, [1 + cells].
        counts: counts of the features, [feature cells].
        expected: counts they are compared with, [feature cells].
        own_past: of which features these are the days before, [features].
        significance: of each feature, [features]; NaN where nothing can be compared.
        corrected: the same, corrected for all features and spans of the day.
        drifting: which features are alarms, [features].
        joint: significance of the joint test.
    """

    days: int
    window: Rows
    counts: Floats
    expected: Floats
    own_past: NDArray[np.bool_]
    significance: Floats
    corrected: Floats
    drifting: NDArray[np.bool_]
    joint: float


@dataclass(frozen=True)
class JudgedDay:
    """One day.

    Attributes:
        day: the day.
        spans: those that hold enough cases; none: too few to say anything.
        alarms: detectors that give alarm.
    """

    day: date
    spans: tuple[JudgedSpan, ...]
    alarms: frozenset[str]


class Judge:
    """Judges days.

    Args:
        baseline: what to compare with.
        days: days with counts, rising.
        rows: their counts, [days, 1 + cells].
        thresholds: limits of the alarms.
    """

    def __init__(
        self, baseline: Baseline, days: Sequence[date], rows: Rows, thresholds: Thresholds = THRESHOLDS
    ) -> None:
        self._baseline = baseline
        self._days = np.array([day.toordinal() for day in days])
        self._sums = np.concatenate([np.zeros((1, rows.shape[1]), dtype=np.int64), np.cumsum(rows, axis=0)])
        self._thresholds = thresholds

    def between(self, first: date, last: date) -> Rows:
        """Counts of these days, both included, [1 + cells]."""
        start, end = np.searchsorted(self._days, [first.toordinal(), last.toordinal() + 1])
        return np.asarray(self._sums[end] - self._sums[start])

    def judge(self, day: date) -> JudgedDay:
        """Judge one day; a span that holds no more days with cases than a shorter one is not judged again."""
        spans: list[JudgedSpan] = []
        cases = 0
        for length in self._thresholds.spans:
            first = day - timedelta(days=length - 1)
            window = self.between(first, day)
            if window[0] >= self._thresholds.cases and window[0] > cases:
                cases = int(window[0])
                spans.append(self._span(length, window, first))
        return self._decided(day, spans)

    def _span(self, length: int, window: Rows, first: date) -> JudgedSpan:
        before = first - timedelta(days=1)
        past = self.between(first - timedelta(days=self._thresholds.past_days), before)
        features = self._baseline.features
        counts = features.counts(window)
        expected, own = self._baseline.counts(window, past)
        significance = self._significance(counts, expected)
        nothing = np.zeros(len(significance), dtype=bool)
        joint = self._baseline.joint.significance(window)
        return JudgedSpan(length, window, counts, expected, own, significance, significance, nothing, joint)

    def _significance(self, counts: Floats, expected: Floats) -> Floats:
        """Of each feature, [features], from counts [feature cells]; NaN where nothing can be compared."""
        features = self._baseline.features
        found = np.full(len(features.features), np.nan)
        told = (np.add.reduceat(counts, features.starts) > 0) & (np.add.reduceat(expected, features.starts) > 0)
        two = features.two[told[features.two]]
        cells = features.starts[two][:, None] + np.arange(2)
        if two.size:
            found[two] = of_two(counts[cells], expected[cells])
        if (wide := np.flatnonzero(told[features.more])).size:
            window, reference = (np.append(each, 0.0)[features.wide[wide]] for each in (counts, expected))
            found[np.array(features.more)[wide]] = of_many(window, reference, features.wide[wide] < len(counts))
        return found

    def _decided(self, day: date, spans: Sequence[JudgedSpan]) -> JudgedDay:
        if not spans:
            return JudgedDay(day, (), frozenset())
        corrected = np.split(corrected_for_all(np.concatenate([span.significance for span in spans])), len(spans))
        decided = []
        alarms = set()
        for span, values in zip(spans, corrected, strict=True):
            drifting = values <= self._thresholds.feature
            for place in np.flatnonzero(drifting):
                drifting[place] = self._matters(span, int(place))
            decided.append(replace(span, corrected=values, drifting=drifting))
            alarms |= {self._baseline.features.features[place].group.value for place in np.flatnonzero(drifting)}
            if span.joint <= self._thresholds.joint:
                alarms.add(JOINT_DETECTOR)
        return JudgedDay(day, tuple(decided), frozenset(alarms))

    def _matters(self, span: JudgedSpan, place: int) -> bool:
        cells = self._baseline.features.slices[place]
        merged = as_tested(span.counts[cells], span.expected[cells])
        return len(merged[0]) > 1 and psi(*merged) >= self._thresholds.psi


def corrected_for_all(significance: Floats) -> Floats:
    """Significances corrected for their number (Benjamini & Hochberg, JRSS B 1995), in the same order; NaN stay.

    Where nothing drifts, the chance that any of them falls below a limit is then about the limit (Simes' test).
    """
    corrected = significance.copy()
    if (known := np.isfinite(significance)).any():
        corrected[known] = false_discovery_control(significance[known], method="bh")
    return corrected
