"""Dealing the patients at hand out: publication by publication, nobody twice."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from hoofbeat.domain.case import Case
from hoofbeat.domain.circumstances import Setting
from hoofbeat.simulation.patients.gathered import Party
from hoofbeat.simulation.scenarios.happenings import MONTHS, CaseMix, NewDisease
from hoofbeat.simulation.scenarios.scenario import Scenario

#: Whether a case has a trait.
Test = Callable[[Case], bool]


def pool_of(parties: Sequence[Party], setting: Setting, rng: np.random.Generator) -> "deque[Party]":
    """Those of a setting whose disease is known, in a random order."""
    known = [party for party in parties if party.setting is setting and not party.unlisted]
    return deque(known[place] for place in rng.permutation(len(known)))


def taken(pool: "deque[Party]", count: int) -> Iterable[Party]:
    """So many patients from the beginning of a pool, the last publication cut off where it is too large."""
    while count > 0 and pool:
        party = pool.popleft()
        yield party if len(party.cases) <= count else party.model_copy(update={"cases": party.cases[:count]})
        count -= len(party.cases)


def mix(dealt: Mapping[Setting, list[Party]], pools: Mapping[Setting, "deque[Party]"], wanted: int, test: Test) -> None:
    """Send away who lacks a trait and let others come who have it, in the same setting, as far as there are any."""
    wanted -= sum(test(case) for its in dealt.values() for party in its for case in party.cases)
    for setting, its in dealt.items():
        lacking = sum(not test(case) for party in its for case in party.cases)
        come: list[Party] = []
        passed: list[Party] = []
        left = min(wanted, lacking)
        while left > 0 and pools[setting]:
            party = pools[setting].popleft()
            fitting = tuple(case for case in party.cases if test(case))[:left]
            if fitting:
                come.append(party.model_copy(update={"cases": fitting}))
                left -= len(fitting)
            else:
                passed.append(party)
        pools[setting].extendleft(reversed(passed))
        came = sum(len(party.cases) for party in come)
        its[:] = [*_without(its, came, test), *come]
        wanted -= came


def _without(parties: Sequence[Party], count: int, test: Test) -> list[Party]:
    """The parties without so many of the patients who lack a trait, those of the last one first."""
    kept: list[Party] = []
    for party in reversed(parties):
        stay = []
        for case in party.cases:
            if count > 0 and not test(case):
                count -= 1
            else:
                stay.append(case)
        if stay:
            kept.append(party.model_copy(update={"cases": tuple(stay)}))
    return kept[::-1]


def newcomers_of(parties: Sequence[Party], scenario: Scenario) -> dict[int, list[Party]]:
    """Publications of unknown diseases by month: the largest of each disease first, the others a month apart.

    Those whose month would come after the year stay away.
    """
    by_disease: dict[str, list[Party]] = {}
    for party in parties:
        if party.unlisted:
            by_disease.setdefault(party.cases[0].diagnosis or "", []).append(party)
    order = sorted(by_disease, key=lambda id_: (-len(by_disease[id_]), id_))
    found: dict[int, list[Party]] = {}
    for event in scenario.events:
        if isinstance(event, NewDisease):
            for disease in order[: event.diseases]:
                its = sorted(by_disease[disease], key=lambda party: (-len(party.cases), party.name))
                for number, party in enumerate(its):
                    month = event.month + (number if number == 0 else 1 + number)
                    if month <= MONTHS:
                        found.setdefault(month, []).append(party)
            order = order[event.diseases :]
    return found


def trait_of(event: CaseMix, has: Callable[[str], Test]) -> Test:
    """The test of an event; ``has`` makes that of a branch of findings."""
    if event.system is not None:
        return has(event.system)
    if event.ages is not None:
        low, high = event.ages
        return lambda case: case.age is not None and low <= case.age < high
    return lambda case: case.sex is event.sex
