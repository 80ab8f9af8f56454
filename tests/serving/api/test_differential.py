"""POST /v1/differential: what it answers, and how it refuses.

Mirrors: hoofbeat.serving.http.body, hoofbeat.serving.http.fields, hoofbeat.serving.engine,
hoofbeat.serving.api.routes, hoofbeat.serving.api.schemas, hoofbeat.serving.api.answers,
hoofbeat.serving.api.responses
"""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from hoofbeat.domain.case import Case
from hoofbeat.domain.circumstances import GENETICS, Circumstances, Course, Region, Setting
from hoofbeat.domain.differential import Differential
from hoofbeat.serving.api.schemas import MAX_FINDINGS
from hoofbeat.serving.engine import Diagnoser
from hoofbeat.serving.settings import ServingSettings
from told_answers import untraced

MARFAN = [{"id": "HP:0001166"}, {"id": "HP:0001083"}]


def ask(client: httpx.Client, **body: Any) -> httpx.Response:
    return client.post("/v1/differential", json=body)


def problem_of(response: httpx.Response, status: int = 422) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert body["status"] == status
    return body


def test_ranks_with_contributions_that_add_up(client: httpx.Client) -> None:
    answer = ask(client, findings=MARFAN, age=16, sex="male").json()
    first = answer["differential"][0]
    assert (first["rank"], first["disease_id"], first["orphan"]) == (1, "OMIM:154700", True)
    assert first["score"] == pytest.approx(sum(item["value"] for item in first["contributions"]))
    assert sum(disease["probability"] for disease in answer["differential"]) == pytest.approx(1)
    assert answer["bundle"] == "test-1"
    assert answer["case_id"] is None


def test_an_excluded_finding_speaks_against(client: httpx.Client) -> None:
    answer = ask(client, findings=[{"id": "HP:0001166", "excluded": True}]).json()
    assert answer["differential"][0]["disease_id"] == "HBD:0000001"


def test_top_and_explain_shorten_the_answer(client: httpx.Client) -> None:
    answer = ask(client, findings=MARFAN, top=1, explain=False).json()
    assert len(answer["differential"]) == 1
    assert answer["differential"][0]["contributions"] == []


def test_an_unknown_finding_among_known_ones_is_a_warning(client: httpx.Client) -> None:
    answer = ask(client, findings=[*MARFAN, {"id": "HP:9999999"}]).json()
    assert answer["differential"][0]["disease_id"] == "OMIM:154700"
    assert "HP:9999999" in answer["warnings"][0]


def test_a_retired_id_is_known(client: httpx.Client) -> None:
    assert ask(client, findings=[{"id": "HP:0005195"}]).status_code == 200


def test_none_known_is_refused_with_the_way_out(client: httpx.Client) -> None:
    body = problem_of(ask(client, findings=[{"id": "HP:9999999"}]))
    assert "None of the findings is known to this model" in body["detail"]


def test_the_same_finding_twice_counts_once(client: httpx.Client) -> None:
    once = ask(client, findings=MARFAN[:1]).json()
    twice = ask(client, findings=MARFAN[:1] * 2).json()
    assert untraced(twice) == untraced(once)
    assert twice["prediction_id"] != once["prediction_id"]


def test_present_and_absent_at_once_is_refused(client: httpx.Client) -> None:
    body = problem_of(ask(client, findings=[{"id": "HP:0001166"}, {"id": "HP:0001166", "excluded": True}]))
    assert body["errors"][0]["field"] == "findings"
    assert body["errors"][0]["message"].startswith("a finding is given both as present and as absent")


@pytest.mark.parametrize(
    ("body", "field", "hint"),
    [
        ({"findings": []}, "findings", "at least one finding"),
        ({}, "findings", "at least one finding"),
        ({"measurements": []}, "findings", "a measurement"),
        ({"measurements": [{"code": "8310-5", "value": 39, "unit": "hot"}]}, "measurements[0].unit", "UCUM"),
        ({"measurements": [{"code": "8310-5", "value": 39, "unit": "kg"}]}, "measurements[0].unit", "/v1/measurements"),
        ({"measurements": [{"code": "99999-9", "value": 39, "unit": "hot"}]}, "measurements[0].unit", "UCUM"),
        ({"measurements": [{"code": "8310-5", "value": "39 C", "unit": "Cel"}]}, "measurements[0].value", "a number"),
        ({"measurements": [{"code": "fever", "value": 39, "unit": "Cel"}]}, "measurements[0].code", "LOINC"),
        ({"measurements": [{"code": "8310-5", "value": 39}]}, "measurements[0].unit", "add this field"),
        ({"measurements": [{"code": "8310-5", "value": 39, "unit": ""}]}, "measurements[0].unit", "UCUM"),
        (
            {"measurements": [{"code": "8310-5", "value": 39, "unit": "Cel"}] * 201},
            "measurements",
            "fewer",
        ),
        ({"findings": [{"id": "seizure"}]}, "findings[0].id", "HP:0001250"),
        ({"findings": [{}]}, "findings[0].id", "add this field"),
        ({"findings": [{"id": f"HP:{n:07}"} for n in range(MAX_FINDINGS + 1)]}, "findings", "give fewer"),
        ({"findings": MARFAN, "age": -1}, "age", "within the limits"),
        ({"findings": MARFAN, "age": 131}, "age", "within the limits"),
        ({"findings": MARFAN, "age": "twelve"}, "age", "send a number"),
        ({"findings": MARFAN, "sex": "f"}, "sex", "one of the values named"),
        ({"findings": MARFAN, "top": 0}, "top", "within the limits"),
        ({"findings": MARFAN, "top": 1000}, "top", "within the limits"),
        ({"findings": MARFAN, "grouped": "by age"}, "grouped", "true or false"),
    ],
)
def test_each_unusable_field_is_named_with_its_remedy(
    client: httpx.Client, body: dict[str, Any], field: str, hint: str
) -> None:
    [error] = problem_of(client.post("/v1/differential", json=body))["errors"]
    assert error["field"] == field
    assert hint in error["hint"]
    assert error["message"]


@pytest.mark.parametrize(
    ("given", "circumstances"),
    [
        ({}, GENETICS),
        ({"setting": "primary-care", "region": None, "course": None, "pregnant": None}, {"setting": "primary-care"}),
        (
            {"setting": "emergency", "region": "latin-america", "course": "acute", "pregnant": True, "sex": "female"},
            Circumstances(setting=Setting.EMERGENCY, region=Region.LATIN_AMERICA, course=Course.ACUTE, pregnant=True),
        ),
        ({"pregnant": False, "sex": "male"}, {"pregnant": False}),
        ({"setting": "genetics", "region": "europe"}, {"region": "europe"}),
    ],
)
def test_the_bundle_is_told_where_and_of_whom_one_asks(
    serve: Callable[..., httpx.Client],
    two_diseases: Diagnoser,
    monkeypatch: pytest.MonkeyPatch,
    given: dict[str, Any],
    circumstances: Circumstances | dict[str, Any],
) -> None:
    told: list[Circumstances] = []
    answer = two_diseases.differential

    def listening(case: Case, **asked: Any) -> Differential:
        told.append(asked["circumstances"])
        return answer(case, **asked)

    monkeypatch.setattr(two_diseases, "differential", listening)
    body = ask(serve(two_diseases), findings=MARFAN, **given).json()
    assert told[-1] == Circumstances.model_validate(circumstances)
    assert body["setting"] == told[-1].setting
    assert (body["sufficiency"] is None) is not told[-1].measured


def test_the_request_describes_the_settings_and_its_examples_are_answered(client: httpx.Client) -> None:
    schemas = client.get("/openapi.json").json()["components"]["schemas"]
    request = schemas["DifferentialRequest"]
    assert request["properties"]["setting"]["default"] == "genetics"
    assert "`primary-care`" in request["properties"]["setting"]["description"]
    assert schemas["Setting"]["enum"] == ["primary-care", "emergency", "hospital", "genetics"]
    assert len(request["examples"]) > 1
    for example in request["examples"]:
        answer = ask(client, **example)
        assert answer.json()["setting"] == example["setting"]


def test_a_refusal_never_repeats_what_was_sent(client: httpx.Client) -> None:
    name = "Juana Pérez"
    for body in (
        {"findings": [{"id": name}], "age": name, "sex": name, name: 1},
        {"findings": name, "top": name},
        {"findings": [{"id": "HP:0001166", name: name}]},
        [name],
        name,
    ):
        response = client.post("/v1/differential", json=body)
        problem_of(response)
        assert "Juana" not in response.text


@pytest.mark.parametrize(
    "content", [b"", b"{", b"Juana", b"\xff\xfe", b'{"findings": [{"id": "HP:0001166"}], "age": NaN}']
)
def test_what_is_not_json_is_refused(client: httpx.Client, content: bytes) -> None:
    response = client.post("/v1/differential", content=content, headers={"Content-Type": "application/json"})
    assert response.status_code in (400, 422)
    problem_of(response, response.status_code)
    assert "Juana" not in response.text


def test_a_body_nested_to_exhaust_the_parser_is_refused(client: httpx.Client) -> None:
    response = client.post("/v1/differential", content=b"[" * 60_000, headers={"Content-Type": "application/json"})
    problem_of(response, response.status_code)
    assert response.status_code in (400, 422)


def test_a_large_body_is_refused_even_without_its_length(client: httpx.Client) -> None:
    chunks = (b" " * 1024 for _ in range(65))
    problem_of(client.post("/v1/differential", content=chunks), 413)
    assert client.get("/healthz").status_code == 200


def test_the_order_of_the_findings_changes_nothing(client: httpx.Client) -> None:
    findings = [*MARFAN, {"id": "HP:0001945", "excluded": True}]
    forward, backward = (ask(client, findings=order, explain=False).json() for order in (findings, findings[::-1]))
    assert [d["disease_id"] for d in forward["differential"]] == [d["disease_id"] for d in backward["differential"]]
    for one, other in zip(forward["differential"], backward["differential"], strict=True):
        assert one["probability"] == pytest.approx(other["probability"])


def test_a_measurement_is_taken_in_any_unit_that_measures_it(client: httpx.Client) -> None:
    for unit in ("Cel", "[degF]", "°C"):
        measurements = [{"code": "8310-5", "value": 37.0 if unit != "[degF]" else 98.6, "unit": unit}]
        assert ask(client, findings=MARFAN, measurements=measurements).status_code == 200
    arm = [{"code": "SITE:arm", "value": 13, "unit": "finger breadths"}]
    assert ask(client, findings=MARFAN, measurements=arm).status_code == 200


def test_a_refused_measurement_is_not_repeated(client: httpx.Client) -> None:
    for item in (
        {"code": "8310-5", "value": 36.6123, "unit": "Juana"},
        {"code": "Juana", "value": 36.6123, "unit": "Cel"},
        {"code": "8310-5", "value": "36.6123 Juana", "unit": "Cel"},
        {"code": "8310-5", "value": 36.6123, "unit": "Cel", "Juana": 1},
    ):
        response = ask(client, findings=MARFAN, measurements=[item])
        problem_of(response)
        assert "Juana" not in response.text
        assert "36.6123" not in response.text


def test_what_can_be_measured_is_listed_in_both_languages(client: httpx.Client) -> None:
    listed = {item["code"]: item for item in client.get("/v1/measurements").json()}
    assert listed["8310-5"] == {
        "code": "8310-5",
        "names": {"en": "Body temperature", "es": "Temperatura corporal"},
        "name": "Body temperature",
        "name_es": "Temperatura corporal",
        "unit": "Cel",
        "in_model": False,
    }
    assert listed["SITE:arm"] == {
        "code": "SITE:arm",
        "names": {"en": "Arm", "es": "Brazo"},
        "name": "Arm",
        "name_es": "Brazo",
        "unit": "cm",
        "in_model": True,
    }


def test_a_measurement_alone_is_enough_where_a_finding_follows_from_it(client: httpx.Client) -> None:
    hot = ask(client, measurements=[{"code": "8310-5", "value": 103.1, "unit": "[degF]"}]).json()
    assert hot["differential"][0]["disease_id"] == "HBD:0000001"
    assert {item["finding_id"] for item in hot["differential"][0]["contributions"]} == {None, "HP:0001945"}
    usual = ask(client, measurements=[{"code": "8310-5", "value": 36.8, "unit": "Cel"}])
    problem_of(usual)
    assert "36.8" not in usual.text


def test_the_altitude_of_the_place_decides_what_is_low(
    serve: Callable[..., httpx.Client], two_diseases: Diagnoser
) -> None:
    saturation = {"code": "59408-5", "value": 92, "unit": "%"}
    hypoxemia = ["HP:0012418 is not known to this model: set aside"]
    sea, quito = serve(two_diseases), serve(two_diseases, ServingSettings(altitude=2850))
    for client, stated, warnings in (
        (sea, {}, hypoxemia),
        (sea, {"altitude": 2850}, []),
        (quito, {}, []),
        (quito, {"altitude": 0}, hypoxemia),
    ):
        answer = ask(client, findings=MARFAN, measurements=[saturation], age=30, **stated).json()
        assert answer["warnings"] == warnings
    assert problem_of(ask(sea, findings=MARFAN, altitude=9000))["errors"][0]["field"] == "altitude"
