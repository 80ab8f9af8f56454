import pytest

from gate_world import ALL, RARE, disease_id, known_bundle, patient
from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.domain.case import Sex
from hoofbeat.domain.circumstances import Course, Setting
from hoofbeat.lifecycle.gate.behaviour import Behaved, Textbook, behave, behaviour_rules, textbook
from hoofbeat.lifecycle.gate.margins import Margins
from hoofbeat.lifecycle.gate.presentations import Person, Presentation
from hoofbeat.lifecycle.gate.result import GateRule, RuleVerdict

CASES = [
    Textbook(
        Presentation(
            name=f"patient of {number}", person=Person(40, Sex.FEMALE), course=Course.ACUTE, setting=Setting.GENETICS,
            text="", findings=patient(number, 0).case.findings,
        ),
        (disease_id(number),),
        3,
    )
    for number in ALL
]  # fmt: skip


@pytest.fixture(scope="module")
def behaved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Behaved, Behaved]:
    folder = tmp_path_factory.mktemp("behaving")
    bundles = [known_bundle(folder / name, known) for name, known in (("all", ALL), ("fewer", RARE[3:]))]
    first, second = (behave(Bundle.load(bundle), CASES, "Asking") for bundle in bundles)
    return first, second


def rules(champion: Behaved, challenger: Behaved) -> dict[str, GateRule]:
    return {rule.name: rule for rule in behaviour_rules(champion, challenger, CASES, Margins())}


def test_a_textbook_case_that_is_lost_is_named(behaved: tuple[Behaved, Behaved]) -> None:
    whole, fewer = behaved
    rule = rules(whole, fewer)["behaviour/textbook"]
    assert (rule.champion, rule.verdict, rule.n) == (1.0, RuleVerdict.FAILS, len(ALL))
    assert rule.notes[0] == "lost: patient of 0"
    assert rules(fewer, whole)["behaviour/textbook"].verdict is RuleVerdict.PASSES


def test_order_retired_ids_and_unknown_findings_change_nothing(behaved: tuple[Behaved, Behaved]) -> None:
    whole, _ = behaved
    rule = rules(whole, whole)["behaviour/invariance"]
    assert (rule.challenger, rule.verdict, rule.n) == (0, RuleVerdict.PASSES, 15)
    changed = Behaved(whole.within, whole.raised, ("patient of 4: findings in reverse order",))
    assert rules(whole, changed)["behaviour/invariance"].verdict is RuleVerdict.FAILS


def test_a_finding_told_last_raises_its_disease(behaved: tuple[Behaved, Behaved]) -> None:
    whole, _ = behaved
    rule = rules(whole, whole)["behaviour/direction"]
    assert (rule.challenger, rule.n) == (1.0, 45)
    turned = Behaved(whole.within, dict.fromkeys(whole.raised, False), ())
    assert rules(whole, turned)["behaviour/direction"].verdict is RuleVerdict.FAILS


def test_the_table_is_asked_as_it_stands() -> None:
    cases = textbook()
    assert len(cases) > 150
    assert all(case.expected and case.within >= 1 for case in cases)
