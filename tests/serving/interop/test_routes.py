"""Records of other programs in, a differential out: what is read, what is said of the rest, how it is refused.

Mirrors: hoofbeat.serving.interop.answers, hoofbeat.serving.http.documented, hoofbeat.serving.interop.examples,
hoofbeat.serving.interop.options
"""

import json
import logging
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import httpx
import pytest

from fhir_builder import (
    ICD10,
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
from hoofbeat.monitoring.metrics import ServingMetrics
from hoofbeat.serving.engine import Diagnoser
from hoofbeat.serving.interop.examples import BUNDLE, PHENOPACKET
from hoofbeat.serving.settings import ServingSettings
from packet_reading import brief

FHIR = "/v1/differential/fhir"
PACKET = "/v1/differential/phenopacket"
FEVER = {"type": {"id": "HP:0001945"}}


def refused(response: httpx.Response, status: int = 422) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert body["detail"]
    assert "PLANTED" not in response.text
    return body


@pytest.mark.parametrize(("path", "record"), [(PACKET, PHENOPACKET), (FHIR, BUNDLE)])
def test_the_examples_of_the_documentation_are_answered(client: httpx.Client, path: str, record: Json) -> None:
    answer = client.post(path, json=record, params={"top": 1})
    assert answer.status_code == 200, answer.text
    [first] = answer.json()["differential"]
    assert (first["disease_id"], bool(first["contributions"])) == ("OMIM:154700", True)
    assert answer.json()["case_id"] is None
    assert answer.headers["cache-control"] == "no-store"
    described = client.get("/openapi.json").json()["paths"][path]["post"]
    assert record in [one["example"] for one in described["requestBody"]["content"].values()]
    assert {"200", "413", "415", "422", "503"} <= described["responses"].keys()


def test_a_phenopacket_of_version_1_is_read(client: httpx.Client) -> None:
    packet = brief(subject={"ageAtCollection": {"age": "P14Y"}}, phenotypicFeatures=[FEVER])
    answer = client.post(PACKET, json=packet).json()
    assert answer["differential"][0]["disease_id"] == "HBD:0000001"
    assert "a phenopacket of version 1: read as version 2" in answer["warnings"]


def test_a_record_holds_no_more_than_any_other_request(client: httpx.Client) -> None:
    features = [{"type": {"id": f"HP:{number:07d}"}} for number in range(1, 502)]
    [error] = refused(client.post(PACKET, json={"id": "x", "phenotypicFeatures": features}))["errors"]
    assert (error["field"], error["message"]) == ("findings", "the record holds 501 findings, and 500 are the most")


def test_measurements_of_a_phenopacket_become_findings(client: httpx.Client) -> None:
    fever = {"assay": {"id": "LOINC:8310-5"}, "value": {"quantity": {"unit": {"id": "UCUM:Cel"}, "value": 39.5}}}
    [first, _] = client.post(PACKET, json={"id": "x", "measurements": [fever]}).json()["differential"]
    assert "HP:0001945" in [one["finding_id"] for one in first["contributions"]]


@pytest.mark.parametrize(
    ("path", "record", "disease"),
    [
        (PACKET, brief(phenotypicFeatures=[FEVER], diseases=[{"term": {"id": "OMIM:154700"}}]), "OMIM:154700"),
        (FHIR, bundle(patient(), encounter(), temperature(), condition(concept(ICD10, "J18.9"))), "HBD:0000040"),
    ],
)
def test_a_diagnosis_that_was_made_is_set_aside_aloud(
    client: httpx.Client, path: str, record: Json, disease: str
) -> None:
    answer = client.post(path, json=record).json()
    assert f"{disease} is a diagnosis already made: not handed to the ranking" in answer["warnings"]
    bare = client.post(PACKET, json=brief(phenotypicFeatures=[FEVER])).json()
    for one, other in zip(answer["differential"], bare["differential"], strict=True):
        assert one["disease_id"] == other["disease_id"]
        assert one["score"] == pytest.approx(other["score"])


def test_a_diagnosis_alone_is_no_case(client: httpx.Client) -> None:
    record = bundle(patient(), encounter(), condition(concept(ICD10, "J18.9")))
    told = refused(client.post(FHIR, json=record))
    assert told["detail"].startswith("nothing usable besides the diagnosis: 1 conditions and 0 observations")
    assert "J18" not in json.dumps(told)


def test_where_one_asks_is_said_in_the_address_else_by_the_encounter(client: httpx.Client) -> None:
    record = bundle(patient(), encounter(), cough())
    assert client.post(FHIR, json=record).json()["setting"] == "emergency"
    assert client.post(FHIR, json=record, params={"setting": "hospital"}).json()["setting"] == "hospital"
    assert client.post(PACKET, json=brief(phenotypicFeatures=[FEVER])).json()["setting"] == "genetics"


def test_options_are_those_of_the_differential(client: httpx.Client) -> None:
    packet = brief(phenotypicFeatures=[FEVER])
    options = {"top": 1, "explain": "false", "grouped": "false", "region": "europe", "course": "acute"}
    [only] = client.post(PACKET, json=packet, params=options).json()["differential"]
    assert (only["contributions"], only["group_probability"]) == ([], None)


@pytest.mark.parametrize(
    ("options", "field", "hint"),
    [
        ({"setting": "PLANTED"}, "setting", "use one of the values named"),
        ({"region": "PLANTED"}, "region", "use one of the values named"),
        ({"top": "0"}, "top", "within the limits"),
        ({"top": "PLANTED"}, "top", "a whole number"),
        ({"explain": "PLANTED"}, "explain", "true or false"),
        ({"altitude": "90000"}, "altitude", "within the limits"),
        ({"PLANTED": "1"}, "(unknown field)", "/docs"),
        ({"pregnant": "true"}, "pregnant", "leave out pregnant"),
    ],
)
@pytest.mark.parametrize(
    ("path", "record"),
    [
        (PACKET, brief(subject={"sex": "MALE"}, phenotypicFeatures=[FEVER])),
        (FHIR, bundle(patient(gender="male"), cough())),
    ],
)
def test_options_that_cannot_be_meant_are_refused(
    client: httpx.Client, path: str, record: Json, options: dict[str, str], field: str, hint: str
) -> None:
    [error] = refused(client.post(path, json=record, params=options))["errors"]
    assert error["field"] == field
    assert hint in error["hint"]


@pytest.mark.parametrize(
    ("record", "field"),
    [
        ({"id": "x", "subject": {"sex": "PLANTED"}, "phenotypicFeatures": [FEVER]}, "subject.sex"),
        ({"id": "x", "subject": {"age": "PLANTED"}, "phenotypicFeatures": [FEVER]}, "subject.age"),
        ({"id": "x", "subject": ["PLANTED"], "phenotypicFeatures": [FEVER]}, "subject"),
        ({"phenotypicFeatures": [FEVER]}, "id"),
        ({"id": "x", "phenotypicFeatures": [{"type": {"label": "PLANTED"}}]}, "phenotypicFeatures[0].type.id"),
        ({"id": "x", "phenotypicFeatures": [FEVER | {"excluded": "PLANTED"}]}, "phenotypicFeatures[0].excluded"),
        ({"id": "x", "phenotypicFeatures": "PLANTED"}, "phenotypicFeatures"),
        ({"id": "x", "metaData": {"phenopacketSchemaVersion": "9.0"}}, "metaData.phenopacketSchemaVersion"),
    ],
)
def test_a_phenopacket_is_refused_by_field(client: httpx.Client, record: Json, field: str) -> None:
    [error] = refused(client.post(PACKET, json=record))["errors"]
    assert error["field"] == field
    assert error["hint"]


@pytest.mark.parametrize("text", ["", "  ", "{", "PLANTED", "null", "[]", "7", '"PLANTED"', "{}", '{"id": "PLANTED"}'])
@pytest.mark.parametrize("path", [PACKET, FHIR])
def test_what_is_no_record_is_refused(client: httpx.Client, path: str, text: str) -> None:
    refused(client.post(path, content=text, headers={"content-type": "application/json"}))


def test_a_resource_is_refused_by_entry_and_element(client: httpx.Client) -> None:
    record = bundle(patient(gender="PLANTED"), encounter(), temperature(valueQuantity={"value": "PLANTED"}))
    told = refused(client.post(FHIR, json=record))
    assert [error["field"] for error in told["errors"]] == ["entry[0] Patient.gender"]
    record["entry"][0]["resource"]["gender"] = "female"
    [error] = refused(client.post(FHIR, json=record))["errors"]
    assert error["field"] == "entry[2] Observation.valueQuantity.value"
    assert error["message"] == "not as FHIR R4 asks"


def test_a_record_that_came_in_part_says_so(client: httpx.Client) -> None:
    outcome = {"resourceType": "OperationOutcome", "issue": [{"severity": "fatal", "code": "timeout"}]}
    page = BUNDLE | {"type": "searchset", "link": [{"relation": "next", "url": "https://fhir.example/2"}]}
    failed = BUNDLE | {"entry": [*BUNDLE["entry"], {"resource": outcome}]}
    for sent, said in ((page, "more than was sent"), (failed, "a search failed"), ({**BUNDLE, "link": []}, None)):
        warnings = client.post(FHIR, json=sent).json()["warnings"]
        assert any(said in one for one in warnings) if said else "search" not in "".join(warnings)
    told = refused(client.post(FHIR, json=outcome))
    assert "OperationOutcome" in told["errors"][0]["message"]
    nothing = page | {"entry": [one for one in BUNDLE["entry"] if one["resource"]["resourceType"] == "Patient"]}
    assert "more than was sent" in refused(client.post(FHIR, json=nothing))["detail"]


def test_no_field_may_stand_twice(client: httpx.Client) -> None:
    text = json.dumps(bundle(patient(), cough())).replace('"type": "collection"', '"type": "batch", "type": "batch"')
    refused(client.post(FHIR, content=text, headers={"content-type": "application/fhir+json"}))


@pytest.mark.parametrize("path", [PACKET, FHIR])
def test_a_record_is_sent_as_json_and_not_compressed(client: httpx.Client, path: str) -> None:
    for headers in ({"content-type": "text/xml"}, {"content-type": "application/json", "content-encoding": "gzip"}):
        refused(client.post(path, content="<PLANTED/>", headers=headers), 415)
    assert client.get(path).status_code == 405
    told = refused(client.post(path, content=b'{"id": "\xff"}', headers={"content-type": "application/json"}))
    assert "not UTF-8 at byte" in told["errors"][0]["message"]


def test_records_have_a_limit_of_their_own(serve: Callable[..., httpx.Client], two_diseases: Diagnoser) -> None:
    client = serve(two_diseases, settings=ServingSettings(max_body_bytes=1024, max_record_bytes=4096))
    large = brief(phenotypicFeatures=[FEVER], files=["x" * 2000])
    assert client.post(PACKET, json=large).status_code == 200
    told = refused(client.post(PACKET, json=brief(files=["x" * 5000])), 413)
    assert told["detail"] == "The body is larger than 4 KB → send what the question needs."
    refused(client.post("/v1/differential", json=large), 413)


def test_the_altitude_of_the_service_counts_where_none_is_said(
    serve: Callable[..., httpx.Client], two_diseases: Diagnoser
) -> None:
    """At 3,600 m an oxygen saturation of 88 % is no finding, at sea level it is one that the model does not know."""
    saturation = observation(concept(LOINC, "59408-5"), 88, "%")
    record = bundle(patient(), encounter(), cough(), saturation)
    low = serve(two_diseases).post(FHIR, json=record).json()["warnings"]
    high = serve(two_diseases, settings=ServingSettings(altitude=3600)).post(FHIR, json=record).json()["warnings"]
    stated = serve(two_diseases).post(FHIR, json=record, params={"altitude": 3600}).json()["warnings"]
    assert low != high
    assert high == stated


def test_answers_are_counted_and_nothing_of_a_record_is_logged(
    serve: Callable[..., httpx.Client], two_diseases: Diagnoser, caplog: pytest.LogCaptureFixture
) -> None:
    metrics = ServingMetrics()
    client = serve(two_diseases, metrics=metrics)
    record = deepcopy(BUNDLE)
    record["entry"][0]["resource"]["name"] = [{"family": "Plantada"}]
    with caplog.at_level(logging.DEBUG):
        client.post(FHIR, json=record)
        client.post(FHIR, json=bundle(patient(gender="Plantada"), cough()))
    assert "Plantada" not in caplog.text
    assert "hoofbeat_differentials_total 1.0" in client.get("/metrics").text
    assert 'route="/v1/differential/fhir"' in client.get("/metrics").text
