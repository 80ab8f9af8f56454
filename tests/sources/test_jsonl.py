"""Cases as lines of JSON."""

import json
from pathlib import Path

import pytest

from hoofbeat.domain.case import Case, Finding, Measurement, Sex
from hoofbeat.domain.errors import RecordError, SourceError
from hoofbeat.sources import Format, SourceConfig, open_source
from hoofbeat.sources.base import Record
from hoofbeat.sources.ddxplus import DdxplusSource
from hoofbeat.sources.jsonl import JsonlSource
from hoofbeat.sources.phenopacket import PhenopacketSource

CASE = Case(
    case_id="p1",
    age=7.25,
    sex=Sex.MALE,
    findings=(Finding(id="HP:0001250", onset_years=2), Finding(id="HP:0000252", excluded=True)),
    measurements=(Measurement(code="718-7", value=7.1, unit="g/dL"),),
    diagnosis="OMIM:154700",
    group="PMID:1",
)


def refusal(line: str) -> str:
    source = JsonlSource(Path("cases.jsonl"))
    with pytest.raises(RecordError) as caught:
        source.parse(Record("jsonl", "cases.jsonl:3", line))
    return str(caught.value)


def test_a_case_written_is_the_case_read(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(f"{CASE.model_dump_json()}\n\n{CASE.model_copy(update={'case_id': 'p2'}).model_dump_json()}\n")
    source = JsonlSource(path)
    records = list(source.records())
    assert [record.location for record in records] == ["cases.jsonl:1", "cases.jsonl:3"]
    assert source.parse(records[0]) == CASE


def test_ids_are_resolved_and_notes_of_others_not_taken_over() -> None:
    line = CASE.model_copy(update={"notes": ("PLANTED",)}).model_dump_json()
    resolve = {"HP:0001250": "HP:0001250"}.get
    case = JsonlSource(Path("x"), resolve=resolve).parse(Record("jsonl", "x:1", line))
    assert case.observed == ("HP:0001250",)
    assert case.notes == ("HP:0000252 is not in the ontology: set aside",)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"age": "PLANTED"}, "age"),
        ({"age": 200}, "age"),
        ({"sex": "PLANTED"}, "sex"),
        ({"case_id": ""}, "case_id"),
        ({"findings": [{"id": "PLANTED"}]}, "findings.0.id"),
        ({"findings": [], "measurements": []}, "finding"),
        ({"surplus": "PLANTED"}, "surplus"),
    ],
)
def test_a_bad_line_is_refused_by_its_field_without_its_values(change: dict[str, object], field: str) -> None:
    reason = refusal(json.dumps(CASE.model_dump(mode="json") | change))
    assert field in reason
    assert "cases.jsonl" not in reason
    assert "PLANTED" not in reason
    assert "200" not in reason


@pytest.mark.parametrize("line", ["{", "[]", "null", '{"case_id": "\\ud800"}'])
def test_a_line_that_is_no_case_is_refused_with_a_reason_that_tells_no_file(line: str) -> None:
    reason = refusal(line)
    assert " → " in reason
    assert "cases.jsonl" not in reason


def test_a_missing_or_empty_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("\n\n")
    for path in (tmp_path / "nowhere.jsonl", tmp_path / "empty.jsonl", tmp_path):
        with pytest.raises(SourceError):
            list(JsonlSource(path).records())


def test_the_factory_gives_each_format_its_source(tmp_path: Path) -> None:
    formats: tuple[Format, ...] = ("phenopackets", "ddxplus", "jsonl")
    configs = [SourceConfig(name=f"hospital-{format_}", format=format_, path=tmp_path) for format_ in formats]
    kinds = [type(open_source(config)) for config in configs]
    assert kinds == [PhenopacketSource, DdxplusSource, JsonlSource]
    assert [open_source(config).name for config in configs] == [config.name for config in configs]


def test_measurements_alone_are_a_case(tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text('{"case_id": "a", "measurements": [{"code": "8310-5", "value": 39, "unit": "Cel"}]}\n')
    source = JsonlSource(file, resolve=lambda _: None)
    [case] = [source.parse(record) for record in source.records()]
    assert case.findings == ()
    assert case.measurements[0].code == "8310-5"
