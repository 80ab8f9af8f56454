import numpy as np
import pytest

from hoofbeat.domain.case import Case, Finding, Sex
from hoofbeat.domain.errors import TrainingError
from hoofbeat.features.encoding import FeatureEncoder
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
