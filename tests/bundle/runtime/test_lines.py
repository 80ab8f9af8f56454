"""Named diseases are explained as the differential explains them, wherever they stand.

Mirrors: hoofbeat.domain.next_steps
"""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.bundle.runtime.trust import Stratum, Trust
from hoofbeat.domain.case import Case, Finding, Sex
from hoofbeat.domain.circumstances import Circumstances, Course, Setting
from hoofbeat.domain.differential import Differential
from hoofbeat.domain.errors import InputError
from invented_cohort import make_ontology

#: Every answer is enough, and its set holds what is more probable than 5 %.
TRUST = Trust(
    coverage=0.9,
    enough=0.01,
    centre=(0.0,) * 9,
    scale=(1.0,) * 9,
    weights=(0.0,) * 18,
    intercept=0.0,
    strata=tuple(Stratum(orphan=kind, above=0.0, threshold=0.05, short=1.0, cases=500) for kind in (True, False)),
    cases=1000,
)

FINDINGS = st.dictionaries(st.sampled_from(make_ontology().ids), st.booleans(), min_size=1, max_size=8)
CASES = st.builds(
    lambda told, age, sex: Case(
        case_id="invented", age=age, sex=sex, findings=tuple(Finding(id=i, excluded=no) for i, no in told.items())
    ),
    FINDINGS,
    st.none() | st.floats(0, 100),
    st.sampled_from(Sex),
)
WHERE = st.builds(Circumstances, setting=st.sampled_from(Setting), course=st.none() | st.sampled_from(Course))


@pytest.fixture(scope="module")
def bundle(sound: Path, tmp_path_factory: pytest.TempPathFactory, reseal: Callable[..., None]) -> Bundle:
    """The invented cohort's bundle, with trust in its manifest."""
    folder = shutil.copytree(sound, tmp_path_factory.mktemp("trusted") / "bundle")
    reseal(folder, trust=TRUST)
    return Bundle.load(folder)


def whole(bundle: Bundle, case: Case, where: Circumstances) -> Differential:
    return bundle.differential(case, circumstances=where, top=len(bundle.diseases))


@given(case=CASES, where=WHERE, data=st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_explanation_is_the_line_of_the_differential(
    bundle: Bundle, case: Case, where: Circumstances, data: st.DataObject
) -> None:
    answer = whole(bundle, case, where)
    assert sum(line.probability for line in answer.differential) == pytest.approx(1, abs=1e-5)
    lines = {line.disease_id: line for line in answer.differential}
    asked = data.draw(st.lists(st.sampled_from(sorted(lines)), min_size=1, max_size=10))
    explained = bundle.explain(case, asked, circumstances=where)
    assert list(explained.diseases) == [lines[each] for each in dict.fromkeys(asked)]
    assert (explained.warnings, explained.bundle) == (answer.warnings, answer.bundle)


def test_the_set_is_told_where_it_is_promised(bundle: Bundle) -> None:
    case = Case(case_id="invented", findings=(Finding(id="HP:0002000"), Finding(id="HP:0002007")))
    ids = [disease.id for disease in bundle.diseases]
    promised = bundle.explain(case, ids).diseases
    assert {line.in_set for line in promised} == {True, False}
    elsewhere = bundle.explain(case, ids, circumstances=Circumstances(setting=Setting.EMERGENCY)).diseases
    assert not any(line.in_set for line in elsewhere)


def test_an_equivalent_id_is_the_same_disease(bundle: Bundle) -> None:
    case = Case(case_id="invented", findings=(Finding(id="HP:0002000"),))
    [line] = bundle.explain(case, ["MONDO:7", "ORPHA:7", "ORPHA:7"]).diseases
    assert (line.disease_id, line.equivalent_ids) == ("ORPHA:7", ("MONDO:7",))


def test_a_disease_of_no_catalogue_is_refused_by_its_number(bundle: Bundle) -> None:
    case = Case(case_id="invented", findings=(Finding(id="HP:0002000"),))
    with pytest.raises(InputError, match=r"Disease number 2 of those asked for is not in this catalogue → find it"):
        bundle.explain(case, ["OMIM:100", "OMIM:404404", "OMIM:101"])


def test_a_case_of_which_nothing_is_known_explains_nothing(bundle: Bundle) -> None:
    with pytest.raises(InputError, match="None of the findings is known to this model"):
        bundle.explain(Case(case_id="invented", findings=(Finding(id="HP:9999999"),)), ["OMIM:100"])
