"""Profiles: Beta posteriors worked out by hand, and patients that must not be counted twice."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from hoofbeat.knowledge.profiles import ProfileParameters, Profiles, build_profiles
from hoofbeat.knowledge.stated import cited_publications
from small_world import CATALOGUE, ONTOLOGY, A, B, C, D, E, H, case, statements

#: Easy numbers: (k + 1) / (n + 4); a class counts 10 patients, a plain statement 3 of 5, a case 2.
EASY = ProfileParameters(
    prior_observed=1, prior_absent=3, class_patients=10, plain_frequency=0.6, plain_patients=5, case_patients=2
)


def build(table: pd.DataFrame, **options: Any) -> Profiles:
    return build_profiles(ONTOLOGY, CATALOGUE, table, parameters=EASY, **options)


def stated(built: Profiles) -> dict[tuple[int, str], float]:
    matrix = built.frequency.tocoo()
    cells = zip(matrix.row, matrix.col, matrix.data, strict=True)
    return {(int(disease), ONTOLOGY.ids[finding]): float(value) for disease, finding, value in cells}


def never(built: Profiles) -> set[tuple[int, str]]:
    return {(int(disease), ONTOLOGY.ids[finding]) for disease, finding in zip(*built.never.nonzero(), strict=True)}


@pytest.mark.parametrize(
    ("statement", "posterior"),
    [
        ({"observed": 3, "examined": 6}, (3 + 1) / (6 + 4)),
        ({"frequency_class": "HP:0040280"}, (10 + 1) / (10 + 4)),
        ({"frequency_class": "HP:0040281"}, (8.95 + 1) / (10 + 4)),
        ({"frequency_class": "HP:0040282"}, (5.45 + 1) / (10 + 4)),
        ({"frequency_class": "HP:0040283"}, (1.7 + 1) / (10 + 4)),
        ({"frequency_class": "HP:0040284"}, (0.25 + 1) / (10 + 4)),
        ({}, (3 + 1) / (5 + 4)),
    ],
)
def test_a_statement_becomes_a_posterior_mean(statement: dict[str, Any], posterior: float) -> None:
    built = build(statements({"disease_id": "OMIM:1", "finding_id": C} | statement))
    assert stated(built) == {(0, C): pytest.approx(posterior)}


@pytest.mark.parametrize(
    "statement", [{"observed": 0, "examined": 6}, {"observed": 0, "examined": 1}, {"frequency_class": "HP:0040285"}]
)
def test_what_nobody_had_has_no_frequency(statement: dict[str, Any]) -> None:
    built = build(statements({"disease_id": "OMIM:1", "finding_id": C} | statement))
    assert (stated(built), never(built)) == ({}, {(0, C)})
    assert not built.speaks_of.any()


def test_one_patient_anywhere_who_had_it_counts() -> None:
    none_of_six = {"disease_id": "OMIM:1", "finding_id": C, "observed": 0, "examined": 6}
    one_of_two = {"disease_id": "OMIM:1", "finding_id": C, "observed": 1, "examined": 2, "reference": "PMID:2"}
    built = build(statements(none_of_six, one_of_two))
    assert (stated(built), never(built)) == ({(0, C): pytest.approx((1 + 1) / (8 + 4))}, set())
    built = build(statements(none_of_six), confirmed=[(0, case(C))])
    assert (stated(built), never(built)) == ({(0, C): pytest.approx((2 + 1) / (8 + 4))}, set())


@pytest.mark.parametrize(("cases", "published", "unseen"), [(19, False, False), (20, False, True), (1, True, True)])
def test_cases_that_deny_a_finding_must_be_many(cases: int, published: bool, unseen: bool) -> None:
    none_of_two = [{"disease_id": "OMIM:1", "finding_id": C, "observed": 0, "examined": 2}]
    built = build(statements(*none_of_two[: int(published)]), confirmed=[(0, case(D, excluded=[C]))] * cases)
    assert ((0, C) in never(built)) is unseen
    assert ((0, C) in stated(built)) is not unseen


def test_the_default_prior_is_sceptical_of_small_series() -> None:
    rows = statements({"disease_id": "OMIM:1", "finding_id": C, "observed": 1, "examined": 1})
    assert stated(build_profiles(ONTOLOGY, CATALOGUE, rows)) == {(0, C): pytest.approx(1.7 / 5.7)}


def test_series_of_one_disease_add_up_under_any_of_its_ids() -> None:
    built = build(
        statements(
            {"disease_id": "OMIM:2", "finding_id": E, "observed": 3, "examined": 6, "reference": "PMID:1"},
            {"disease_id": "ORPHA:2", "finding_id": E, "observed": 1, "examined": 2, "reference": "PMID:2"},
            {"disease_id": "ORPHA:2", "finding_id": B, "observed": 5, "examined": 5, "reference": "PMID:2"},
        )
    )
    assert stated(built) == {(1, E): pytest.approx(5 / 12), (1, B): pytest.approx(6 / 9)}
    # The largest number examined speaks for a publication's patients: 6 and 5, not 6 + 2 + 5.
    np.testing.assert_allclose(built.patients, [0, 11, 0])


def test_only_findings_that_a_listed_disease_shows_are_read() -> None:
    built = build(
        statements(
            {"disease_id": "OMIM:1", "finding_id": A, "negated": True},
            {"disease_id": "OMIM:1", "finding_id": "HP:0000006", "aspect": "I"},
            {"disease_id": "OMIM:1", "finding_id": "HP:7777777"},
            {"disease_id": "OMIM:77", "finding_id": A},
        )
    )
    assert stated(built) == {}
    np.testing.assert_array_equal(built.patients, [0, 0, 0])
    assert built.frequency.shape == (3, 7)


def test_a_publication_can_be_left_out_wherever_it_is_cited() -> None:
    table = statements(
        {"disease_id": "OMIM:1", "finding_id": A, "reference": "PMID:1"},
        {"disease_id": "OMIM:1", "finding_id": C, "reference": "PMID:2;PMID:1"},
        {"disease_id": "OMIM:1", "finding_id": D, "reference": "PMID:2"},
        {"disease_id": "OMIM:2", "finding_id": E, "reference": "PMID:11"},
    )
    assert set(stated(build(table, without=frozenset({"PMID:1"})))) == {(0, D), (1, E)}
    assert len(stated(build(table))) == 4
    assert stated(build(table, without=frozenset({"PMID:1", "PMID:2", "PMID:11"}))) == {}


def test_a_confirmed_case_adds_itself() -> None:
    table = statements({"disease_id": "OMIM:1", "finding_id": C, "observed": 3, "examined": 6})
    patient = case(C, D, "HP:7777777", excluded=[A], group="PMID:9")
    built = build(table, confirmed=[(0, patient)])
    assert stated(built) == {
        (0, C): pytest.approx((3 + 2 + 1) / (6 + 2 + 4)),
        (0, D): pytest.approx((2 + 1) / (2 + 4)),
        (0, A): pytest.approx(1 / (2 + 4)),
    }
    assert never(built) == set()
    np.testing.assert_allclose(built.patients, [6 + 1, 0, 0])


def test_confirmed_cases_alone_make_a_profile() -> None:
    built = build(statements(), confirmed=[(2, case(H)), (2, case(H, E))])
    assert stated(built) == {(2, H): pytest.approx(5 / 8), (2, E): pytest.approx(3 / 6)}
    np.testing.assert_array_equal(built.patients, [0, 0, 2])


@pytest.mark.parametrize("reference", ["PMID:9", "PMID:8;PMID:9", "PMID:9;PMID:8"])
def test_a_case_takes_its_own_place_in_the_published_count(reference: str) -> None:
    table = statements({"disease_id": "OMIM:1", "finding_id": C, "observed": 3, "examined": 6, "reference": reference})
    built = build(table, confirmed=[(0, case(C, group="PMID:9"))])
    left = 3 * 5 / 6  # of the three with the finding, in proportion
    assert stated(built) == {(0, C): pytest.approx((left + 2 + 1) / (5 + 2 + 4))}
    np.testing.assert_allclose(built.patients, [5 + 1, 0, 0])


def test_a_publication_whose_every_patient_is_at_hand_speaks_through_them() -> None:
    table = statements({"disease_id": "OMIM:1", "finding_id": C, "observed": 1, "examined": 1, "reference": "PMID:9"})
    built = build(table, confirmed=[(0, case(D, group="PMID:9")), (0, case(D, group="PMID:9"))])
    assert stated(built) == {(0, D): pytest.approx((4 + 1) / (4 + 4))}


def test_a_statement_without_a_count_stands_beside_the_cases() -> None:
    table = statements({"disease_id": "OMIM:1", "finding_id": C, "reference": "PMID:9"})
    patient = case(D, group="PMID:9")
    assert stated(build(table, confirmed=[(0, patient)]))[0, C] == stated(build(table))[0, C]


def test_a_publication_cited_by_another_disease_or_left_out_is_no_obstacle() -> None:
    table = statements({"disease_id": "OMIM:1", "finding_id": C, "reference": "PMID:9"})
    patient = case(E, group="PMID:9")
    assert (1, E) in stated(build(table, confirmed=[(1, patient)]))
    assert (0, E) in stated(build(table, confirmed=[(0, patient)], without=frozenset({"PMID:9"})))
    assert (0, E) in stated(build(table, confirmed=[(0, case(E))])), "a case without publication is nobody's copy"


def test_names_the_publications_of_each_profile() -> None:
    table = statements(
        {"disease_id": "OMIM:2", "finding_id": A, "reference": "PMID:1;PMID:2"},
        {"disease_id": "ORPHA:2", "finding_id": B, "reference": "PMID:3"},
        {"disease_id": "OMIM:77", "finding_id": B, "reference": "PMID:4"},
    )
    assert cited_publications(CATALOGUE, table) == {1: {"PMID:1", "PMID:2", "PMID:3"}}
