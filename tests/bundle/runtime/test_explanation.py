"""What an answer says beyond its ranking, over everything the embedded knowledge knows."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.bundle.runtime.explanation import EXPECTED
from hoofbeat.bundle.runtime.manifest import read_manifest
from hoofbeat.bundle.runtime.trust import Stratum, Trust
from hoofbeat.domain.case import Case, Finding
from hoofbeat.domain.differential import Differential, RankedDisease

MARFAN = ("HP:0001166", "HP:0001083", "HP:0002616")
FEVER, ROOT = "HP:0001945", "HP:0000118"

#: Sure answers are enough, and their sets hold what is more probable than 2 %.
TRUST = Trust(
    coverage=0.9,
    enough=0.15,
    centre=(0.0,) * 9,
    scale=(1.0,) * 9,
    weights=(1.0, *[0.0] * 17),
    intercept=0.0,
    strata=tuple(Stratum(orphan=kind, above=0.0, threshold=0.02, short=1.0, cases=500) for kind in (True, False)),
    cases=1000,
)


def ask(*observed: str, excluded: tuple[str, ...] = ()) -> Case:
    findings = [Finding(id=finding) for finding in observed]
    return Case(case_id="x", findings=(*findings, *(Finding(id=finding, excluded=True) for finding in excluded)))


def of(answer: Differential, disease: str) -> RankedDisease:
    return next(ranked for ranked in answer.differential if ranked.disease_id == disease)


@pytest.fixture(scope="module")
def bundle(embedded_bundle: Path) -> Bundle:
    return Bundle.load(embedded_bundle)


@pytest.fixture(scope="module")
def judged(embedded_bundle: Path, tmp_path_factory: pytest.TempPathFactory, reseal: Callable[..., None]) -> Bundle:
    """The same bundle with trust in its manifest."""
    folder = shutil.copytree(embedded_bundle, tmp_path_factory.mktemp("judged") / "bundle")
    reseal(folder, trust=TRUST)
    assert read_manifest(folder).trust == TRUST
    return Bundle.load(folder)


def test_what_is_frequent_and_not_stated_is_missing(bundle: Bundle) -> None:
    marfan = of(bundle.differential(ask(*MARFAN)), "OMIM:154700")
    missing = [finding.finding_id for finding in marfan.expected_missing]
    assert 0 < len(missing) <= 5
    assert all(finding.frequency >= EXPECTED for finding in marfan.expected_missing)
    assert set(missing).isdisjoint(MARFAN)
    for kind in ({"observed": (*MARFAN, missing[0])}, {"observed": MARFAN, "excluded": (missing[0],)}):
        answer = bundle.differential(ask(*kind["observed"], excluded=kind.get("excluded", ())), top=50)
        assert missing[0] not in [f.finding_id for f in of(answer, "OMIM:154700").expected_missing]


def test_what_says_nothing_for_a_disease_is_unexplained(bundle: Bundle) -> None:
    answer = bundle.differential(ask(*MARFAN, FEVER), top=50)
    assert [finding.finding_id for finding in of(answer, "OMIM:154700").unexplained] == [FEVER]
    for disease in answer.differential:
        silent = {c.finding_id for c in disease.contributions if c.kind == "observed" and c.value <= 0}
        assert {finding.finding_id for finding in disease.unexplained} == silent


def test_questions_are_new_and_move_the_ranking_as_they_say(bundle: Bundle) -> None:
    answer = bundle.differential(ask(*MARFAN[:2]))
    assert answer.stop_asking is False
    gains = [question.gain for question in answer.next_findings]
    assert gains == sorted(gains, reverse=True)
    assert len({question.finding_id for question in answer.next_findings} - set(MARFAN[:2])) == len(gains)
    question = answer.next_findings[0]
    riser = max(question.if_present, key=lambda shift: shift.after - shift.before)
    position = [disease.id for disease in bundle.diseases].index(riser.disease_id)
    before, after = (bundle.answer(ask(*MARFAN[:2], *more))[0][position] for more in ((), (question.finding_id,)))
    assert after > before


def test_a_textbook_case_needs_no_more_questions(bundle: Bundle) -> None:
    wilson = bundle.differential(ask("HP:0200032", "HP:0001394", "HP:0001332", "HP:0010838"))
    assert wilson.differential[0].disease_id == "OMIM:277900"
    assert wilson.stop_asking is True


def test_the_order_of_findings_changes_no_word(judged: Bundle) -> None:
    forward, backward = (
        judged.differential(ask(*findings, excluded=("HP:0001249",))) for findings in (MARFAN, MARFAN[::-1])
    )
    assert forward.next_findings == backward.next_findings
    assert forward.sufficiency == backward.sufficiency
    assert (forward.conformal_set, forward.caution) == (backward.conformal_set, backward.caution)
    for one, other in zip(forward.differential, backward.differential, strict=True):
        assert one.expected_missing == other.expected_missing
        assert one.unexplained == other.unexplained


def test_the_set_is_the_beginning_of_the_list(judged: Bundle) -> None:
    answer = judged.differential(ask(*MARFAN), top=50)
    assert answer.sufficient is True
    assert answer.conformal_set is not None
    assert answer.caution is None
    inside = [disease.rank for disease in answer.differential if disease.in_set]
    assert inside == list(range(1, answer.conformal_set + 1))
    assert all((disease.probability >= 0.02) == disease.in_set for disease in answer.differential)
    shorter = judged.differential(ask(*MARFAN), top=1, explain=False)
    assert shorter.conformal_set == answer.conformal_set
    assert (shorter.next_findings, shorter.stop_asking) == ((), None)


def test_too_little_is_said_and_no_set_given(judged: Bundle) -> None:
    answer = judged.differential(ask("HP:0001250"))
    assert answer.sufficient is False
    assert answer.caution is not None
    assert answer.caution.kind == "too little"
    assert answer.conformal_set is None
    assert not any(disease.in_set for disease in answer.differential)


@pytest.mark.parametrize("case", [ask(ROOT), ask(excluded=MARFAN)])
def test_a_case_that_speaks_for_nothing_is_not_judged_by_its_probabilities(
    judged: Bundle, bundle: Bundle, case: Case
) -> None:
    for answer in (judged.differential(case), bundle.differential(case)):
        assert answer.caution is not None
        assert answer.caution.kind == "nothing known"
        assert answer.conformal_set is None
        assert answer.sufficient in (False, None)


def test_a_bundle_without_trust_judges_nothing(bundle: Bundle) -> None:
    answer = bundle.differential(ask(*MARFAN))
    assert bundle.manifest.trust is None
    assert (answer.sufficiency, answer.sufficient, answer.conformal_set, answer.caution) == (None, None, None, None)


def test_an_answer_of_before_is_still_one() -> None:
    """JSON that was written before trust existed has none of its fields."""
    old = {"case_id": "x", "differential": [], "warnings": [], "bundle": "1"}
    assert Differential.model_validate(old).next_findings == ()
