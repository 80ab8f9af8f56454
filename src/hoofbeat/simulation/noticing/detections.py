"""What is noticed in a month, and which event it is laid to."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from hoofbeat.jobs.drift import DriftJob
from hoofbeat.simulation.patients.stream import month_days
from hoofbeat.simulation.record.parts import Detection
from hoofbeat.simulation.scenarios.happenings import BadLabels, CaseMix, Missing, NewDisease, WrongUnit
from hoofbeat.simulation.scenarios.scenario import Scenario
from hoofbeat.watching.drift.verdict import DriftVerdict
from hoofbeat.watching.outcomes.detectors import Alarm

#: Detectors that may be first to see an event of a kind; outcomes are all of ``watching.outcomes.detectors``.
_SEES: Mapping[type, frozenset[str]] = {
    CaseMix: frozenset({"findings", "demographics", "joint", "predictions", "measurements", "missingness", "outcomes"}),
    NewDisease: frozenset({"predictions", "findings", "joint", "outcomes", "unlisted"}),
    WrongUnit: frozenset({"measurements", "findings", "missingness", "joint", "predictions", "outcomes"}),
    BadLabels: frozenset({"outcomes", "guard", "gate"}),
    Missing: frozenset({"missingness", "demographics", "joint", "findings", "predictions", "outcomes"}),
}
#: Detectors whose alarm says that the data is damaged: training on it would teach the damage.
DAMAGE = frozenset({"measurements", "missingness", "unknown_terms"})

#: Days after an event's end in which an alarm is laid to it still: the longest span that is judged, and late labels.
_AFTER = 45
#: Days without an alarm after which the next one is another.
_APART = 14
_NAMED = 4


def judged_month(month: int, bundle: Path, windows: Path) -> DriftVerdict:
    """Every day of a month, by the code of ``hoofbeat monitor drift``."""
    first, last = month_days(month)
    return DriftJob(bundle=bundle, windows=windows, since=first, until=last).run()


def drift_detections(
    verdict: DriftVerdict, earlier: Mapping[str, date], bundle: Path, windows: Path
) -> tuple[list[Detection], dict[str, date]]:
    """Alarms that begin in a month, with what they name, and the last day of each detector's alarm.

    Args:
        verdict: of the month's days.
        earlier: the last day of each detector's alarm, of the months before.
        bundle: the bundle that answers.
        windows: folder of the windows.
    """
    last, begun = dict(earlier), dict[str, date]()
    for day, detectors in sorted(verdict.alarm_days.items()):
        for name in detectors:
            if name not in last or (day - last[name]).days > _APART:
                begun[name] = day
            last[name] = day
    said: dict[date, DriftVerdict] = {
        day: DriftJob(bundle=bundle, windows=windows, until=day).run() for day in set(begun.values())
    }
    return [Detection(by=name, day=day, says=_named(said[day], name)) for name, day in begun.items()], last


def outcome_detections(alarms: Sequence[Alarm], first: date, last: date) -> list[Detection]:
    """Alarms of the detectors of outcomes in a span of days; each detector once."""
    found: dict[str, Detection] = {}
    for alarm in alarms:
        if alarm.at is not None and first <= alarm.at.date() <= last:
            says = f"confirmed diagnoses say that the answers became worse ({alarm.detector})"
            found.setdefault(alarm.detector, Detection(by=alarm.detector, day=alarm.at.date(), says=says))
    return list(found.values())


def laid(found: Sequence[Detection], scenario: Scenario) -> list[Detection]:
    """Each with the event that began last among those which it can be of."""
    return [_laid(one, scenario) for one in found]


def gauges_of(
    verdict: DriftVerdict, alarms: Sequence[Alarm], month: int, created: datetime
) -> dict[date, dict[str, float]]:
    """What Prometheus would scrape on each day: alarms of drift and of outcomes, and when each was looked for."""
    first, last = month_days(month)
    told = {}
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=created.tzinfo).timestamp()
        values = {
            f'hoofbeat_drift_alarm{{detector="{name}"}}': float(name in verdict.alarm_days.get(day, ()))
            for name in verdict.alarms
        }
        for name in sorted({alarm.detector for alarm in alarms}):
            stands = any(
                alarm.at is not None and alarm.detector == name and 0 <= (day - alarm.at.date()).days <= 30
                for alarm in alarms
            )
            values[f'hoofbeat_outcome_alarm{{detector="{name}"}}'] = float(stands)
        values["hoofbeat_drift_timestamp_seconds"] = noon
        values["hoofbeat_outcome_timestamp_seconds"] = noon
        values["hoofbeat_bundle_created_timestamp_seconds"] = created.timestamp()
        told[day] = values
    return told


def damage_of(found: Sequence[Detection], gauges: Mapping[date, Mapping[str, float]]) -> list[str]:
    """Names of the detectors that say that data is damaged: alarms that began in a month, or stand at its end.

    Args:
        found: what was noticed in the month.
        gauges: of ``gauges_of``; its last two weeks count.
    """
    begun = {one.by for one in found if one.alarm}
    late = [gauges[day] for day in sorted(gauges)[-_APART:]]
    return [
        name
        for name in sorted(DAMAGE)
        if name in begun or any(values.get(f'hoofbeat_drift_alarm{{detector="{name}"}}') for values in late)
    ]


def _named(verdict: DriftVerdict, detector: str) -> str:
    if detector == "joint":
        return f"all features together, significance {min(verdict.joint.values(), default=1.0):.1e}"
    its = [one for one in verdict.features if one.alarm and one.group == detector][:_NAMED]
    told = []
    for one in its:
        moved = max(one.cells, key=lambda cell: abs((cell.window or 0) - cell.expected))
        now = "few" if moved.window is None else f"{moved.window:.0%}"
        told.append(f"{one.label} ({moved.cell}: {moved.expected:.0%} → {now})")
    return "; ".join(told) or "a feature"


def _laid(one: Detection, scenario: Scenario) -> Detection:
    kind = "outcomes" if "/" in one.by else one.by
    for number, event in sorted(enumerate(scenario.events), key=lambda pair: -pair[1].month):
        began, ended = month_days(event.month)[0], month_days(event.until)[1]
        if began <= one.day <= ended + timedelta(days=_AFTER) and kind in _SEES[type(event)]:
            return one.model_copy(update={"event": number, "delay": (one.day - began).days})
    return one
