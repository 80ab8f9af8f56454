"""How the answers of a bundle fared, as far as is known at a moment: figures, delay, what is foretold, alarms."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pydantic import AwareDatetime, Field

from hoofbeat.domain.errors import InputError
from hoofbeat.evaluation.estimate import Estimate, Kept
from hoofbeat.watching.outcomes.delay import Delays, days_between, weights
from hoofbeat.watching.outcomes.detectors import detect_outcomes, in_order, names
from hoofbeat.watching.outcomes.figures import (
    FEWEST,
    Foretold,
    OutcomeFigures,
    by_group,
    figures,
    foretold,
    orphan_recall,
)
from hoofbeat.watching.outcomes.judged import JudgedAnswer


class Windows(Kept):
    """What the rolling figures look back on.

    Attributes:
        labels: number of last confirmed cases.
        days: days since the registration.
        alarm_days: days that an alarm stands.
    """

    labels: int = Field(default=200, ge=FEWEST)
    days: int = Field(default=180, ge=1)
    alarm_days: int = Field(default=30, ge=1)


USUAL = Windows()


class Raised(Kept):
    """One detector.

    Attributes:
        detector: name of the detector.
        alarms: number of its alarms over all labels.
        last: time of the last one; ``None`` without any.
        stands: whether that was within the days that an alarm stands.
    """

    detector: str
    alarms: int
    last: AwareDatetime | None
    stands: bool


class DelayFigures(Kept):
    """How long labels take, in days; ``None`` where so many never came."""

    half: float | None
    nine_in_ten: float | None


class OutcomeReport(Kept):
    """Outcomes as known at one moment.

    Attributes:
        bundle: version of the bundle that is judged.
        as_of: the moment.
        windows: what the figures look back on.
        labels: number of cases with a confirmed diagnosis.
        waiting: number of cases without.
        left_out: confirmed cases that the bundle may have read, or of which it knows nothing.
        last_labels: figures of the last confirmed cases, as they are.
        last_days: figures of the cases registered lately, each label counting for those like it that still wait.
        last_days_uncorrected: the same, every label counting once.
        orphan_recall: mean over orphan diseases of the share put first, of the last confirmed cases.
        quick: share right first of the labels that came within the median delay, of cases old enough to have either.
        late: the same of those that came later. Where both differ, recent figures are biased towards ``quick``.
        delay: how long labels take.
        foretold: what confidence foretells of all cases registered lately.
        foretold_of_labelled: what it foretold of the last confirmed cases.
        gap: that, less what came true of them; ``None`` without labels.
        groups: figures by rarity, age, sex and source, of the last confirmed cases.
        detectors: every detector.
    """

    bundle: str
    as_of: AwareDatetime
    windows: Windows
    labels: int
    waiting: int
    left_out: int = 0
    last_labels: OutcomeFigures | None
    last_days: OutcomeFigures | None
    last_days_uncorrected: OutcomeFigures | None
    orphan_recall: float | None
    quick: Estimate | None
    late: Estimate | None
    delay: DelayFigures
    foretold: Foretold | None
    foretold_of_labelled: Foretold | None
    gap: float | None
    groups: dict[str, dict[str, OutcomeFigures]]
    detectors: list[Raised]


def outcome_report(
    bundle: str, outcomes: Sequence[JudgedAnswer], now: datetime, windows: Windows = USUAL, left_out: int = 0
) -> OutcomeReport:
    """Put the report of a moment together from what is known at it.

    Args:
        bundle: version of the bundle.
        outcomes: cases as known at that moment: no label of a later one may be among them.
        now: the moment.
        windows: what the figures look back on.
        left_out: number of cases that are not judged.

    Raises:
        InputError: a case or a label is of later than ``now``.
    """
    if any(max(one.registered, one.confirmed or one.registered) > now for one in outcomes):
        raise InputError("An outcome is of later than the moment judged", hint="read the cases as known at that moment")
    told = in_order(outcomes)
    last = told[-windows.labels :]
    recent = [one for one in outcomes if one.registered >= now - timedelta(days=windows.days)]
    weight = weights(recent, now)
    labelled = [row for row, one in enumerate(recent) if one.confirmed is not None]
    of_labels, of_labelled = figures(last), foretold(last)
    delays = Delays.of(outcomes, now)
    quick, late = _quick_and_late(told, delays.within(0.5), now)
    return OutcomeReport(
        bundle=bundle,
        as_of=now,
        windows=windows,
        labels=len(told),
        waiting=len(outcomes) - len(told),
        left_out=left_out,
        last_labels=of_labels,
        last_days=figures([recent[row] for row in labelled], weight[labelled]),
        last_days_uncorrected=figures([recent[row] for row in labelled]),
        orphan_recall=orphan_recall(last),
        quick=quick,
        late=late,
        delay=DelayFigures(half=delays.within(0.5), nine_in_ten=delays.within(0.9)),
        foretold=foretold(recent),
        foretold_of_labelled=of_labelled,
        gap=of_labelled.top_1.value - of_labels.top[1].value if of_labelled and of_labels else None,
        groups=by_group(last),
        detectors=_raised(outcomes, now, windows),
    )


def _quick_and_late(
    told: Sequence[JudgedAnswer], half: float | None, now: datetime
) -> tuple[Estimate | None, Estimate | None]:
    """Share right first of quick and of late labels, among cases at least twice the median delay old."""
    if half is None:
        return None, None
    old = [one for one in told if days_between(one.registered, now) >= 2 * half]
    quick = [one for one in old if days_between(one.registered, one.confirmed or now) <= half]
    late = [one for one in old if days_between(one.registered, one.confirmed or now) > half]
    found = [figures(part) for part in (quick, late)]
    first, second = (part.top[1] if part else None for part in found)
    return first, second


def _raised(outcomes: Sequence[JudgedAnswer], now: datetime, windows: Windows) -> list[Raised]:
    alarms = detect_outcomes(outcomes)
    stands = now - timedelta(days=windows.alarm_days)
    told = []
    for name in names():
        times = [alarm.at for alarm in alarms if alarm.detector == name and alarm.at]
        last = max(times, default=None)
        told.append(Raised(detector=name, alarms=len(times), last=last, stands=last is not None and last >= stands))
    return told
