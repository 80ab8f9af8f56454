"""What a year comes to: each event with who saw it first, false alarms, and both models over all months."""

from collections.abc import Mapping

from hoofbeat.simulation.record.accuracy import Accuracy, Share
from hoofbeat.simulation.record.chronicle import YearRecord
from hoofbeat.simulation.record.parts import Detection


def firsts(year: YearRecord) -> list[list[Detection]]:
    """Of each event, what was noticed of it, the first first; each detector once."""
    found: list[list[Detection]] = [[] for _ in year.events]
    for month in year.months:
        for one in month.detections:
            if one.event is not None and one.by not in {each.by for each in found[one.event]}:
                found[one.event].append(one)
    return [sorted(its, key=lambda one: one.day) for its in found]


def false_alarms(year: YearRecord) -> list[Detection]:
    """Alarms that are laid to no event."""
    return [one for month in year.months for one in month.detections if one.alarm and one.event is None]


def totals(year: YearRecord) -> Mapping[str, Accuracy]:
    """Accuracy of all months together, by group."""
    names = list(dict.fromkeys(name for month in year.months for name in month.accuracy))
    by_name = {name: [month.accuracy[name] for month in year.months if name in month.accuracy] for name in names}
    return {name: _together(its) for name, its in by_name.items()}


def _together(its: list[Accuracy]) -> Accuracy:
    return Accuracy.model_validate(
        {
            field: Share(n=sum(getattr(one, field).n for one in its), of=sum(getattr(one, field).of for one in its))
            for field in Accuracy.model_fields
        }
    )
