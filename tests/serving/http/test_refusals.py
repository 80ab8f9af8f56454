"""What cannot be used is refused with the remedy that fits, and nothing is silently read as something else.

Mirrors: hoofbeat.serving.api.found, hoofbeat.serving.http.hints, hoofbeat.serving.http.note_remedies,
hoofbeat.serving.http.problems
"""

import gzip
import json
from typing import Any

import httpx
import pytest

FINDINGS: list[dict[str, Any]] = [{"id": "HP:0001166"}]
TEMPERATURE = {"code": "8310-5", "value": 38.5, "unit": "Cel"}


def refusal(response: httpx.Response, status: int = 422) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert (body["status"], bool(body["title"]), bool(body["detail"])) == (status, True, True)
    return body


def post(client: httpx.Client, content: bytes, **headers: str) -> httpx.Response:
    given = {"Content-Type": "application/json"} | {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post("/v1/differential", content=content, headers=given)


@pytest.mark.parametrize(
    ("fields", "field", "hint"),
    [
        ({"age": True}, "age", "2.5"),
        ({"age": "5"}, "age", "without quotes"),
        ({"age": "2,5"}, "age", "with a point"),
        ({"age": [5]}, "age", "a number"),
        ({"altitude": True}, "altitude", "metres"),
        ({"altitude": "2850"}, "altitude", "metres"),
        ({"top": "5"}, "top", "a whole number"),
        ({"top": 5.0}, "top", "a whole number"),
        ({"top": True}, "top", "a whole number"),
        ({"top": None}, "top", "a whole number"),
        ({"explain": 1}, "explain", "true or false"),
        ({"explain": "yes"}, "explain", "true or false"),
        ({"grouped": 0}, "grouped", "true or false"),
        ({"sex": True}, "sex", "one of the values named"),
        ({"setting": "primary_care"}, "setting", "one of the values named"),
        ({"setting": None}, "setting", "left out, it is genetics"),
        ({"setting": ["emergency"]}, "setting", "one of the values named"),
        ({"region": "Quito"}, "region", "one of the values named"),
        ({"region": ""}, "region", "send null"),
        ({"course": 3}, "course", "one of the values named"),
        ({"course": "sudden"}, "course", "send null"),
        ({"pregnant": "no"}, "pregnant", "true or false"),
        ({"pregnant": 1}, "pregnant", "true or false"),
        ({"pregnant": True, "sex": "male"}, "pregnant", "correct sex"),
        ({"findings": [{"id": "HP:0001166", "excluded": "no"}]}, "findings[0].excluded", "true or false"),
        ({"findings": [{"id": "HP:0001166", "excluded": 1}]}, "findings[0].excluded", "true or false"),
        ({"findings": [{"id": "HP:0001166", "excluded": None}]}, "findings[0].excluded", "true or false"),
        ({"findings": [{"id": 1166}]}, "findings[0].id", "HP:0001250"),
        ({"findings": ["HP:0001166"]}, "findings[0]", '{"id": "HP:0001250"}'),
        ({"findings": "HP:0001166"}, "findings", "a list"),
        ({"findings": {"id": "HP:0001166"}}, "findings", "a list"),
        ({"measurements": ["8310-5"]}, "measurements[0]", '"code": "8310-5"'),
        ({"measurements": [TEMPERATURE | {"value": True}]}, "measurements[0].value", "a number"),
        ({"measurements": [TEMPERATURE | {"value": "39"}]}, "measurements[0].value", "without quotes"),
        ({"measurements": [TEMPERATURE | {"unit": None}]}, "measurements[0].unit", "UCUM"),
        ({"measurements": [TEMPERATURE | {"code": 8310}]}, "measurements[0].code", "LOINC"),
    ],
)
def test_nothing_is_silently_read_as_something_else(
    client: httpx.Client, fields: dict[str, Any], field: str, hint: str
) -> None:
    [error] = refusal(client.post("/v1/differential", json={"findings": FINDINGS} | fields))["errors"]
    assert error["field"] == field
    assert hint in error["hint"]


@pytest.mark.parametrize(
    ("query", "field", "hint"),
    [
        ("q=", "q", "?q=fever"),
        ("", "q", "?q=fever"),
        ("query=fever", "q", "?q=fever"),
        (f"q={'a' * 201}", "q", "200 characters"),
        ("q=a&limit=ten", "limit", "whole number"),
        ("q=a&limit=0", "limit", "within the limits"),
        ("q=a&lang=fr", "lang", "en or es"),
    ],
)
def test_a_search_is_told_what_a_search_needs(client: httpx.Client, query: str, field: str, hint: str) -> None:
    [error] = refusal(client.get(f"/v1/findings?{query}"))["errors"]
    assert error["field"] == field
    assert hint in error["hint"]
    assert "UCUM" not in error["hint"]


@pytest.mark.parametrize(
    ("given", "place", "meant"),
    [
        ({"findigns": FINDINGS}, "(unknown field)", "findings"),
        ({"findings": FINDINGS, "gender": "male"}, "gender", "sex"),
        ({"findings": FINDINGS, "Age": 5}, "(unknown field)", "age"),
        ({"findings": FINDINGS, "place": "emergency"}, "place", "setting"),
        ({"findings": FINDINGS, "pregnancy": True}, "pregnancy", "pregnant"),
        ({"findings": [{"id": "HP:0001166", "negated": True}]}, "findings[0].negated", "excluded (true: looked for"),
        ({"findings": FINDINGS, "measurements": [TEMPERATURE | {"units": "Cel"}]}, "measurements[0].units", "unit"),
        ({"findings": FINDINGS, "juana_perez": 5}, "(unknown field)", ""),
    ],
)
def test_an_unknown_field_is_told_what_it_may_have_meant(
    client: httpx.Client, given: dict[str, Any], place: str, meant: str
) -> None:
    response = client.post("/v1/differential", json=given)
    [error] = [error for error in refusal(response)["errors"] if "not part of the request" in error["message"]]
    assert error["field"] == place
    assert f"perhaps {meant}" in error["hint"] if meant else "/docs" in error["hint"]
    assert "juana" not in response.text
    assert "findigns" not in response.text


def test_of_thousands_of_faults_the_first_are_named_and_the_rest_counted(client: httpx.Client) -> None:
    strangers = {f"findins{number}": 1 for number in range(3000)} | {"f" * 5000: 1}
    told = refusal(client.post("/v1/differential", json=strangers | {"findings": FINDINGS}))
    assert len(told["errors"]) == 20
    assert told["detail"] == "The request cannot be used as it is. 2,981 more faults are not named."
    assert told["errors"][0]["hint"].startswith("perhaps findings")
    long = refusal(client.post("/v1/differential", json={"findings": FINDINGS, "findings" * 6: 1}))
    assert "perhaps" not in long["errors"][0]["hint"]


@pytest.mark.parametrize(
    ("content", "field", "message"),
    [
        (b"", "body", "missing"),
        (b"null", "body", "no JSON object"),
        (b"[1]", "body", "no JSON object"),
        (b'"HP:0001166"', "body", "no JSON object"),
        (b'{"findings": [{"id": "HP:0001166"}],\n "age": 2,5}', "body", "line 2, column 11"),
        (b'{"findings": [{"id": "HP:0001166"},]}', "body", "line 1, column 36"),
        (b"{'findings': []}", "body", "double quotes"),
        (b'{"findings": []} Juana', "body", "line 1, column 18"),
        (b'{"Juana": "\\q"}', "body", "line 1, column 12"),
        ('{"findings": [{"id": "ñ"}]}'.encode("latin-1"), "body", "not UTF-8 at byte 23"),
        (b'{"age": ' + b"9" * 5000 + b"}", "body", "thousands of digits"),
        (b'{"a":' * 10_000, "body", "nested too deeply"),
        (b'{"findings": [{"id": "HP:0001166"}], "age": 5, "age": 50}', "age", "twice"),
        (b'{"findings": [{"id": "HP:0001166", "excluded": true, "excluded": false}]}', "excluded", "twice"),
        (b'{"Juana": 1, "Juana": 2}', "(unknown field)", "twice"),
        (b'{"findings": [{"id": "HP:0001166"}], "age": NaN}', "age", "no numbers"),
        (b'{"findings": [{"id": "HP:0001166"}], "age": 1e999}', "age", "no numbers"),
        (b'{"findings": [{"id": "HP:0001166"}], "top": Infinity}', "top", "no whole"),
    ],
)
def test_a_body_that_is_no_case_is_told_where(client: httpx.Client, content: bytes, field: str, message: str) -> None:
    response = post(client, content)
    [error] = refusal(response)["errors"]
    assert error["field"] == field
    assert message in error["message"]
    assert error["hint"]
    assert "Juana" not in response.text


def test_what_json_may_begin_with_is_read(client: httpx.Client) -> None:
    assert post(client, b'\xef\xbb\xbf{"findings": [{"id": "HP:0001166"}]}').status_code == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "json", ""])
def test_what_is_not_sent_as_json_is_no_supported_media_type(client: httpx.Client, kind: str) -> None:
    response = post(client, json.dumps({"findings": FINDINGS}).encode(), Content_Type=kind)
    assert "Content-Type: application/json" in refusal(response, 415)["detail"]


def test_a_compressed_body_is_no_supported_media_type(client: httpx.Client) -> None:
    body = gzip.compress(json.dumps({"findings": FINDINGS}).encode())
    assert "Content-Encoding" in refusal(post(client, body, Content_Encoding="gzip"), 415)["detail"]


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "APPLICATION/JSON", "application/fhir+json"])
def test_json_is_known_by_any_of_its_names(client: httpx.Client, kind: str) -> None:
    assert post(client, json.dumps({"findings": FINDINGS}).encode(), Content_Type=kind).status_code == 200


def test_an_option_in_the_address_is_not_lost_in_silence(client: httpx.Client) -> None:
    response = client.post("/v1/differential?top=3&grouped=false&_=17", json={"findings": FINDINGS})
    assert [error["field"] for error in refusal(response)["errors"]] == ["grouped", "top"]


def test_the_refusals_are_described(client: httpx.Client) -> None:
    operation = client.get("/openapi.json").json()["paths"]["/v1/differential"]["post"]
    assert {"200", "413", "415", "422", "503"} <= set(operation["responses"])
