from hypothesis import given, settings
from hypothesis import strategies as st

from hoofbeat.domain.case import Case, Finding, Measurement, Sex
from hoofbeat.lake.rows import SilverRows, case_of
from hoofbeat.lake.schemas import SILVER

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


@settings(deadline=None)
@given(st.lists(cases, max_size=3))
def test_cases_come_back_from_their_rows_under_their_pseudonyms(written: list[Case]) -> None:
    rows = SilverRows()
    for number, case in enumerate(written):
        rows.add(
            case, content_hash=f"{number}", source="jsonl", ordinal=number, case_id=f"case-{number}", group=case.group
        )
    expected = [
        case.model_copy(
            update={
                "case_id": f"case-{number}",
                "findings": tuple(sorted(case.findings, key=lambda finding: finding.excluded)),
            }
        )
        for number, case in enumerate(written)
    ]
    batch = rows.batch()
    assert batch.schema == SILVER
    assert [case_of(row) for row in batch.to_pylist()] == expected
    assert batch.column("ordinal").to_pylist() == list(range(len(written)))


def test_what_names_a_patient_is_written_only_as_it_is_handed_over() -> None:
    rows = SilverRows()
    case = Case(case_id="PLANTED", patient_id="PLANTED", group="PLANTED", revision=2)
    rows.add(case, content_hash="0", source="jsonl", ordinal=0, case_id="case-0", patient_id="patient-0")
    (row,) = rows.batch().to_pylist()
    assert (row["case_id"], row["patient_id"], row["group"], row["revision"]) == ("case-0", "patient-0", None, 2)
    assert "PLANTED" not in repr(row)
