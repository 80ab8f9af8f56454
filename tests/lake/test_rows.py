from hypothesis import given
from hypothesis import strategies as st

from hoofbeat.domain.case import Case, Finding, Measurement, Sex
from hoofbeat.lake.rows import case_of, row_of
from hoofbeat.sources.base import Record

ages = st.none() | st.floats(0, 130)
findings = st.lists(
    st.builds(
        Finding,
        id=st.integers(0, 10**7 - 1).map(lambda number: f"HP:{number:07}"),
        excluded=st.booleans(),
        onset_years=ages,
    ),
    unique_by=lambda finding: finding.id,
).map(tuple)
measurements = st.lists(
    st.builds(
        Measurement,
        code=st.text(min_size=1),
        value=st.floats(allow_nan=False, allow_infinity=False),
        unit=st.text(min_size=1),
    ),
    max_size=3,
).map(tuple)
cases = st.builds(
    Case,
    case_id=st.text(min_size=1),
    age=ages,
    sex=st.sampled_from(Sex),
    findings=findings,
    measurements=measurements,
    diagnosis=st.none() | st.text(),
    group=st.none() | st.text(),
    notes=st.lists(st.text()).map(tuple),
)


@given(cases)
def test_a_case_comes_back_from_its_row_under_its_pseudonym(case: Case) -> None:
    row = row_of(case, Record("jsonl", "x:1", "payload"), pseudonym="case-1", ordinal=3)
    expected = sorted(case.findings, key=lambda finding: finding.excluded)
    assert case_of(row) == case.model_copy(update={"case_id": "case-1", "findings": tuple(expected)})
