"""A case out as a phenopacket or as FHIR, and read back: the same case, and suspicions never as diagnoses.

Mirrors: hoofbeat.serving.interop.export_fhir, hoofbeat.serving.interop.export_phenopacket,
hoofbeat.serving.interop.export_routes, hoofbeat.serving.interop.export_schemas, hoofbeat.serving.interop.named
"""

import json
import re
from typing import Any

import httpx
import pytest
from fhir.resources.R4B.bundle import Bundle

from hoofbeat.bundle.runtime.rows import LateRows
from hoofbeat.domain.case import Case, Finding, Measurement, Sex
from hoofbeat.domain.disease import Disease
from hoofbeat.serving.interop.named import ExportNames, measured, release_of
from hoofbeat.sources.fhir.asked.patient import patient_now
from hoofbeat.sources.phenopacket.reading import case_of

CASE: dict[str, Any] = {
    "findings": [
        {"id": "HP:0001166", "onset_years": 9},
        {"id": "HP:0001083"},
        {"id": "HP:0001945", "excluded": True},
        {"id": "HB:0000028"},
        {"id": "SITE:arm.long", "excluded": True},
    ],
    "measurements": [
        {"code": "8310-5", "value": 38.5, "unit": "Cel"},
        {"code": "2345-7", "value": 5.5, "unit": "mmol/L"},
        {"code": "SITE:arm", "value": 61, "unit": "cm"},
    ],
    "age": 16.5,
    "sex": "male",
}
SUSPECTED = ["HBD:0000001", "DECIPHER:3", "ICD10:Q87.4", "OMIM:999999", "MONDO:0007947"]


def export(client: httpx.Client, kind: str, **fields: Any) -> dict[str, Any]:
    response = client.post(f"/v1/export/{kind}", json=CASE | fields)
    assert response.status_code == 200, response.text
    assert (
        response.headers["content-type"] == {"fhir": "application/fhir+json", "phenopacket": "application/json"}[kind]
    )
    return response.json()  # type: ignore[no-any-return]


def read(kind: str, written: dict[str, Any]) -> Case:
    return patient_now([("", written)]).case if kind == "fhir" else case_of(json.dumps(written))


@pytest.mark.parametrize("kind", ["fhir", "phenopacket"])
def test_what_is_written_is_read_back(client: httpx.Client, kind: str) -> None:
    case = read(kind, export(client, kind))
    assert (case.age, case.sex) == (16.5, Sex.MALE)
    assert case.findings == (
        Finding(id="HP:0001166", onset_years=9),
        Finding(id="HP:0001083"),
        Finding(id="HP:0001945", excluded=True),
        Finding(id="HB:0000028"),
        Finding(id="SITE:arm.long", excluded=True),
    )
    assert case.diagnosis is None
    assert case.measurements == (
        Measurement(code="8310-5", value=38.5, unit="Cel"),
        Measurement(code="2345-7", value=5.5, unit="mmol/L"),
        Measurement(code="SITE:arm", value=61, unit="cm"),
    )


@pytest.mark.parametrize("kind", ["fhir", "phenopacket"])
@pytest.mark.parametrize(
    "disease", ["OMIM:154700", "ORPHA:558", "HBD:0000001", "MONDO:0007947", "DECIPHER:3", "SITE:x"]
)
def test_a_confirmed_diagnosis_is_one_and_suspicions_are_none(client: httpx.Client, kind: str, disease: str) -> None:
    suspected = [one for one in SUSPECTED if one != disease]
    written = export(client, kind, diagnosis={"disease": disease, "basis": "genetic"}, diseases=suspected)
    assert read(kind, written).diagnosis == disease
    assert read(kind, export(client, kind, diseases=[*suspected, disease])).diagnosis is None


def test_suspicions_are_written_as_what_they_are(client: httpx.Client) -> None:
    fields = {"diagnosis": {"disease": "OMIM:154700"}, "diseases": ["HBD:0000001", "ORPHA:558", "HBD:0000001"]}
    packet = export(client, "phenopacket", **fields)
    said = [(one["progressStatus"], one["diagnosis"]["disease"]) for one in packet["interpretations"]]
    assert said == [
        ("SOLVED", {"id": "OMIM:154700", "label": "Marfan syndrome"}),
        ("IN_PROGRESS", {"id": "HBD:0000001", "label": "Pneumonia"}),
    ]
    assert packet["diseases"] == [{"term": {"id": "OMIM:154700", "label": "Marfan syndrome"}}]
    resources = [entry["resource"] for entry in export(client, "fhir", **fields)["entry"]]
    conditions = [one for one in resources if one["resourceType"] == "Condition"]
    statuses = [(one["verificationStatus"]["coding"][0]["code"], one["code"]["text"]) for one in conditions]
    assert statuses == [("confirmed", "Marfan syndrome"), ("differential", "Pneumonia")]
    assert "diseases" not in export(client, "phenopacket", diseases=["HBD:0000001"])


def test_a_bundle_is_sound_fhir(client: httpx.Client) -> None:
    written = export(client, "fhir", diagnosis={"disease": "OMIM:154700", "basis": "imaging"}, diseases=SUSPECTED)
    Bundle.model_validate(written)
    addresses = [entry["fullUrl"] for entry in written["entry"]]
    assert len(set(addresses)) == len(addresses)
    subjects = {
        entry["resource"].get("subject", {"reference": addresses[0]})["reference"] for entry in written["entry"]
    }
    assert subjects == {addresses[0]}
    assert not re.search(r"\d{4}-\d\d-\d\d", json.dumps(written)), "no date is made up"


#: Fields of the schema's release 2.0.0 for the messages that are written (phenopacket-schema, docs of each element).
SCHEMA: dict[str, set[str]] = {
    "": {"id", "subject", "phenotypicFeatures", "measurements", "diseases", "interpretations", "metaData"},
    "subject": {"id", "sex", "timeAtLastEncounter"},
    "timeAtLastEncounter": {"age"},
    "onset": {"age"},
    "age": {"iso8601duration"},
    "phenotypicFeatures": {"type", "excluded", "onset"},
    "measurements": {"assay", "value"},
    "value": {"quantity"},
    "quantity": {"unit", "value"},
    "diseases": {"term"},
    "interpretations": {"id", "progressStatus", "diagnosis", "summary"},
    "diagnosis": {"disease"},
    "metaData": {"created", "createdBy", "resources", "phenopacketSchemaVersion"},
    "resources": {"id", "name", "url", "version", "namespacePrefix", "iriPrefix"},
    **{name: {"id", "label"} for name in ("type", "assay", "unit", "term", "disease")},
}


def held(value: Any, name: str = "") -> None:
    """Each object has fields that the schema has under this name, none of them empty."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            assert one.keys() <= SCHEMA[name], f"{name}: {one.keys() - SCHEMA[name]}"
            for field, inner in one.items():
                assert inner not in ("", [], {}, None), f"{name}.{field} is empty"
                held(inner, field)


def test_a_phenopacket_has_the_fields_of_the_schema_and_declares_its_vocabularies(client: httpx.Client) -> None:
    packet = export(client, "phenopacket", diagnosis={"disease": "OMIM:154700", "basis": "genetic"}, diseases=SUSPECTED)
    held(packet)
    assert packet["metaData"]["phenopacketSchemaVersion"] == "2.0"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", packet["metaData"]["created"])
    declared = {one["namespacePrefix"]: one for one in packet["metaData"]["resources"]}
    used = set(re.findall(r'"id": "([A-Z0-9]+):', json.dumps(packet)))
    assert declared.keys() == used
    assert declared["HP"]["version"] == "2026-10-01"
    assert packet["subject"] == {
        "id": "patient", "sex": "MALE", "timeAtLastEncounter": {"age": {"iso8601duration": "P16Y6M"}}
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["fhir", "phenopacket"])
def test_nothing_known_but_a_finding_is_enough(client: httpx.Client, kind: str) -> None:
    bare = {"findings": [{"id": "HP:0001166"}]}
    written = client.post(f"/v1/export/{kind}", json=bare).json()
    case = read(kind, written)
    assert (case.age, case.sex, case.observed) == (None, Sex.UNKNOWN, ("HP:0001166",))


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"findings": [], "measurements": []}, "findings"),
        ({"diseases": ["Marfan PLANTED"]}, "diseases[0]"),
        ({"diseases": "OMIM:154700"}, "diseases"),
        ({"diagnosis": "OMIM:154700"}, "diagnosis"),
        ({"diagnosis": {"disease": "PLANTED"}}, "diagnosis.disease"),
        ({"diagnosis": {"disease": "OMIM:154700", "basis": "PLANTED"}}, "diagnosis.basis"),
        ({"age": "PLANTED"}, "age"),
        ({"name": "PLANTED"}, "(unknown field)"),
        ({"findings": [{"id": "HP:0001166", "excluded": True, "onset_years": 3}]}, "findings[0].onset_years"),
    ],
)
@pytest.mark.parametrize("kind", ["fhir", "phenopacket"])
def test_what_cannot_be_exported_is_refused_by_field(
    client: httpx.Client, kind: str, fields: dict[str, Any], field: str
) -> None:
    response = client.post(f"/v1/export/{kind}", json=CASE | fields)
    assert response.status_code == 422
    assert [error["field"] for error in response.json()["errors"]] == [field]
    assert "PLANTED" not in response.text


@pytest.mark.parametrize(
    ("code", "value", "unit", "written"),
    [
        ("718-7", 7.1, "g/dL", (7.1, "g/dL", True)),
        ("718-7", 71, "g/L", (71, "g/L", True)),
        ("718-7", 7.1, "gm/dL", (7.1, "g/dL", True)),
        ("777-3", 40, "K/mcL", (40.0, "10*3/uL", True)),
        ("8310-5", 101.3, "[degF]", (101.3, "[degF]", True)),
        ("8480-6", 104, "mm[Hg]", (104, "mm[Hg]", True)),
        ("8867-4", 90, "lpm", (90.0, "/min", True)),
        ("2708-6", 97, "%", (97, "%", True)),
        ("99999-9", 3, "boxes", (3, "boxes", False)),
    ],
)
def test_units_are_ucum_and_otherwise_as_they_were_typed(
    code: str, value: float, unit: str, written: tuple[float, str, bool]
) -> None:
    assert measured(Measurement(code=code, value=value, unit=unit))[1:] == written


def test_names_of_a_loaded_bundle_are_found_without_making_the_catalogue(two_diseases: Any) -> None:
    made = []
    listed = [
        one.model_dump(mode="json", exclude={"name", "name_es"}, exclude_defaults=True) for one in two_diseases.diseases
    ]
    two_diseases.diseases = LateRows(listed, lambda row: made.append(row["id"]) or Disease.model_validate(row))
    names = ExportNames(two_diseases, ["ORPHA:558"])
    assert (names.disease("ORPHA:558"), names.ids("ORPHA:558")) == ("Marfan syndrome", ("ORPHA:558", "OMIM:154700"))
    assert names.same("ORPHA:558", "OMIM:154700")
    assert names.disease("OMIM:999999") == "OMIM:999999"
    assert made == ["OMIM:154700"]
    assert (release_of(two_diseases, "hpo"), release_of(two_diseases, "loinc")) == ("2026-10-01", "unknown")
