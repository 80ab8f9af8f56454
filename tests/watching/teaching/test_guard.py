"""What is held before it teaches, and how that is kept.

Mirrors: hoofbeat.watching.teaching.decisions, hoofbeat.watching.teaching.profile_moves,
hoofbeat.watching.teaching.persons, hoofbeat.watching.teaching.series
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from hoofbeat.domain.case import Case, Finding, Sex
from hoofbeat.domain.errors import InputError
from hoofbeat.features.cohort import Cohort
from hoofbeat.models.teaching import Teaching
from hoofbeat.watching.teaching.decisions import Decision, Decisions
from hoofbeat.watching.teaching.guard import Confirmed, FeedbackLimits, Persons, hold
from hoofbeat.watching.teaching.persons import persons_of
from hoofbeat.watching.teaching.profile_moves import moved_since
from hoofbeat.watching.teaching.series import Earlier

if TYPE_CHECKING:
    from hoofbeat.knowledge.release import Knowledge

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
NOBODY = Persons({}, {})
MARFAN = "OMIM:154700"


def confirmed(number: int = 0, **given: Any) -> Confirmed:
    case = Case(case_id=f"case-{number:016x}", findings=(Finding(id=f"HP:{number:07}"),), diagnosis=MARFAN)
    case = case.model_copy(update=given.pop("case", {}))
    facts = {"source": "app", "reviewer": "physician:k1", "basis": "genetic", "disease": MARFAN, "rank": 3, "of": 10000}
    return Confirmed(**{"case": case, "confirmed": NOON, **facts, **given})


def still(_: Sequence[Confirmed]) -> Mapping[str, float]:
    return {}


def reasons(*waiting: Confirmed, persons: Persons = NOBODY) -> list[list[str]]:
    return hold(waiting, [], persons, still, FeedbackLimits())


def test_a_plausible_case_passes() -> None:
    assert reasons(confirmed()) == [[]]


def test_a_new_disease_passes_and_a_far_fetched_one_is_held() -> None:
    assert reasons(confirmed(rank=0)) == [[]]
    assert reasons(confirmed(rank=859)) == [[]]
    assert "ranks 861 of 10000" in reasons(confirmed(rank=861))[0][0]
    assert "ranks 44 of 500" in reasons(confirmed(rank=44, of=500))[0][0], "whatever the size of the catalogue"


@pytest.mark.parametrize(("rank", "of", "held"), [(10, 11, False), (11, 11, True), (2, 20, False), (1003, 11662, True)])
def test_the_first_ten_are_plausible_however_few_there_are(rank: int, of: int, held: bool) -> None:
    (why,) = hold([confirmed(rank=rank, of=of)], [], NOBODY, still, FeedbackLimits())
    assert bool(why) is held


def test_who_is_implausible_again_and_again_is_held_as_a_whole() -> None:
    """Eight of ten in a row, with those beside them; another reviewer's cases of the same days are not."""
    ranks = [3, 3, 3, *[9000] * 5, 3, *[9000] * 3, 3, 3]
    told = [confirmed(n, rank=rank, confirmed=NOON + timedelta(days=n)) for n, rank in enumerate(ranks)]
    other = [replace(one, reviewer="physician:k2", rank=3) for one in told]
    held = [bool(why) for why in reasons(*told, *other)]
    assert held[:14] == [False, False, *[True] * 11, False]
    assert not any(held[14:])
    assert any("8 of 10 cases in a row" in why for why in reasons(*told)[8])
    assert [bool(why) for why in reasons(*told[:8])] == [False] * 3 + [True] * 5, "fewer than ten are no row"


@pytest.mark.parametrize(("implausible", "held"), [(True, True), (False, False)], ids=["held", "accepted by a person"])
def test_what_was_reviewed_before_counts_until_somebody_has_looked(implausible: bool, held: bool) -> None:
    before = [Earlier("app", "physician:k1", NOON - timedelta(days=n), implausible) for n in range(1, 10)]
    (why,) = hold([confirmed()], [], NOBODY, still, FeedbackLimits(), before)
    assert bool(why) is held
    assert not hold([confirmed(reviewer="physician:k2")], [], NOBODY, still, FeedbackLimits(), before)[0]


@pytest.mark.parametrize(("female", "sex"), [(0.0, Sex.FEMALE), (1.0, Sex.MALE)])
def test_an_impossible_sex_is_held(female: float, sex: Sex) -> None:
    persons = Persons({MARFAN: female}, {})
    assert reasons(confirmed(case={"sex": sex}), persons=persons)[0]
    assert not reasons(confirmed(case={"sex": Sex.UNKNOWN}), persons=persons)[0]


def test_a_child_with_a_disease_of_the_old_is_held() -> None:
    persons = Persons({}, {MARFAN: 40.0})
    young, old = (confirmed(number, case={"age": age}) for number, age in enumerate((19.0, 20.0)))
    assert [bool(why) for why in reasons(young, old, persons=persons)] == [True, False]


def test_one_reviewer_is_not_faster_than_a_person() -> None:
    told = [confirmed(number, confirmed=NOON + timedelta(minutes=number)) for number in range(22)]
    assert [bool(why) for why in reasons(*told)] == [False] * 20 + [True] * 2
    earlier = [Earlier("app", "physician:k1", NOON)] * 19
    held = hold(told[:2], [], NOBODY, still, FeedbackLimits(), earlier)
    assert [bool(why) for why in held] == [False, True], "whatever the review they came by"
    spread = [confirmed(number, confirmed=NOON + timedelta(days=number)) for number in range(22)]
    assert not any(reasons(*spread))


def test_a_case_told_again_and_again_is_held() -> None:
    told = [confirmed(number, case={"findings": (Finding(id="HP:0001250"),)}) for number in range(3)]
    assert [bool(why) for why in reasons(*told)] == [False, False, True]
    assert hold(told[:1], [(MARFAN, one.case) for one in told[1:]], NOBODY, still, FeedbackLimits())[0]


def test_all_cases_of_a_disease_wait_when_its_profile_would_move_too_far() -> None:
    def far(cases: Sequence[Confirmed]) -> Mapping[str, float]:
        return {MARFAN: 4.0 * len(cases)}

    told = [confirmed(0), confirmed(1), confirmed(2, disease="OMIM:1")]
    assert [bool(why) for why in hold(told, [], NOBODY, far, FeedbackLimits(bits=6.0))] == [True, True, False]


def test_wrong_cases_move_a_profile_further_than_right_ones(embedded_knowledge: "Knowledge") -> None:
    """Findings of Marfan syndrome told of it, or of Angelman syndrome."""
    trained = Teaching.of(embedded_knowledge, Cohort((), (), (), 0))
    stated = [Finding(id=one) for one in ("HP:0001166", "HP:0001083", "HP:0002616", "HP:0000768")]
    cases = [Case(case_id=f"c{number}", findings=tuple(stated)) for number in range(3)]
    angelman = "OMIM:105830"
    right, wrong = (moved_since(trained, [(disease, case) for case in cases]) for disease in (MARFAN, angelman))
    assert right.keys() == {trained.catalogue.canonical(MARFAN)}
    assert 0 < max(right.values()) < max(wrong.values()) / 2
    assert not moved_since(trained, [])


def test_persons_are_read_from_what_is_stated(embedded_knowledge: "Knowledge") -> None:
    persons = persons_of(embedded_knowledge)
    assert {0.0, 1.0} <= set(persons.female.values())
    huntington = embedded_knowledge.catalogue.canonical("OMIM:310400")  # X-linked myotubular myopathy
    assert huntington
    assert persons.female[huntington] < 0.5
    assert max(persons.onset.values()) >= 16


def decision(fate: str, case_id: str = "case-1", revision: int = 1) -> Decision:
    facts = {"disease": MARFAN, "source": "app", "reviewer": "", "basis": "genetic"}
    return Decision(case_id=case_id, revision=revision, fate=fate, confirmed=NOON, decided=NOON, **facts)  # type: ignore[arg-type]


def test_decisions_are_kept_together(tmp_path: Path) -> None:
    assert Decisions.load(tmp_path) == Decisions()
    Decisions(sources=("app",), decided={"case-1": decision("held")}).keep(tmp_path)
    Decisions(decided={"case-2": decision("accepted", "case-2")}).keep(tmp_path)
    kept = Decisions.load(tmp_path)
    assert kept.sources == ("app",)
    assert {id_: one.fate for id_, one in kept.decided.items()} == {"case-1": "held", "case-2": "accepted"}
    (tmp_path / "feedback" / "decisions.json").write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be read"):
        Decisions.load(tmp_path)


def test_what_speaks_against_a_reviewer_is_what_nobody_has_let_pass() -> None:
    why = ("plausibility: the confirmed disease ranks 9000 of 10000 for its own findings",)
    held = decision("held").model_copy(update={"reasons": why})
    assert held.implausible
    assert not held.model_copy(update={"fate": "accepted", "by": "operator"}).implausible
    assert decision("rejected").implausible
    assert not decision("held").model_copy(update={"reasons": ("rate: too many",)}).implausible


def test_only_what_was_accepted_stays_in_silver_for_gold() -> None:
    kept = Decisions(sources=("app",), decided={"a": decision("accepted", "a"), "b": decision("held", "b")})
    rows = pa.RecordBatch.from_pylist(
        [
            {"source": source, "case_id": id_, "revision": revision, "diagnosis": diagnosis, "withdrawn": False}
            for source, id_, revision, diagnosis in [
                ("app", "a", 1, MARFAN),
                ("app", "a", 2, MARFAN),  # corrected since: to be reviewed anew
                ("app", "b", 1, MARFAN),
                ("app", "c", 1, MARFAN),  # never reviewed
                ("app", "d", 1, None),  # confirms nothing
                ("ward", "e", 1, MARFAN),  # of a source without a guard
            ]
        ]
    )
    assert kept.held_back(rows).column("withdrawn").to_pylist() == [False, True, True, True, False, False]
    assert Decisions().held_back(rows) is rows
