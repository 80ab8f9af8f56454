"""Files of FHIR: Bundles, lines, packed ones, and encounters that files share.

Mirrors: hoofbeat.sources.fhir.documents, hoofbeat.sources.packed
"""

import gzip
import json
import sys
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import pytest

from fhir_builder import (
    HPO,
    LOINC,
    Json,
    bundle,
    concept,
    condition,
    cough,
    encounter,
    observation,
    patient,
    temperature,
)
from hoofbeat.domain.case import Case
from hoofbeat.domain.errors import RecordError, SourceError
from hoofbeat.sources import SourceConfig, open_source
from hoofbeat.sources.fhir import FhirSource
from hoofbeat.sources.fhir.documents import _CHUNK

SOUND = (patient(), encounter(), cough(), temperature())


def cases(path: Path) -> list[Case]:
    source = FhirSource(path)
    return [source.parse(record) for record in source.records()]


def refusals(path: Path) -> list[str]:
    source, reasons = FhirSource(path), []
    for record in source.records():
        try:
            source.parse(record)
        except RecordError as error:
            reasons.append(str(error))
    return reasons


def write_bulk(folder: Path, *resources: Json, name: str = "{}.ndjson") -> Path:
    folder.mkdir(exist_ok=True)
    for resource in resources:
        with (folder / name.format(resource["resourceType"])).open("a") as file:
            file.write(json.dumps(resource) + "\n")
    return folder


def test_a_bundle_and_bulk_files_give_the_same_case(tmp_path: Path) -> None:
    file = tmp_path / "bundle.json"
    file.write_text("\ufeff" + json.dumps(bundle(*SOUND), indent=2), encoding="utf-8")
    assert cases(file) == cases(write_bulk(tmp_path / "bulk", *SOUND))
    assert len(cases(file)) == 1


def test_a_record_holds_its_resources_unchanged_and_alone(tmp_path: Path) -> None:
    odd = json.dumps(temperature()).replace("39.2", "39.20").replace('"final"', '"final" ')
    (tmp_path / "Observation.ndjson").write_text(odd + "\n")
    write_bulk(tmp_path, patient(), encounter(), cough())
    (record,) = FhirSource(tmp_path).records()
    assert odd in record.payload
    assert json.loads(record.payload)["resourceType"] == "Bundle"


@pytest.mark.parametrize("name", ["{}.000.ndjson", "{}_1.ndjson", "1.{}.ndjson", "export-{}-2020.jsonl"])
def test_parts_of_a_bulk_export_are_known_by_the_type_in_their_name(tmp_path: Path, name: str) -> None:
    write_bulk(tmp_path, *SOUND, name=name)
    (tmp_path / "Claim.000.ndjson").write_text("this is never opened\n")
    (tmp_path / "note.txt").write_text("nor this\n")
    assert [case.case_id for case in cases(tmp_path)] == ["e1"]


def test_packed_files_and_zips_are_read(tmp_path: Path) -> None:
    packed = tmp_path / "packed.json.gz"
    packed.write_bytes(gzip.compress(json.dumps(bundle(*SOUND)).encode()))
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("one/bundle.json", json.dumps(bundle(*SOUND)))
        archive.writestr("__MACOSX/bundle.json", "damage")
        for resource in SOUND:
            archive.writestr(f"two/{resource['resourceType']}.ndjson", json.dumps(resource))
    assert len(cases(packed)) == 1
    assert len(cases(tmp_path / "all.zip")) == 2


def test_the_order_of_a_bundle_and_the_form_of_references_do_not_matter(tmp_path: Path) -> None:
    forms = [("Patient/p1", "Encounter/e1"), ("https://h/fhir/Patient/p1", "https://h/fhir/Encounter/e1/_history/3")]
    for number, (of, during) in enumerate(forms):
        refers = {"subject": {"reference": of}, "encounter": {"reference": during}}
        file = tmp_path / f"{number}.json"
        shuffled = (cough(**refers), temperature(**refers), encounter(subject={"reference": of}), patient())
        file.write_text(json.dumps(bundle(*shuffled)))
    assert [(case.observed, len(case.measurements)) for case in cases(tmp_path)] == [(("HP:0012735",), 1)] * 2


def test_patients_of_one_bundle_are_kept_apart(tmp_path: Path) -> None:
    other = {"subject": {"reference": "Patient/p2"}, "encounter": {"reference": "Encounter/e2"}}
    second = (patient(id="p2", birthDate="2010-03-01"), encounter(id="e2", subject=other["subject"]))
    file = tmp_path / "two.json"
    file.write_text(json.dumps(bundle(*SOUND, *second, condition(concept(HPO, "HP:0001250"), **other))))
    first, last = cases(file)
    assert (first.patient_id, first.age, first.observed) == ("p1", 40.0, ("HP:0012735",))
    assert (last.patient_id, last.age, last.observed) == ("p2", 10.0, ("HP:0001250",))


@pytest.mark.parametrize(
    ("date", "belongs"),
    [
        ("2020-03-01", "e1"),
        ("2020-03-03T23:00:00Z", "e1"),
        ("2020-03-05T10:00:00Z", "e2"),
        ("2020-03-04", None),
        ("2020-03", None),
        (None, None),
    ],
)
def test_what_names_no_encounter_belongs_to_the_one_on_whose_days_it_falls(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], date: str | None, belongs: str | None
) -> None:
    later = encounter(id="e2", period={"start": "2020-03-05"})
    visit = {"reference": "Encounter/e2"}
    loose = temperature(encounter=None, effectiveDateTime=date)
    file = tmp_path / "x.json"
    file.write_text(json.dumps(bundle(patient(), encounter(), cough(), loose, later, cough(id="c2", encounter=visit))))
    measured = {case.case_id: len(case.measurements) for case in cases(file)}
    assert measured == {"e1": int(belongs == "e1"), "e2": int(belongs == "e2")}
    assert ("1 resources name no encounter" in capsys.readouterr().err) == (belongs is None)


def test_of_overlapping_encounters_the_one_that_began_last_gets_it(tmp_path: Path) -> None:
    inner = encounter(id="e2", period={"start": "2020-03-02", "end": "2020-03-02"})
    loose = condition(concept(HPO, "HP:0001250"), encounter=None, recordedDate="2020-03-02", onsetDateTime="2020-03-01")
    file = tmp_path / "x.json"
    file.write_text(json.dumps(bundle(patient(), inner, encounter(), cough(), loose)))
    first, second = cases(file)
    assert (first.case_id, first.observed, second.observed) == ("e2", ("HP:0001250",), ("HP:0012735",))


def test_what_belongs_nowhere_is_a_record_of_its_own(tmp_path: Path) -> None:
    lost = {"encounter": {"reference": "Encounter/elsewhere"}}
    nameless = {"encounter": {"identifier": {"value": "PLANTED"}}}
    nobody = {name: value for name, value in temperature(encounter=None).items() if name != "subject"}
    file = tmp_path / "x.json"
    file.write_text(json.dumps(bundle(*SOUND, cough(**lost), temperature(**lost), cough(**nameless), nobody)))
    records = list(FhirSource(file).records())
    reasons = refusals(file)
    assert (len(records), len(reasons)) == (4, 3)
    assert all("was not delivered" in reason and "PLANTED" not in reason for reason in reasons)
    assert len(json.loads(records[1].payload)["entry"]) == 2


def test_an_encounter_delivered_twice_counts_as_delivered_last(tmp_path: Path) -> None:
    write_bulk(tmp_path, *SOUND, encounter(meta={"versionId": "7"}))
    (case,) = cases(tmp_path)
    assert (case.revision, case.observed) == (7, ("HP:0012735",))


def test_a_damaged_line_is_refused_alone(tmp_path: Path) -> None:
    write_bulk(tmp_path, *SOUND)
    with (tmp_path / "Observation.ndjson").open("ab") as file:
        file.write(b'{"resourceType": "Observation", "id": \n')
        file.write(b'{"resourceType": "Observation", "id": "\xff"}\n')
        file.write(b'"PLANTED"\n\n')
        file.write(b'{"id": "PLANTED"}\n')
        file.write(b'{"resourceType": "Procedure"}\n')
    reasons = refusals(tmp_path)
    assert len(reasons) == 4
    assert len(list(FhirSource(tmp_path).records())) == 5
    for reason, where in zip(reasons, ("not JSON", "UTF-8", "no JSON object", "resourceType"), strict=True):
        assert where in reason
        assert "PLANTED" not in reason


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", "cut short"),
        ("{", "not JSON"),
        ("[]", "expected"),
        ("PLANTED", "expected"),
        (json.dumps(bundle(*SOUND))[:-200], "not JSON"),
        (json.dumps(bundle(*SOUND))[:-2], "cut short"),
        (json.dumps(bundle(*SOUND)) + "{}", "more after the Bundle"),
        (json.dumps(patient()), "not a Bundle"),
        (json.dumps(bundle(*SOUND, kind="history")), "type: not one of"),
        (json.dumps(bundle(*SOUND) | {"type": None}), "type: not one of"),
        (json.dumps(bundle() | {"entry": {"PLANTED": 1}}), "entry: not a list"),
        (json.dumps(bundle(*SOUND)).replace("39.2", "NaN"), "number"),
        ('{"entry": ' + "[" * 100_000, "nested too deeply"),
    ],
)
def test_a_damaged_bundle_is_refused_as_a_whole_and_alone(tmp_path: Path, text: str, where: str) -> None:
    (tmp_path / "a.json").write_text(text)
    (tmp_path / "b.json").write_text(json.dumps(bundle(*SOUND)))
    (reason,) = refusals(tmp_path)
    assert where in reason
    assert "PLANTED" not in reason
    # Out of bronze, without the defect, the payload is refused as well.
    damaged, sound = FhirSource(tmp_path).records()
    assert damaged.payload == text
    assert sound.defect is None


def test_entries_that_are_none_are_refused_beside_the_sound(tmp_path: Path) -> None:
    content = bundle(*SOUND)
    content["entry"] += ["PLANTED", {"resource": "PLANTED"}, {"resource": {"id": "PLANTED"}}, {"fullUrl": "urn:uuid:1"}]
    (tmp_path / "x.json").write_text(json.dumps(content))
    reasons = refusals(tmp_path)
    assert [reason.split(":")[0] for reason in reasons] == [
        "entry[4]",
        "entry[5].resource",
        "entry[6].resource.resourceType",
    ]
    assert len(list(FhirSource(tmp_path).records())) == 4


def test_names_before_and_after_the_entries_are_read_across_chunks(tmp_path: Path) -> None:
    padding = {"resourceType": "Basic", "code": {"text": "é" * (_CHUNK // 3)}}
    resources: list[Any] = []
    for one in SOUND:
        resources += [padding, one]
    content = {"entry": bundle(*resources)["entry"], "total": 12345678901234567890, "resourceType": "Bundle"}
    for ascii_only in (True, False):
        file = tmp_path / "x.json"
        file.write_text(json.dumps(content | {"type": "searchset"}, ensure_ascii=ascii_only), encoding="utf-8")
        assert len(cases(file)) == 1


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    def written(encounters: int) -> Path:
        file = tmp_path / f"{encounters}.json"
        with file.open("w") as stream:
            stream.write('{"resourceType":"Bundle","type":"collection","entry":[')
            stream.write(json.dumps({"resource": patient()}))
            for number in range(encounters):
                visit = {"reference": f"Encounter/e{number}"}
                for one in (encounter(id=f"e{number}"), cough(id=f"c{number}", encounter=visit)):
                    stream.write("," + json.dumps({"resource": one}))
            stream.write("]}")
        return file

    def peak(file: Path) -> int:
        tracemalloc.start()
        try:
            assert sum(1 for _ in FhirSource(file).records()) == int(file.stem)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    small, large = written(1_500), written(6_000)
    assert peak(large) < 1.5 * peak(small)


def test_what_is_not_there_or_not_fhir_stops_the_source(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("no FHIR")
    for path in (tmp_path / "missing", tmp_path, tmp_path / "note.txt"):
        with pytest.raises(SourceError):
            list(FhirSource(path).records())


def test_without_the_package_the_reader_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from hoofbeat.sources.fhir import models as fhir_models

    fhir_models._models.cache_clear()
    monkeypatch.setitem(sys.modules, "fhir.resources.R4B.condition", None)
    try:
        with pytest.raises(SourceError, match=r"pip install 'hoofbeat\[pipeline\]'"):
            next(FhirSource(tmp_path).records())
    finally:
        fhir_models._models.cache_clear()


def test_the_configured_source_is_this_one(tmp_path: Path) -> None:
    source = open_source(SourceConfig(name="hospital-a", format="fhir", path=tmp_path))
    assert isinstance(source, FhirSource)
    assert source.name == "hospital-a"


def test_observations_alone_make_a_case_from_which_findings_may_be_concluded(tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    hemoglobin = observation(concept(LOINC, "718-7"), 7.1, "g/dL")
    file.write_text(json.dumps(bundle(patient(), encounter(), hemoglobin)))
    (case,) = cases(file)
    assert (case.findings, [one.code for one in case.measurements]) == ((), ["718-7"])
