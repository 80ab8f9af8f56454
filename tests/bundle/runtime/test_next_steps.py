"""How to go on, over everything the embedded knowledge knows.

Mirrors: hoofbeat.bundle.runtime.bundle
"""

from pathlib import Path

import numpy as np
import pytest

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.bundle.runtime.questions import LEADING
from hoofbeat.domain.case import Case, Finding
from hoofbeat.domain.differential import NextFinding

MARFAN = ("HP:0001166", "HP:0001083", "HP:0002616")


def case(*observed: str) -> Case:
    return Case(case_id="invented", findings=tuple(Finding(id=finding) for finding in observed))


@pytest.fixture(scope="module")
def bundle(embedded_bundle: Path) -> Bundle:
    return Bundle.load(embedded_bundle)


@pytest.mark.parametrize("observed", [MARFAN, MARFAN[:1], ("HP:0001945", "HP:0012735"), ("HP:0001250",)])
def test_the_first_steps_are_those_of_the_differential(bundle: Bundle, observed: tuple[str, ...]) -> None:
    answer, steps = bundle.differential(case(*observed)), bundle.next_steps(case(*observed), limit=30)
    assert len(steps.findings) > len(answer.next_findings)
    for step, asked in zip(steps.findings, answer.next_findings, strict=False):
        assert {name: getattr(step, name) for name in NextFinding.model_fields} == dict(asked)
    assert steps.stop is answer.stop_asking
    assert (steps.stop_reason is None) is (not steps.stop)
    assert (steps.bundle, steps.warnings) == (answer.bundle, answer.warnings)


@pytest.mark.parametrize("limit", [1, 5, 12])
def test_no_more_than_wanted_and_the_same_first(bundle: Bundle, limit: int) -> None:
    few, many = (bundle.next_steps(case(*MARFAN[:2]), limit=most) for most in (limit, 30))
    assert few.findings == many.findings[:limit]


def test_steps_say_where_they_belong_and_what_they_cost(bundle: Bundle) -> None:
    steps = bundle.next_steps(case(*MARFAN[:2]), limit=30).findings
    assert len({step.system.id for step in steps}) > 3
    assert len({step.cost for step in steps}) > 1
    for step in steps:
        position = bundle.lexicon.position(step.finding_id)
        assert step.system == bundle.systems.of(position)
        assert step.cost == bundle.costs.of(position)


def test_a_textbook_case_says_why_to_stop(bundle: Bundle) -> None:
    wilson = bundle.next_steps(case("HP:0200032", "HP:0001394", "HP:0001332", "HP:0010838"))
    assert wilson.stop
    assert wilson.stop_reason is not None
    assert wilson.stop_reason.keys() == {"en", "es"}


def test_nothing_is_suggested_where_nothing_speaks(bundle: Bundle) -> None:
    """An excluded finding alone leaves how frequent diseases are."""
    silent = Case(case_id="invented", findings=(Finding(id="HP:0001250", excluded=True),))
    assert bundle.next_steps(silent).referral is None


def test_answers_move_the_leading_diseases_to_a_whole(bundle: Bundle) -> None:
    """What yes and no would do, weighed by how likely each is, leaves every disease where it was."""
    for step in bundle.next_steps(case(*MARFAN[:2]), limit=10).findings:
        yes = {shift.disease_id: shift for shift in step.if_present}
        no = {shift.disease_id: shift for shift in step.if_absent}
        for either in yes.keys() & no.keys():
            mean = step.probability * yes[either].after + (1 - step.probability) * no[either].after
            assert mean == pytest.approx(yes[either].before, abs=2e-3)


def test_ranks_are_those_of_the_whole_list(bundle: Bundle) -> None:
    asked = case(*MARFAN)
    _, score = bundle.answer(asked)
    order = bundle.first(score, len(bundle.diseases))
    places = np.random.default_rng(0).choice(len(order), 10, replace=False)
    ids = [bundle.diseases[int(order[place])].id for place in places]
    assert [line.rank for line in bundle.explain(asked, ids).diseases] == [int(place) + 1 for place in places]
    assert len(order) > LEADING
