"""What goes wrong in what is told of patients: units, labels, what is left out."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from hoofbeat.domain.case import Case, Measurement, Sex
from hoofbeat.simulation.scenarios.happenings import BadLabels, Missing, WrongUnit
from hoofbeat.simulation.scenarios.scenario import Scenario
from hoofbeat.standards.analytes import analyte

if TYPE_CHECKING:
    from hoofbeat.simulation.patients.stream import Comer


def changed(visits: Sequence["Comer"], month: int, scenario: Scenario, rng: np.random.Generator) -> list["Comer"]:
    """The patients of a month as they are told of.

    Args:
        visits: as they are.
        month: which month.
        scenario: what happens.
        rng: of the draws.
    """
    told = list(visits)
    for event in scenario.events:
        if not event.holds(month):
            continue
        if isinstance(event, WrongUnit):
            told = [_mistaken(one, event) if _struck(one, event.house, event.share, rng) else one for one in told]
        elif isinstance(event, Missing):
            told = [_without(one, event.what) if _struck(one, event.house, event.share, rng) else one for one in told]
        elif isinstance(event, BadLabels):
            told = _mislabelled(told, event, rng)
    return told


def _struck(one: "Comer", house: str | None, share: float, rng: np.random.Generator) -> bool:
    return bool(rng.random() < share) and house in (None, one.house)


def _mistaken(one: "Comer", event: WrongUnit) -> "Comer":
    """The same numbers, beside another unit."""
    known = analyte(event.code)
    if known is None or not any(each.code == known.code for each in one.case.measurements):
        return one
    values = tuple(
        Measurement(code=each.code, value=each.value, unit=event.unit) if each.code == known.code else each
        for each in one.case.measurements
    )
    return one.model_copy(update={"case": one.case.model_copy(update={"measurements": values}), "wrong_value": True})


def _without(one: "Comer", what: str) -> "Comer":
    case: Case = one.case
    if what == "excluded":
        return one.model_copy(update={"case": case.without_excluded()})
    nothing: dict[str, object] = {"age": None, "sex": Sex.UNKNOWN, "measurements": ()}
    return one.model_copy(update={"case": case.model_copy(update={what: nothing[what]})})


def _mislabelled(told: list["Comer"], event: BadLabels, rng: np.random.Generator) -> list["Comer"]:
    """A house's labels among its own patients, each at another patient's place."""
    places = [place for place, one in enumerate(told) if one.house == event.house and rng.random() < event.share]
    labels = [(told[place].told, told[place].told_name) for place in places]
    if event.disease is not None:
        labels = [(event.disease, None)] * len(places)
    else:
        order = rng.permutation(len(places))
        turned = dict(zip(order.tolist(), np.roll(order, 1).tolist(), strict=True))
        labels = [labels[turned[number]] for number in range(len(places))]
    found = list(told)
    for place, (label, name) in zip(places, labels, strict=True):
        found[place] = told[place].model_copy(update={"told": label, "told_name": name})
    return found
