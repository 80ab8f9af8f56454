"""What a bundle must do whatever it was taught: textbook cases, and what changes nothing or only one way."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.console import track
from hoofbeat.domain.case import Case, Finding
from hoofbeat.evaluation.accepted import accepted_places, best_rank, places_of
from hoofbeat.lifecycle.gate.margins import Margins
from hoofbeat.lifecycle.gate.presentations import Presentation, listed, presentation_of, rows
from hoofbeat.lifecycle.gate.result import GateRule, RuleVerdict

K = TypeVar("K")

#: No vocabulary has it.
UNKNOWN_FINDING = "HP:9999999"

#: Largest difference of a probability that another order of additions makes in single precision.
_ROUNDING = 1e-5

#: Every so many presentations are asked in other words.
_EVERY = 4


@dataclass(frozen=True)
class Textbook:
    """A presentation, what is right, and within how many places it must stand."""

    told: Presentation
    expected: tuple[str, ...]
    within: int


@dataclass(frozen=True)
class Behaved:
    """What a bundle did.

    Attributes:
        within: by position of the textbook case, whether its disease stands within the places it must.
        raised: by textbook case and finding, whether the finding, told last, did not lower the disease.
        changed: names of the textbook cases whose answer changed by what must change nothing, and by what.
    """

    within: dict[int, bool]
    raised: dict[tuple[int, int], bool]
    changed: tuple[str, ...]


def textbook() -> tuple[Textbook, ...]:
    """Every presentation of the table."""
    return tuple(
        Textbook(presentation_of(row), listed(row["expected"]), int(row["within"])) for row in rows("presentations")
    )


def behave(bundle: Bundle, cases: Sequence[Textbook], title: str) -> Behaved:
    """Put textbook cases to a bundle: as they are, in other words, and with one observed finding less."""
    places = places_of(bundle)
    within: dict[int, bool] = {}
    raised: dict[tuple[int, int], bool] = {}
    changed: list[str] = []
    old_names = {current: old for old, current in bundle.lexicon.aliases.items()}
    for number, case in enumerate(track(cases, title, total=len(cases))):
        told, circumstances = case.told.case, case.told.circumstances
        right = accepted_places(places, case.expected)
        if not right:
            continue
        probability, score = bundle.answer(told, circumstances)
        rank = best_rank(score, right)
        within[number] = rank <= case.within
        if number % _EVERY:
            continue
        for how, other in _in_other_words(told, old_names):
            again, _ = bundle.answer(other, circumstances)
            if float(np.abs(again - probability).max()) > _ROUNDING:
                changed.append(f"{case.told.name}: {how}")
        for left_out in _observed(told) if len(told.observed) > 1 else ():
            fewer = told.model_copy(update={"findings": tuple(f for n, f in enumerate(told.findings) if n != left_out)})
            raised[number, left_out] = rank <= best_rank(bundle.answer(fewer, circumstances)[1], right)
    return Behaved(within, raised, tuple(changed))


def behaviour_rules(
    champion: Behaved, challenger: Behaved, cases: Sequence[Textbook], margins: Margins
) -> Iterator[GateRule]:
    """Textbook cases and direction beside the champion's, invariance by itself."""
    yield _beside(
        "behaviour/textbook",
        "Textbook cases that lead to their disease",
        champion.within,
        challenger.within,
        margins,
        lambda place: cases[place].told.name,
    )
    yield _beside(
        "behaviour/direction",
        "Findings of a textbook case that do not lower its disease",
        champion.raised,
        challenger.raised,
        margins,
        lambda place: f"{cases[place[0]].told.name}: {cases[place[0]].told.findings[place[1]].id}",
    )
    yield GateRule(
        name="behaviour/invariance",
        title="Answers that change with the order of findings, retired ids, or findings nobody knows",
        part="behaviour",
        says="None changes.",
        champion=len(champion.changed),
        challenger=len(challenger.changed),
        margin=0,
        n=len({place for place, _ in challenger.raised}),
        verdict=RuleVerdict.FAILS if challenger.changed else RuleVerdict.PASSES,
        notes=challenger.changed[:10],
    )


def _beside(
    name: str,
    title: str,
    champion: dict[K, bool],
    challenger: dict[K, bool],
    margins: Margins,
    call: Callable[[K], str],
) -> GateRule:
    """Shares of the same questions; what the challenger's catalogue lacks counts as lost."""
    asked = list(champion)
    lost = [place for place in asked if champion[place] and not challenger.get(place, False)]
    won = sum(not champion[place] and challenger.get(place, False) for place in asked)
    first = sum(champion.values()) / len(asked) if asked else None
    second = sum(challenger.get(place, False) for place in asked) / len(asked) if asked else None
    difference = (won - len(lost)) / len(asked) if asked else None
    few = difference is None or len(asked) < margins.fewest_cases
    judged = RuleVerdict.FAILS if difference is not None and difference < -margins.behaviour else RuleVerdict.PASSES
    return GateRule(
        name=name,
        title=title,
        part="behaviour",
        says="The share falls by no more than the margin.",
        champion=first,
        challenger=second,
        difference=difference,
        margin=margins.behaviour,
        n=len(asked),
        verdict=RuleVerdict.TOO_FEW if few else judged,
        notes=tuple(f"lost: {call(place)}" for place in lost[:10]),
    )


def _in_other_words(told: Case, old_names: dict[str, str]) -> Iterator[tuple[str, Case]]:
    findings = told.findings
    yield "findings in reverse order", told.model_copy(update={"findings": findings[::-1]})
    unknown = Finding(id=UNKNOWN_FINDING, excluded=True)
    yield "an unknown finding, absent", told.model_copy(update={"findings": (*findings, unknown)})
    old = tuple(f.model_copy(update={"id": old_names.get(f.id, f.id)}) for f in findings)
    if old != findings:
        yield "ids that are retired", told.model_copy(update={"findings": old})


def _observed(told: Case) -> Iterator[int]:
    return (place for place, finding in enumerate(told.findings) if not finding.excluded)
