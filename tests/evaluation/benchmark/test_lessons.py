"""What each protocol leaves to be read, and whom it asks.

Mirrors: hoofbeat.evaluation.benchmark.world
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from benchmark_world import PATIENTS, PUBLISHED, world
from hoofbeat.domain.errors import InputError
from hoofbeat.evaluation.benchmark.lessons import EXTERNAL, Lesson, Lessons
from hoofbeat.evaluation.benchmark.world import World
from hoofbeat.evaluation.ranking import DISEASE_HELD_OUT, NAIVE, PUBLICATION_HELD_OUT
from hoofbeat.features.cohort import Cohort
from small_world import CATALOGUE

FOLDS = len(PATIENTS)


def lessons(protocol: str, *, outside: bool = False) -> list[Lesson]:
    made = Lessons(world(outside=outside), folds=FOLDS, seed=0)
    return [made.lesson(protocol, fold) for fold in made.folds(protocol)]


def by_case(protocol: str) -> dict[int, Lesson]:
    return {int(row): lesson for lesson in lessons(protocol) for row in lesson.rows}


def grouped(world: World, publications: Mapping[int, str]) -> World:
    """The world with other publications, by row of the case."""
    cohort = world.teaching.cohort
    cases = tuple(
        case.model_copy(update={"group": publications.get(row, case.group)}) for row, case in enumerate(cohort.cases)
    )
    return replace(world, teaching=replace(world.teaching, cohort=replace(cohort, cases=cases)))


@pytest.mark.parametrize("protocol", [PUBLICATION_HELD_OUT, NAIVE])
def test_every_case_is_asked_once_and_never_teaches_itself(protocol: str) -> None:
    assert sorted(row for lesson in lessons(protocol) for row in lesson.rows) == list(range(len(PATIENTS)))
    for row, lesson in by_case(protocol).items():
        assert f"c{row}" not in {case.case_id for case in lesson.teaching.cohort.cases}
        assert len(lesson.teaching.cohort) == len(PATIENTS) - len(lesson.rows)


def test_statements_of_the_asked_publications_are_read_under_naive_alone() -> None:
    assert by_case(NAIVE)[0].teaching.without == frozenset()
    assert by_case(PUBLICATION_HELD_OUT)[0].teaching.without == {"PMID:1"}
    assert by_case(PUBLICATION_HELD_OUT)[0].supported.tolist() == [False]
    assert by_case(NAIVE)[0].supported.tolist() == [True]


def test_a_disease_that_neither_statement_nor_case_lists_has_no_right_answer() -> None:
    asked = by_case(PUBLICATION_HELD_OUT)
    assert asked[3].truth.tolist() == [-1]
    assert asked[4].truth.tolist() == [len(CATALOGUE) + 1]
    assert [int(asked[row].known_cases[0]) for row in (0, 1, 3, 4, 6)] == [0, 1, 0, 1, 1]


def test_diseases_are_held_out_for_published_and_unread_cases_of_listed_diseases() -> None:
    found = by_case(DISEASE_HELD_OUT)
    assert sorted(found) == []  # OMIM:2 stands alone: there is no other disease to hold out
    made = Lessons(world(annotations=PUBLISHED.assign(reference="PMID:7")), folds=2, seed=0)
    asked = [made.lesson(DISEASE_HELD_OUT, fold) for fold in made.folds(DISEASE_HELD_OUT)]
    assert sorted(row for lesson in asked for row in lesson.rows) == [0, 1, 2]
    for lesson in asked:
        assert not set(lesson.asked.diseases) & set(lesson.teaching.cohort.diseases)
        assert lesson.teaching.without == frozenset()


def test_a_publication_of_two_diseases_teaches_nothing_of_either() -> None:
    shared = grouped(world(annotations=PUBLISHED.assign(reference="PMID:7")), {4: "PMID:20"})
    made = Lessons(shared, folds=2, seed=0)
    for fold in made.folds(DISEASE_HELD_OUT):
        lesson = made.lesson(DISEASE_HELD_OUT, fold)
        taught = {case.case_id for case in lesson.teaching.cohort.cases}
        assert ("c4" in taught) == (1 not in lesson.rows)


def test_cases_from_outside_are_asked_of_what_everything_taught_but_their_own_publications() -> None:
    (lesson,) = lessons(EXTERNAL, outside=True)
    taught = [case.case_id for case in lesson.teaching.cohort.cases]
    assert taught == [f"c{row}" for row in range(len(PATIENTS)) if row not in {0, 2}]
    assert lesson.teaching.without == {"PMID:1", "PMID:21", "PMID:90", "PMID:91"}
    assert lesson.truth.tolist() == [1, -1, 1, 0]
    assert lesson.supported.tolist() == [True, False, True, False]
    assert lesson.known_cases.tolist() == [1, 0, 1, 0]
    assert lessons(EXTERNAL) == []


def test_a_patient_without_publication_is_not_judged_by_what_the_same_patient_taught() -> None:
    whole = world(outside=True)

    def without_publication(cohort: Cohort, row: int) -> Cohort:
        cases = list(cohort.cases)
        cases[row] = cases[row].model_copy(update={"group": None, "patient_id": "the same"})
        return replace(cohort, cases=tuple(cases))

    whole = replace(
        whole,
        teaching=replace(whole.teaching, cohort=without_publication(whole.teaching.cohort, 6)),
        external=without_publication(whole.external, 0),
    )
    lesson = Lessons(whole, folds=2, seed=0).lesson(EXTERNAL, 0)
    assert "c6" not in {case.case_id for case in lesson.teaching.cohort.cases}
    assert lesson.teaching.without == {"PMID:1", "PMID:21", "PMID:91"}


def test_a_single_publication_cannot_be_held_out() -> None:
    one = grouped(world(), dict.fromkeys(range(len(PATIENTS)), "PMID:1"))
    with pytest.raises(InputError, match="one publication"):
        Lessons(one, folds=2, seed=0)


def test_the_same_seed_makes_the_same_folds() -> None:
    first, second = (Lessons(world(), folds=3, seed=4) for _ in range(2))
    for fold in first.folds(NAIVE):
        np.testing.assert_array_equal(first.lesson(NAIVE, fold).rows, second.lesson(NAIVE, fold).rows)
