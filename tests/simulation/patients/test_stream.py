"""Who comes when: always the same, nobody on both sides of a month, and events as they are told.

Mirrors: hoofbeat.simulation.house.store, hoofbeat.simulation.patients.changes,
hoofbeat.simulation.patients.dealing, hoofbeat.simulation.patients.laboratory, hoofbeat.simulation.sizes
"""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from hoofbeat.domain.case import Case, Finding, Sex
from hoofbeat.domain.circumstances import Setting
from hoofbeat.domain.events import DiagnosisConfirmed, read_event
from hoofbeat.simulation.house.store import write_events
from hoofbeat.simulation.patients.dealing import trait_of
from hoofbeat.simulation.patients.gathered import Party
from hoofbeat.simulation.patients.stream import Comer, Year, month_days, year_of
from hoofbeat.simulation.scenarios.happenings import BadLabels, CaseMix, Missing, NewDisease, WrongUnit
from hoofbeat.simulation.scenarios.scenario import Scenario
from hoofbeat.simulation.sizes import FULL, QUICK, Size

#: Findings of the heart and of the eye.
HEART, EYE = "HP:0001627", "HP:0000478"

SIZE: Size = QUICK.model_copy(update={"first": 100, "monthly": 40})


def parties() -> list[Party]:
    """Publications of three invented patients each, and emergencies; every fourth publication is of heart patients."""

    def cases(name: str, disease: str, count: int, finding: str) -> tuple[Case, ...]:
        return tuple(
            Case(
                case_id=f"{name}-{number}", age=(7 * number) % 60 + 1.0, sex=list(Sex)[number % 2],
                findings=(Finding(id=finding), Finding(id="HP:0001250", excluded=True)), diagnosis=disease, group=name,
            )
            for number in range(count)
        )  # fmt: skip

    published = [
        Party(
            name=f"PMID:{number}", origin="published", setting=Setting.GENETICS,
            cases=cases(f"p{number}", f"OMIM:{100000 + number % 50}", 3, HEART if number % 4 == 0 else EYE),
        )
        for number in range(250)
    ]  # fmt: skip
    emergencies = [
        Party(
            name=f"e{number}", origin="ddxplus", setting=Setting.EMERGENCY,
            cases=cases(f"e{number}", f"DDXPLUS:D{number % 20}", 1, "HP:0012735"),
        )
        for number in range(400)
    ]  # fmt: skip
    new = [
        Party(
            name=f"PMID:9{number}", origin="published", setting=Setting.GENETICS, unlisted=True,
            cases=cases(f"n{number}", "OMIM:900001" if number < 3 else "OMIM:900002", 4 - number % 3, EYE),
        )
        for number in range(5)
    ]  # fmt: skip
    return [*published, *emergencies, *new]


def heart(case: Case) -> bool:
    return HEART in case.observed


def year(*events: object, seed: int = 0) -> Year:
    scenario = Scenario.model_validate({"name": "tried", "events": events})
    tests = {
        number: trait_of(event, lambda _: heart)
        for number, event in enumerate(scenario.events)
        if isinstance(event, CaseMix)
    }
    return year_of(parties(), scenario, SIZE, seed, tests)


def everybody(its: Year) -> list[Comer]:
    return [one for month in its.months for one in month]


def test_the_same_seed_gives_the_same_year_and_another_one_another() -> None:
    mix = CaseMix(kind="case-mix", month=4, until=5, system="HP:0001626", share=0.7)
    assert year(mix) == year(mix)
    assert year(mix) != year(mix, seed=1)


def test_who_stands_together_comes_in_one_month_and_never_before_the_year_too() -> None:
    its = year(CaseMix(kind="case-mix", month=4, until=6, system="HP:0001626", share=0.7))
    before = {case.group for case in its.first}
    months: dict[str | None, set[int]] = {}
    for number, month in enumerate(its.months):
        for one in month:
            months.setdefault(one.case.group, set()).add(number)
    assert before
    assert not before & months.keys()
    assert all(len(numbers) == 1 for numbers in months.values())
    # What is told carries no publication, but still says who must not be parted.
    assert all(one.asked.group is None and one.asked.diagnosis is None for one in everybody(its))
    together = Counter(one.together for one in everybody(its))
    assert max(together.values()) > 1


def test_each_month_has_its_patients_on_the_days_of_the_house() -> None:
    its = year()
    assert len(its.first) == SIZE.first
    assert [len(month) for month in its.months] == [SIZE.monthly] * 12
    for number, month in enumerate(its.months, start=1):
        first, last = month_days(number)
        assert all(first <= one.day <= last and one.day.weekday() in SIZE.weekdays for one in month)
    assert all(one.confirmed is None or one.confirmed > one.registered for one in everybody(its))
    never = sum(one.confirmed is None for one in everybody(its)) / len(everybody(its))
    assert 0 < never < 0.15


def test_a_case_mix_holds_in_its_months_alone_and_takes_nobody_from_the_others() -> None:
    shares = [sum(heart(one.case) for one in month) / len(month) for month in year().months]
    mixed = year(CaseMix(kind="case-mix", month=4, until=6, system="HP:0001626", share=0.7))
    now = [sum(heart(one.case) for one in month) / len(month) for month in mixed.months]
    assert all(0.6 <= share <= 0.8 for share in now[3:6])
    assert now[:3] + now[6:] == shares[:3] + shares[6:]
    assert [len(month) for month in mixed.months] == [SIZE.monthly] * 12


def test_a_mix_of_what_differs_within_a_publication_changes_its_patients_one_by_one() -> None:
    """Each publication here has men and women."""
    mixed = year(CaseMix(kind="case-mix", month=4, until=5, sex=Sex.MALE, share=0.6))
    men = [sum(one.case.sex is Sex.MALE for one in month) / len(month) for month in mixed.months]
    assert men[3:5] == [0.6, 0.6]
    assert max(men[:3] + men[5:]) < 0.4
    assert [len(month) for month in mixed.months] == [SIZE.monthly] * 12


def test_a_new_disease_comes_in_its_month_and_not_before() -> None:
    its = year(NewDisease(kind="new-disease", month=6, diseases=2))
    counts = [sum(one.unlisted for one in month) for month in its.months]
    assert counts[:5] == [0] * 5
    assert counts[5] == 4 + 4  # the largest publication of each
    assert sum(counts[6:]) == 3 + 2 + 3
    assert not any(one.unlisted for one in everybody(year()))


def test_a_wrong_unit_stands_beside_the_right_number() -> None:
    plain, wrong = year(), year(WrongUnit(kind="unit-error", month=8, until=8, code="2345-7", unit="mmol/L"))
    struck = [one for one in everybody(wrong) if one.wrong_value]
    assert struck
    assert {one.day.month for one in struck} == {8}
    right = {one.case.case_id: one.case for one in everybody(plain)}
    for one in struck:
        for value, was in zip(one.case.measurements, right[one.case.case_id].measurements, strict=True):
            assert value.value == was.value
            assert value.unit == ("mmol/L" if value.code == "2345-7" else was.unit)


def test_bad_labels_are_of_one_house_and_the_truth_is_kept() -> None:
    its = year(BadLabels(kind="bad-labels", month=10, house="clinic-b"))
    bad = [one for one in everybody(its) if one.told != one.case.diagnosis]
    assert bad
    assert {one.house for one in bad} == {"clinic-b"}
    assert min(one.day for one in bad) >= date(bad[0].day.year, 10, 1)
    same = year(BadLabels(kind="bad-labels", month=10, house="clinic-b", disease="OMIM:1"))
    assert {one.told for one in everybody(same) if one.day.month == 11 and one.house == "clinic-b"} == {"OMIM:1"}


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("age", lambda case: case.age is not None),
        ("sex", lambda case: case.sex is not Sex.UNKNOWN),
        ("excluded", lambda case: bool(case.excluded)),
        ("measurements", lambda case: bool(case.measurements)),
    ],
)
def test_what_is_missing_is_told_by_nobody(what: str, told: object) -> None:
    its = year(Missing.model_validate({"kind": "missing", "month": 3, "until": 3, "what": what}))
    assert callable(told)
    assert not any(told(one.case) for one in its.months[2])
    assert any(told(one.case) for one in its.months[3])


def test_the_case_store_has_each_event_in_its_month(tmp_path: Path) -> None:
    its = year()
    so_far = [*its.months[0], *its.months[1]]
    paths = [write_events(tmp_path, month, so_far) for month in (1, 2)]
    assert paths[0].read_bytes() == write_events(tmp_path, 1, so_far).read_bytes()
    events = [[read_event(line) for line in path.read_text().splitlines()] for path in paths]
    for month, found in enumerate(events, start=1):
        assert {event.recorded_at.month for event in found} == {month}
    confirmed = [event for found in events for event in found if isinstance(event, DiagnosisConfirmed)]
    known = {one.case.case_id: one for one in so_far}
    assert confirmed
    assert all(event.diagnosis.disease == known[event.case_id].told for event in confirmed)


def test_a_whole_year_is_larger_than_a_quick_one() -> None:
    assert FULL.first > QUICK.first
    assert FULL.monthly > QUICK.monthly
