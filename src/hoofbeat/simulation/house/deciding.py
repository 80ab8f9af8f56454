"""What the house decides: whether a training is asked for, and when what was confirmed is looked at."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from hoofbeat.lifecycle.retraining.requests import ask
from hoofbeat.lifecycle.retraining.rounds import Rounds
from hoofbeat.simulation.house.lifecycle import House
from hoofbeat.simulation.noticing.detections import damage_of
from hoofbeat.simulation.noticing.signs import UNLISTED
from hoofbeat.simulation.patients.stream import month_days
from hoofbeat.simulation.record.chronicle import MonthRecord
from hoofbeat.simulation.record.parts import Detection
from hoofbeat.simulation.scenarios.happenings import MONTHS


def asked_for(
    house: House,
    month: int,
    found: Sequence[Detection],
    gauges: Mapping[date, Mapping[str, float]],
    before: Sequence[MonthRecord],
) -> tuple[bool, str]:
    """Ask for a training where patients or answers have changed; damaged data has to be mended first.

    Args:
        house: whose rounds they are.
        month: the month.
        found: what was noticed in it.
        gauges: what Prometheus was told in it.
        before: the months before.

    Returns:
        Whether one was asked for, and why not, where something was noticed all the same.
    """
    if damage := damage_of(found, gauges):
        return False, f"{', '.join(damage)}: data is damaged, and training on it would teach the damage"
    alarms = [one for one in found if one.alarm]
    if not alarms:
        return False, ""
    last = max((one.month for one in before if one.rounds), default=None)
    if last is not None and month - last <= house.size.rest_months:
        return False, f"the last one was in month {last}"
    evidence = "; ".join(f"{one.by} since {one.day}" for one in alarms)
    ask(Rounds(house.output).requests, "drift", evidence, end_of(month))
    return True, ""


def review_due(house: House, month: int, found: Sequence[Detection]) -> bool:
    """Whether what was confirmed is looked at this month: a disease that nobody knew of is not put off."""
    new = any(one.by == UNLISTED for one in found)
    return new or month == MONTHS or month % house.size.review_months == 0


def end_of(month: int) -> datetime:
    """The last minute of a month."""
    last = month_days(month)[1]
    return datetime(last.year, last.month, last.day, 23, 59, tzinfo=UTC)
