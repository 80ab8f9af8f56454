"""From windows to a verdict: judge each day asked for, and tell of the last what differs, how much and since when."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

import numpy as np

from hoofbeat.console import track
from hoofbeat.monitoring.windows.layout import FEWEST
from hoofbeat.monitoring.windows.sketch import Sketch
from hoofbeat.watching.drift.baseline import Baseline, Rows
from hoofbeat.watching.drift.divergence import js, psi
from hoofbeat.watching.drift.judging import DETECTORS, Judge, JudgedDay, JudgedSpan
from hoofbeat.watching.drift.onset import since_when
from hoofbeat.watching.drift.significance import as_tested, of_js, of_psi
from hoofbeat.watching.drift.thresholds import THRESHOLDS, Thresholds
from hoofbeat.watching.drift.verdict import ComparedCell, DriftedFeature, DriftVerdict

#: Features that differ at all are told of, alarm or not, from this corrected significance on; and so many at most.
_TOLD, _MOST = 0.05, 100
#: Days in which a beginning is looked for.
_ONSET_DAYS = 120

#: What a reader calls a feature, by its name.
Labels = Callable[[str], str]


class DriftWatch:
    """Windows and what they are compared with.

    Args:
        baseline: what to compare with.
        windows: counts by day.
        bundle: version of the bundle that they were counted for.
        thresholds: limits of the alarms.
    """

    def __init__(
        self, baseline: Baseline, windows: Mapping[date, Sketch], bundle: str, thresholds: Thresholds = THRESHOLDS
    ) -> None:
        self._baseline, self._bundle, self._thresholds = baseline, bundle, thresholds
        self._days = sorted(windows)
        vector = baseline.features.vector
        width = len(baseline.cohort)
        self._rows: Rows = np.array([vector(windows[day]) for day in self._days]).reshape(-1, width)
        self._judge = Judge(baseline, self._days, self._rows, thresholds)

    def verdict(self, since: date, until: date, label: Labels = str) -> DriftVerdict:
        """Judge each day from ``since`` to ``until`` and tell of the last."""
        span = [since + timedelta(days=number) for number in range((until - since).days + 1)]
        judged = [self._judge.judge(day) for day in (track(span, "Judging days") if len(span) > 1 else span)]
        last = judged[-1]
        return DriftVerdict(
            bundle=self._bundle,
            day=until,
            cases={each.days: int(each.window[0]) for each in last.spans},
            compared=max((int(np.isfinite(each.significance).sum()) for each in last.spans), default=0),
            too_few=not last.spans,
            alarms={str(name): name in last.alarms for name in DETECTORS},
            joint={each.days: each.joint for each in last.spans},
            features=self._differing(last, label),
            alarm_days={day.day: tuple(sorted(day.alarms)) for day in judged if day.alarms},
            thresholds=self._thresholds,
        )

    def _differing(self, judged: JudgedDay, label: Labels) -> tuple[DriftedFeature, ...]:
        if not judged.spans:
            return ()
        corrected = np.array([np.where(np.isfinite(s.corrected), s.corrected, 1.0) for s in judged.spans])
        raw = np.array([np.where(np.isfinite(s.significance), s.significance, 1.0) for s in judged.spans])
        alarm = np.logical_or.reduce([span.drifting for span in judged.spans])
        told = np.flatnonzero(corrected.min(axis=0) <= _TOLD)
        order = sorted(told.tolist(), key=lambda place: (not alarm[place], raw[:, place].min()))[:_MOST]
        return tuple(
            self._told(judged, judged.spans[int(raw[:, place].argmin())], place, label, alarm=bool(alarm[place]))
            for place in order
        )

    def _told(self, judged: JudgedDay, span: JudgedSpan, place: int, label: Labels, *, alarm: bool) -> DriftedFeature:
        features = self._baseline.features
        feature, cells = features.features[place], features.slices[place]
        counts, expected = span.counts[cells], span.expected[cells]
        merged = as_tested(counts, expected)
        recent = [
            number
            for number, day in enumerate(self._days)
            if judged.day - timedelta(days=_ONSET_DAYS) < day <= judged.day
        ]
        by_day = features.counts(self._rows[recent])[:, cells]
        return DriftedFeature(
            group=feature.group,
            name=feature.name,
            label=label(feature.name),
            alarm=alarm,
            since=since_when([self._days[number] for number in recent], by_day, expected),
            days=span.days,
            cases=round(counts.sum()),
            psi=psi(*merged),
            psi_significance=of_psi(*merged),
            js=js(*merged),
            js_significance=of_js(*merged),
            significance=float(span.significance[place]),
            corrected=float(span.corrected[place]),
            own_past=bool(span.own_past[place]),
            cells=tuple(
                ComparedCell(
                    cell=cell,
                    window=None if 0 < its < FEWEST else round(float(its / counts.sum()), 4),
                    expected=round(float(before / expected.sum()), 4),
                )
                for cell, its, before in zip(feature.cells, counts, expected, strict=True)
            ),
        )
