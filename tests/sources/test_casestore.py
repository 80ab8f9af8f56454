"""The case store's own format: events, corrections and withdrawals.

Mirrors: hoofbeat.domain.events
"""

import json
from pathlib import Path
from typing import Any

import pytest

from hoofbeat.domain.case import Case, Measurement, Sex
from hoofbeat.domain.errors import RecordError, SourceError
from hoofbeat.domain.events import event_schema
from hoofbeat.sources import SourceConfig, open_source
from hoofbeat.sources.base import Record
from hoofbeat.sources.casestore import CaseStoreSource

REGISTERED: dict[str, Any] = {
    "event": "registered",
    "schema_version": 1,
    "case_id": "b1c9e0d4-6f1a",
    "revision": 1,
    "recorded_at": "2026-11-23T09:30:00-05:00",
    "patient_id": "p-77",
    "age": 34.5,
    "sex": "female",
    "findings": [
        {"id": "HP:0001945"},
        {"id": "HP:0012735", "onset_years": 34.4},
        {"id": "HP:0002094", "excluded": True},
    ],
    "measurements": [{"code": "8310-5", "value": 39.2, "unit": "Cel"}],
}
CONFIRMED = REGISTERED | {
    "event": "diagnosis-confirmed",
    "revision": 2,
    "diagnosis": {"disease": "HBD:0000040", "basis": "imaging"},
}
WITHDRAWN = {
    **{name: REGISTERED[name] for name in ("schema_version", "case_id", "recorded_at")},
    "event": "withdrawn",
    "revision": 3,
    "reason": "consent-withdrawn",
}


def parse(event: object, **options: Any) -> Case:
    payload = event if isinstance(event, str) else json.dumps(event)
    return CaseStoreSource(Path("x.jsonl"), **options).parse(Record("casestore", "x.jsonl:1", payload))


def test_a_registered_case_is_read() -> None:
    case = parse(REGISTERED)
    assert (case.case_id, case.patient_id, case.revision) == ("b1c9e0d4-6f1a", "p-77", 1)
    assert (case.age, case.sex, case.diagnosis) == (34.5, Sex.FEMALE, None)
    assert (case.observed, case.excluded) == (("HP:0001945", "HP:0012735"), ("HP:0002094",))
    assert case.findings[1].onset_years == 34.4
    assert case.measurements == (Measurement(code="8310-5", value=39.2, unit="Cel"),)
    assert "2026" not in case.model_dump_json()


def test_a_confirmed_diagnosis_is_a_later_revision_of_the_whole_case() -> None:
    case = parse(CONFIRMED)
    assert (case.revision, case.diagnosis, case.diagnosis_name) == (2, "HBD:0000040", None)
    assert case.model_copy(update={"revision": 1, "diagnosis": None}) == parse(REGISTERED)


def test_a_correction_may_keep_or_drop_the_diagnosis() -> None:
    corrected = CONFIRMED | {"event": "corrected", "revision": 3, "age": 43.5}
    assert (parse(corrected).age, parse(corrected).diagnosis) == (43.5, "HBD:0000040")
    assert parse(corrected | {"diagnosis": None}).diagnosis is None


def test_a_withdrawn_case_says_nothing_any_more() -> None:
    case = parse(WITHDRAWN)
    assert case == Case(case_id="b1c9e0d4-6f1a", revision=3, withdrawn=True)


def test_a_case_may_rest_on_measurements_alone() -> None:
    assert parse(REGISTERED | {"findings": []}).findings == ()
    unknown = parse(REGISTERED, resolve=lambda _: None)
    assert (unknown.findings, len(unknown.notes)) == ((), 1)


def test_finding_ids_are_brought_up_to_date() -> None:
    current = {"HP:0001945": "HP:0001945", "HP:0012735": "HP:0031245", "HP:0002094": "HP:0002094"}
    assert parse(REGISTERED, resolve=current.get).observed == ("HP:0001945", "HP:0031245")


BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    "no event": ({"event": None}, "event"),
    "no such event": ({"event": "PLANTED"}, "event"),
    "version 2": ({"schema_version": 2}, "schema_version"),
    "no id": ({"case_id": ""}, "case_id"),
    "a name for an id": ({"case_id": "María PLANTED"}, "case_id"),
    "an e-mail for an id": ({"patient_id": "PLANTED@example.org"}, "patient_id"),
    "revision 0": ({"revision": 0}, "revision"),
    "revision in words": ({"revision": "PLANTED"}, "revision"),
    "no zone": ({"recorded_at": "2026-11-23T09:30:00"}, "recorded_at"),
    "age": ({"age": 340}, "age"),
    "age in words": ({"age": "PLANTED"}, "age"),
    "sex": ({"sex": "PLANTED"}, "sex"),
    "finding in words": ({"findings": [{"id": "PLANTED"}]}, "findings.0.id"),
    "finding with free text": ({"findings": [{"id": "HP:0001945", "text": "PLANTED"}]}, "findings.0.text"),
    "measurement without unit": ({"measurements": [{"code": "8310-5", "value": 39.2}]}, "measurements.0.unit"),
    "an unconfirmed diagnosis": ({"diagnosis": {"disease": "HBD:0000040", "basis": "imaging"}}, "diagnosis"),
    "a name": ({"patient_name": "PLANTED"}, "patient_name"),
    "a birth date": ({"birth_date": "1990-01-01"}, "birth_date"),
    "nothing stated": ({"findings": [], "measurements": []}, "findings"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_event_is_refused_by_field_and_without_its_text(name: str) -> None:
    fields, where = BROKEN[name]
    with pytest.raises(RecordError) as caught:
        parse(REGISTERED | fields)
    assert where in str(caught.value)
    assert "PLANTED" not in str(caught.value)


@pytest.mark.parametrize(
    "event",
    [
        "{",
        "[]",
        "null",
        CONFIRMED | {"diagnosis": None},
        CONFIRMED | {"diagnosis": {"disease": "neumonía", "basis": "imaging"}},
        CONFIRMED | {"diagnosis": {"disease": "HBD:0000040", "basis": "a feeling"}},
        WITHDRAWN | {"reason": "PLANTED"},
        WITHDRAWN | {"findings": [{"id": "HP:0001945"}]},
    ],
)
def test_what_keeps_no_contract_is_refused(event: object) -> None:
    with pytest.raises(RecordError) as caught:
        parse(event)
    assert "PLANTED" not in str(caught.value)


def write(path: Path, *events: object, end: str = "\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(one if isinstance(one, str) else json.dumps(one) for one in events) + end)
    return path


def test_a_folder_is_read_day_by_day(tmp_path: Path) -> None:
    write(tmp_path / "store/2026-11-24.jsonl", CONFIRMED, "", WITHDRAWN)
    write(tmp_path / "store/2026-11-23.jsonl", REGISTERED)
    write(tmp_path / "store/README.txt", "no events")
    source = open_source(SourceConfig(name="app", format="casestore", path=tmp_path / "store"))
    records = list(source.records())
    assert [record.location for record in records] == ["2026-11-23.jsonl:1", "2026-11-24.jsonl:1", "2026-11-24.jsonl:3"]
    assert [source.parse(record).revision for record in records] == [1, 2, 3]
    assert {record.source for record in records} == {"app"}


def test_a_line_that_is_still_being_written_waits(tmp_path: Path) -> None:
    file = write(tmp_path / "day.jsonl", REGISTERED, json.dumps(CONFIRMED), end="")
    assert len(list(CaseStoreSource(file).records())) == 1
    file.write_text(file.read_text() + "\n")
    assert len(list(CaseStoreSource(file).records())) == 2


def test_a_damaged_line_is_refused_alone(tmp_path: Path) -> None:
    file = write(tmp_path / "day.jsonl", REGISTERED)
    with file.open("ab") as stream:
        stream.write(b'{"event": "\xff"}\n' + b"x" * 1_500_000 + b"\n" + json.dumps(CONFIRMED).encode() + b"\n")
    records = list(CaseStoreSource(file).records())
    assert [record.defect is None for record in records] == [True, False, False, True]


def test_what_is_not_there_or_empty_stops_the_source(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.jsonl", tmp_path, write(tmp_path / "x" / "empty.jsonl", end="")):
        with pytest.raises(SourceError):
            list(CaseStoreSource(path).records())


def test_the_contract_is_printed_as_a_json_schema() -> None:
    schema = event_schema()
    assert set(schema["discriminator"]["mapping"]) == {"registered", "diagnosis-confirmed", "corrected", "withdrawn"}
    assert schema["$defs"]["CaseRegistered"]["additionalProperties"] is False
    assert "recorded_at" in schema["$defs"]["CaseWithdrawn"]["required"]


def test_another_spelling_of_the_disease_is_the_same_disease() -> None:
    def confirmed(disease: str) -> Case:
        return parse(CONFIRMED | {"diagnosis": {"disease": disease, "basis": "genetic"}})

    assert (confirmed("Orphanet:558").diagnosis, confirmed("Orphanet:558").notes) == ("ORPHA:558", ())
    assert confirmed("ICD10:Q87.4").diagnosis == "OMIM:154700"
    assert confirmed("UMLS:C0024796").diagnosis == "UMLS:C0024796"
    assert "diagnosis.disease" in confirmed("UMLS:C0024796").notes[-1]
