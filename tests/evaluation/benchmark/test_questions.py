"""How cases are changed before they are asked: seeded, and never more than said."""

import numpy as np

from benchmark_world import world
from hoofbeat.evaluation.benchmark.lessons import Lesson, Lessons
from hoofbeat.evaluation.benchmark.questions import (
    EVERYDAY_ALONE,
    ORPHANS_ALONE,
    TWO_DISEASES,
    WHOLE,
    BenchmarkQuestion,
    questions,
    revealed,
    unrelated,
)  # fmt: skip
from hoofbeat.evaluation.ranking import PUBLICATION_HELD_OUT

WORLD = world()


def lesson() -> Lesson:
    """The fold that holds a patient of DDXPlus."""
    lessons = Lessons(WORLD, folds=2, seed=0)
    return next(
        found
        for fold in lessons.folds(PUBLICATION_HELD_OUT)
        if "ddxplus" in (found := lessons.lesson(PUBLICATION_HELD_OUT, fold)).asked.sources
    )


def asked(seed: int = 0) -> tuple[Lesson, dict[str, BenchmarkQuestion]]:
    found = questions(WORLD, lesson(), seed=seed, thorough=True)
    return lesson(), {name: question for question in found for name in question.rankings}


def test_findings_are_hidden_from_patients_with_common_diseases_alone() -> None:
    asked_of, found = asked()
    question = found[revealed(1)]
    assert {asked_of.asked.sources[row] for row in question.of} == {"ddxplus"}
    assert all(len(case.observed) == 1 for case in question.cases)


def test_unrelated_findings_are_added_and_known_ones_stay() -> None:
    asked_of, found = asked()
    for count in (0, 1, 3):
        question = found[unrelated(count)]
        for row, case in zip(question.of, question.cases, strict=True):
            before = asked_of.asked.cases[row].observed
            assert case.observed[: len(before)] == before
            assert len(set(case.observed)) == len(before) + count
    assert found[unrelated(3)].cases == asked()[1][unrelated(3)].cases
    assert found[unrelated(3)].cases != asked(seed=1)[1][unrelated(3)].cases


def test_two_patients_at_once_have_both_diseases() -> None:
    asked_of, found = asked()
    question = found[TWO_DISEASES]
    assert len(question.cases) > 1
    for row, case, (one, other) in zip(question.of, question.cases, question.truth, strict=True):
        assert asked_of.truth[row] == one != other
        assert set(asked_of.asked.cases[row].observed) <= set(case.observed)


def test_orphan_and_common_diseases_part_the_catalogue() -> None:
    _, found = asked()
    orphans, everyday = found[WHOLE].rankings[ORPHANS_ALONE], found[WHOLE].rankings[EVERYDAY_ALONE]
    assert orphans is not None
    assert everyday is not None
    assert ((orphans >= 0) ^ (everyday >= 0)).all()
    assert np.flatnonzero(everyday >= 0).tolist() == [2]


def test_a_plain_examination_asks_the_cases_as_they_are() -> None:
    plain = lesson()
    (question,) = questions(WORLD, plain, seed=0, thorough=False)
    assert question.cases == plain.asked.cases
    assert dict(question.rankings) == {WHOLE: None}
