"""What is noticed without a detector: a disease that nobody listed, what guard and gate stop, values set aside."""

from collections.abc import Sequence
from datetime import date

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.evaluation.accepted import places_of
from hoofbeat.simulation.patients.stream import Comer, month_days
from hoofbeat.simulation.record.parts import Detection, GuardSaid, Round, WrongValues
from hoofbeat.standards.standardise import impossible_codes, standardise

#: What notices a disease that no bundle lists.
UNLISTED = "unlisted"


def unlisted(month: int, living: Bundle, so_far: Sequence[Comer]) -> list[Detection]:
    """Confirmed diseases that the bundle in production does not list, each on the day of its first confirmation."""
    first, last = month_days(month)
    listed = places_of(living)
    by_disease: dict[str, date] = {}
    for one in so_far:
        if one.confirmed and one.told not in listed:
            day = one.confirmed.date()
            by_disease[one.told] = min(day, by_disease.get(one.told, day))
    return [
        Detection(by=UNLISTED, day=day, says=f"{disease} is confirmed, and no bundle lists it", alarm=False)
        for disease, day in by_disease.items()
        if first <= day <= last
    ]


def held(feedback: GuardSaid | None, month: int) -> list[Detection]:
    """What the guard held, by house and kind of reason."""
    if feedback is None or not feedback.held:
        return []
    houses = ", ".join(f"{house}: {count}" for house, count in sorted(feedback.houses.items()))
    why = ", ".join(f"{kind} {count}" for kind, count in sorted(feedback.reasons.items()))
    return [
        Detection(by="guard", day=month_days(month)[1], says=f"{feedback.held} held ({houses}; {why})", alarm=False)
    ]


def refused(rounds: Sequence[Round], month: int) -> list[Detection]:
    """Challengers that the gate refused, with its first reason."""
    return [
        Detection(by="gate", day=month_days(month)[1], says=_refusal(one), alarm=False)
        for one in rounds
        if one.stand == "refused"
    ]


def wrong_values(visits: Sequence[Comer], warnings: tuple[str, ...]) -> WrongValues:
    """Values with a wrong unit, and how many of them the door set aside."""
    wrong = [one for one in visits if one.wrong_value]
    aside = sum(bool(impossible_codes(standardise(one.asked))) for one in wrong)
    return WrongValues(wrong=len(wrong), set_aside=aside, warnings=warnings)


def _refusal(one: Round) -> str:
    """A refusal in a line; what was trained is listed with every reason."""
    first, *more = one.reasons
    return f"training {one.number} refused: {first}" + (f" And {len(more)} more." if more else "")
