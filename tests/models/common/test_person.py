"""What age, sex, pregnancy and course say: the order a physician would put them in, and bounds on each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoofbeat.domain.case import Sex
from hoofbeat.domain.circumstances import Course
from hoofbeat.knowledge.common import Facts
from hoofbeat.knowledge.release import Knowledge
from hoofbeat.models.common.person import (
    IMPOSSIBLE,
    ONSETS,
    age_against_onset,
    age_against_range,
    course_against,
    onset_span,
    pregnancy_against,
    sex_against_inheritance,
    sex_against_share,
)

#: Terms of the clinical course that are no onset: pace, and ages at death.
OTHER_COURSES = {
    "HP:0001522", "HP:0003587", "HP:0003676", "HP:0003677", "HP:0003678", "HP:0003680", "HP:0003811", "HP:0003819",
    "HP:0003826", "HP:0005268", "HP:0011421", "HP:0025303", "HP:0031796", "HP:0033349", "HP:0033764", "HP:0034241",
    "HP:0100613",
}  # fmt: skip

CROUP, PROSTATE, ANY_AGE = (0.4, 6.0), (45.0, 100.0), (0.0, 100.0)


@pytest.mark.parametrize(
    ("likelier", "less", "where"),
    [(2, 12, CROUP), (12, 60, CROUP), (70, 40, PROSTATE), (40, 10, PROSTATE), (30, 0, PROSTATE), (0.5, 0.1, CROUP)],
)
def test_within_the_range_is_likelier_than_near_it_and_near_than_far(
    likelier: float, less: float, where: tuple[float, float]
) -> None:
    assert age_against_range(likelier, *where) >= age_against_range(less, *where)


def test_a_narrow_range_says_more_than_a_wide_one_and_any_age_says_nothing() -> None:
    assert age_against_range(3, *CROUP) > age_against_range(60, *PROSTATE) > 0
    assert age_against_range(60, *ANY_AGE) == pytest.approx(0, abs=0.06)


@given(age=st.floats(0, 130), low=st.floats(0, 100), width=st.floats(0, 100))
def test_an_age_says_little_for_a_disease_and_never_that_it_cannot_be(age: float, low: float, width: float) -> None:
    told = age_against_range(age, low, low + width)
    assert -15 <= told <= 1.5
    assert (told < 0) or low <= age <= low + width


def test_decades_beyond_its_ages_a_disease_is_not_seen() -> None:
    nine, ten, sixty = (age_against_range(age, *CROUP) for age in (9, 10, 60))
    assert nine > ten > -8
    assert sixty < -12


@given(age=st.floats(0, 130), onsets=st.sets(st.sampled_from(sorted(ONSETS))))
def test_an_onset_never_speaks_for_an_orphan_disease_and_against_it_a_few_nats_at_most(
    age: float, onsets: set[str]
) -> None:
    span = onset_span(onsets)
    assert (span is None) == (not onsets)
    assert span is None or -3 <= age_against_onset(age, *span) <= 0


def test_before_it_begins_a_disease_is_not_seen() -> None:
    adult, congenital = ONSETS["HP:0003581"], ONSETS["HP:0003577"]
    assert age_against_onset(2, *adult) < age_against_onset(15, *adult) < age_against_onset(40, *adult) == 0
    assert age_against_onset(70, *congenital) < age_against_onset(5, *congenital) == 0
    assert onset_span(["HP:0003581", "HP:0003577"]) == (0, 90)
    assert onset_span(["HP:0001522"]) is None  # death in infancy is no onset


def test_every_onset_that_the_embedded_release_states_has_its_ages(embedded_knowledge: Knowledge) -> None:
    rows = embedded_knowledge.annotations
    assert set(rows["finding_id"][rows["aspect"] == "C"]) - set(ONSETS) <= OTHER_COURSES


def test_what_is_impossible_by_sex_counts_so_and_the_rest_by_its_share() -> None:
    assert sex_against_share(Sex.FEMALE, 0) == sex_against_share(Sex.MALE, 1) == IMPOSSIBLE
    assert sex_against_share(Sex.FEMALE, 0.5) == sex_against_share(Sex.MALE, 0.5) == 0
    assert sex_against_share(Sex.FEMALE, 0.9) > 0 > sex_against_share(Sex.MALE, 0.9) > -2
    assert sex_against_share(Sex.MALE, 0.999) > IMPOSSIBLE / 2  # rare in men, not impossible


def test_x_linked_recessive_inheritance_speaks_for_boys_where_it_is_the_only_mode() -> None:
    assert sex_against_inheritance(Sex.MALE, ["HP:0001419"]) > 0
    assert IMPOSSIBLE < sex_against_inheritance(Sex.FEMALE, ["HP:0001419"]) < -2
    assert sex_against_inheritance(Sex.FEMALE, ["HP:0001419", "HP:0000006"]) == 0
    assert sex_against_inheritance(Sex.FEMALE, []) == 0
    assert sex_against_inheritance(Sex.FEMALE, ["HP:0001450"]) == IMPOSSIBLE  # Y-linked


@pytest.mark.parametrize(
    ("stated", "pregnant", "told"),
    [
        ("required", False, IMPOSSIBLE), ("required", True, 3), ("raised", True, 1), ("raised", False, 0),
        ("never", True, IMPOSSIBLE), ("never", False, 0), ("", True, 0), ("", False, 0),
    ],
)  # fmt: skip
def test_pregnancy(stated: str, pregnant: bool, told: float) -> None:
    assert pregnancy_against(Facts(pregnancy=stated), pregnant) == told


def test_the_main_course_says_more_than_another_and_an_unknown_one_nothing() -> None:
    asthma = Facts(courses=(Course.RECURRENT, Course.ACUTE))
    told = [course_against(asthma, course) for course in (Course.RECURRENT, Course.ACUTE, Course.CHRONIC)]
    assert told[0] > told[1] > 0 > told[2]
    assert course_against(Facts(), Course.CHRONIC) == 0
