"""Cases as the numbers that models read."""

import numpy as np
import pytest

from hoofbeat.bundle.runtime.numbers import NumericFeature
from hoofbeat.domain.case import Case, Finding, Measurement, Sex
from hoofbeat.domain.errors import TrainingError
from hoofbeat.features.encoding import FeatureEncoder, excluded_site_features
from hoofbeat.features.implied import implied
from hoofbeat.knowledge.ontology import Ontology, Term
from invented_cohort import make_ontology, term_id

ONTOLOGY = make_ontology()
ROOT, BRANCH, LEAF, SIBLING = term_id(118), term_id(1000), term_id(2000), term_id(2001)
OTHER_BRANCH, OTHER_LEAF, SMOKING = term_id(1001), term_id(2005), "HB:0000001"


def case(*observed: str, excluded: tuple[str, ...] = (), age: float | None = None, sex: Sex = Sex.UNKNOWN) -> Case:
    findings = [Finding(id=finding) for finding in observed] + [Finding(id=f, excluded=True) for f in excluded]
    return Case(case_id="x", age=age, sex=sex, findings=tuple(findings))


def fit(*cases: Case, min_support: int = 1, max_features: int | None = None) -> FeatureEncoder:
    return FeatureEncoder.fit(cases, ONTOLOGY, min_support=min_support, max_features=max_features)


def test_a_finding_lights_its_ancestors_and_nothing_else() -> None:
    encoder = fit(case(LEAF), case(SIBLING), case(OTHER_LEAF), case(SMOKING))
    row = dict(zip(encoder.names, encoder.transform([case(LEAF)])[0], strict=True))
    assert {name for name, value in row.items() if value == 1} == {ROOT, BRANCH, LEAF}


def test_excluded_findings_say_nothing() -> None:
    encoder = fit(case(LEAF), case(OTHER_LEAF))
    silent, excluding = encoder.transform([case(), case(excluded=(LEAF,))])
    np.testing.assert_array_equal(silent, excluding)


def test_what_every_case_has_is_no_feature() -> None:
    assert ROOT not in fit(case(LEAF), case(OTHER_LEAF)).finding_features
    assert ROOT in fit(case(LEAF), case(OTHER_LEAF), case()).finding_features


def test_of_equal_columns_the_most_general_stays() -> None:
    encoder = fit(case(LEAF), case(OTHER_LEAF))
    assert encoder.finding_features == (BRANCH, OTHER_BRANCH)


def test_a_sibling_not_seen_in_training_still_lights_the_branch() -> None:
    encoder = fit(case(LEAF), case(OTHER_LEAF))
    assert encoder.transform([case(SIBLING)])[0, 0] == 1


def test_support_and_number_are_limited() -> None:
    cases = [case(LEAF), case(LEAF), case(SIBLING), case(OTHER_LEAF)]
    assert fit(*cases, min_support=2).finding_features == (BRANCH, LEAF)
    assert fit(*cases, max_features=1).finding_features == (BRANCH,)


def test_demographics_stand_last_and_unknown_ages_stay_unknown() -> None:
    encoder = fit(case(LEAF), case(OTHER_LEAF))
    assert encoder.names[-3:] == ("age", "sex_female", "sex_male")
    known, unknown = encoder.transform([case(age=0.5, sex=Sex.FEMALE), case(sex=Sex.OTHER)])[:, -3:]
    np.testing.assert_array_equal(known, [0.5, 1, 0])
    np.testing.assert_array_equal(unknown, [np.nan, 0, 0])


def test_replaced_ids_count_and_unknown_ones_imply_nothing() -> None:
    encoder = fit(case(LEAF), case(SIBLING), case(OTHER_LEAF))
    replaced, unknown = encoder.transform([case(term_id(9)), case("HP:9999999")])
    assert replaced[encoder.names.index(LEAF)] == 1
    assert not unknown[:-3].any()


def test_rows_are_float32_and_may_be_none() -> None:
    encoder = fit(case(LEAF), case(OTHER_LEAF))
    empty = encoder.transform([])
    assert empty.shape == (0, len(encoder.names))
    assert empty.dtype == np.float32


def test_cases_without_findings_leave_demographics_alone() -> None:
    assert fit(case(), case()).names == ("age", "sex_female", "sex_male")


def test_no_case_is_refused() -> None:
    with pytest.raises(TrainingError, match="No case"):
        fit()


TEMPERATURE, NEWS2 = ("8310-5", "Cel"), ("HBM:NEWS2", "{score}")


def measured(*values: tuple[tuple[str, str], float]) -> Case:
    measurements = tuple(Measurement(code=code, unit=unit, value=value) for (code, unit), value in values)
    return case(LEAF).model_copy(update={"measurements": measurements})


def test_a_measurement_has_a_value_and_whether_it_is_known() -> None:
    encoder = fit(measured((TEMPERATURE, 38.0)), measured((NEWS2, 7)), case(OTHER_LEAF))
    assert encoder.names[-4:] == ("8310-5", "HBM:NEWS2", "8310-5 known", "HBM:NEWS2 known")
    rows = encoder.transform([measured((TEMPERATURE, 39.5)), measured((TEMPERATURE, 37.0), (NEWS2, 0)), case()])
    np.testing.assert_array_equal(rows[:, -4:], [[39.5, np.nan, 1, 0], [37, 0, 1, 1], [np.nan, np.nan, 0, 0]])
    assert [encoder.names[i] for i in (encoder.age, encoder.values.start, encoder.values.stop - 1)] == [
        "age", "8310-5", "HBM:NEWS2",
    ]  # fmt: skip


def test_a_measurement_needs_support_and_takes_its_most_frequent_unit() -> None:
    fahrenheit = ("8310-5", "[degF]")
    cases = [measured((TEMPERATURE, 38.0)), measured((TEMPERATURE, 37.0)), measured((fahrenheit, 100.0))]
    encoder = fit(*cases, measured((NEWS2, 3)), min_support=2)
    assert encoder.numbers == (NumericFeature(code="8310-5", unit="Cel"),)
    np.testing.assert_array_equal(encoder.transform([cases[2]])[:, -2:], [[np.nan, 0]])


def test_the_last_of_several_values_counts_and_one_that_no_column_can_hold_is_unknown() -> None:
    encoder = fit(measured((TEMPERATURE, 38.0)), case(OTHER_LEAF))
    twice = measured((TEMPERATURE, 40.0), (TEMPERATURE, 37.0))
    np.testing.assert_array_equal(
        encoder.transform([twice, measured((TEMPERATURE, 1e300))])[:, -2:], [[37, 1], [np.nan, 0]]
    )


def test_a_finding_concluded_from_a_measurement_is_observed() -> None:
    concluded = case().model_copy(update={"findings": (Finding(id=LEAF, derived_from="8310-5"),)})
    encoder = fit(case(LEAF), case(SIBLING), case(OTHER_LEAF))
    np.testing.assert_array_equal(encoder.transform([concluded]), encoder.transform([case(LEAF)]))


def test_no_case_at_all_has_all_the_columns() -> None:
    encoder = fit(measured((TEMPERATURE, 38.0)), case(OTHER_LEAF))
    assert encoder.transform([]).shape == (0, len(encoder.names))


QUESTION, OTHER_QUESTION = "SITE:q1", "SITE:q2"
WITH_SITE = Ontology("x", (*ONTOLOGY.terms, Term(QUESTION, "Question 1"), Term(OTHER_QUESTION, "Question 2")))


def test_a_denied_site_feature_has_a_column_where_not_everybody_was_asked() -> None:
    cases = [
        case(QUESTION, excluded=(LEAF,)),
        case(OTHER_QUESTION, excluded=(QUESTION,)),
        case(excluded=(OTHER_QUESTION,)),
    ]
    assert FeatureEncoder.fit(cases, WITH_SITE, min_support=1).excluded_features == ()
    encoder = FeatureEncoder.fit(cases, WITH_SITE, min_support=1, with_excluded=True)
    assert encoder.excluded_features == (QUESTION, OTHER_QUESTION), "what a publication excludes has none"
    assert encoder.names[-5:-3] == ("SITE:q1 excluded", "SITE:q2 excluded")
    asked = [*cases, case(QUESTION, excluded=(QUESTION,))]
    np.testing.assert_array_equal(encoder.transform(asked)[:, -5:-3], [[0, 0], [1, 0], [0, 1], [0, 0]])
    assert encoder.names[encoder.age] == "age"


def test_where_everybody_was_asked_a_denial_says_nothing_new() -> None:
    cases = [case(QUESTION), case(excluded=(QUESTION,)), case(excluded=(QUESTION,))]
    assert excluded_site_features(cases, WITH_SITE, 1) == ()
    assert excluded_site_features([*cases, case()], WITH_SITE, 1) == (QUESTION,)
    assert excluded_site_features([*cases, case()], WITH_SITE, 2) == ()


def test_compressed_rows_say_the_same_with_every_number_stored() -> None:
    cases = [
        measured((TEMPERATURE, 38.0)),
        case(LEAF, excluded=(QUESTION,), age=0.0, sex=Sex.FEMALE),
        case(OTHER_LEAF, QUESTION),
        case(term_id(9)),
        case(),
        case(),
    ]
    encoder = FeatureEncoder.fit(cases, WITH_SITE, min_support=1, with_excluded=True)
    assert encoder.excluded_features == (QUESTION,)
    rows = encoder.transform_sparse(cases)
    np.testing.assert_array_equal(rows.toarray(), encoder.transform(cases))
    assert rows.dtype == np.float32
    stored = np.bincount(rows.indices)
    often = 4 * (rows.toarray() == 1).sum(axis=0) >= len(cases)
    assert set(stored[encoder.age :]) == {len(cases)} == set(stored[: encoder.age][often[: encoder.age]])
    assert set(rows.data[~often[rows.indices] & (rows.indices < encoder.age)]) == {1}
    known = implied(cases, WITH_SITE)
    again = FeatureEncoder.fit(cases, WITH_SITE, min_support=1, with_excluded=True, has=known)
    assert again == encoder
    np.testing.assert_array_equal(again.transform(cases, known), encoder.transform(cases))
