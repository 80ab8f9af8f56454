"""CDS Hooks 2.0, called as the standard prints it.

Mirrors: hoofbeat.serving.hooks.discovery, hoofbeat.serving.hooks.prefetch, hoofbeat.serving.hooks.schemas,
hoofbeat.serving.http.hook_remedies, hoofbeat.sources.fhir.asked.shortfalls
"""

import json
import logging
import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import httpx
import pytest

from fhir_builder import HPO, Json, bundle, concept, condition, cough, encounter, patient, temperature
from hoofbeat.domain.prediction import read_prediction_id, short_of
from hoofbeat.monitoring.metrics import ServingMetrics
from hoofbeat.serving.engine import Diagnoser, Engine
from hoofbeat.serving.hooks.discovery import SERVICES
from hoofbeat.serving.hooks.schemas import EXAMPLE

SERVICE = "/cds-services/hoofbeat-differential"
START = "/cds-services/hoofbeat-differential-encounter-start"

#: The request that the standard prints (https://cds-hooks.hl7.org/2.0/#example), its prefetch under our keys.
PRINTED: Json = {
    "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
    "fhirServer": "http://hooks.smarthealthit.org:9080",
    "hook": "patient-view",
    "fhirAuthorization": {
        "access_token": "some-opaque-fhir-access-token",
        "token_type": "Bearer",
        "expires_in": 300,
        "scope": "user/Patient.read user/Observation.read",
        "subject": "cds-service4",
    },
    "context": {"userId": "Practitioner/example", "patientId": "1288992", "encounterId": "89284"},
    "prefetch": {
        "patient": {
            "resourceType": "Patient",
            "gender": "male",
            "birthDate": "1925-12-23",
            "id": "1288992",
            "active": True,
        },
        "conditions": bundle(
            condition(concept(HPO, "HP:0001166"), subject={"reference": "Patient/1288992"}), kind="searchset"
        ),
        "observations": None,
    },
}


def card(client: httpx.Client, asked: Json = EXAMPLE, path: str = SERVICE, **headers: str) -> Json:
    response = client.post(path, json=asked, headers={name.replace("_", "-"): value for name, value in headers.items()})
    assert response.status_code == 200, response.text
    [only] = response.json()["cards"]
    return only  # type: ignore[no-any-return]


def refused(response: httpx.Response, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert "PLANTED" not in response.text
    return response.json()  # type: ignore[no-any-return]


def without(asked: Json, *keys: str) -> Json:
    copy = deepcopy(asked)
    for key in keys:
        del copy["prefetch"][key]
    return copy


def test_the_discovery_lists_a_service_for_each_hook(client: httpx.Client) -> None:
    answer = client.get("/cds-services")
    listed = answer.json()["services"]
    assert [(one["hook"], one["id"]) for one in listed] == [
        ("patient-view", "hoofbeat-differential"),
        ("encounter-start", "hoofbeat-differential-encounter-start"),
    ]
    for one in listed:
        assert set(one) == {"hook", "title", "description", "id", "prefetch"}
        assert one["prefetch"].keys() == {"patient", "conditions", "observations", "encounter"}
        # Tokens of the hook's context alone, and no more of a search than the standard recommends.
        tokens = set(re.findall(r"\{\{(.*?)\}\}", " ".join(one["prefetch"].values())))
        assert tokens == {"context.patientId", "context.encounterId"}
        searches = [query.partition("?")[2] for query in one["prefetch"].values() if "?" in query]
        assert {part.partition("=")[0] for query in searches for part in query.split("&")} <= {
            "patient",
            "_sort",
            "_count",
        }


def test_the_request_as_the_standard_prints_it_is_answered(client: httpx.Client) -> None:
    made = card(client, PRINTED)
    assert "Marfan" in made["summary"] or "Marfan" in made["detail"]
    refused(client.post(SERVICE, json=PRINTED | {"prefetch": {"patientToGreet": PRINTED["prefetch"]["patient"]}}), 412)


def test_a_card_has_what_the_standard_asks_and_suggests_nothing(client: httpx.Client) -> None:
    made = card(client)
    assert set(made) == {"uuid", "summary", "detail", "indicator", "source", "links", "extension"}
    answering = client.get("/v1/model").json()["version"]
    assert read_prediction_id(made["extension"]["hoofbeat.prediction-id"]).short == short_of(answering)
    assert 0 < len(made["summary"]) < 140
    assert made["indicator"] in ("info", "warning", "critical")
    assert made["source"]["label"] == "Hoofbeat"
    assert made["source"]["topic"].keys() == {"system", "code", "display"}
    page = str(client.base_url) + "/"
    assert [(one["url"], one["type"]) for one in made["links"]] == [(page, "absolute")]
    assert httpx.get(page).headers["content-type"].startswith("text/html")
    assert card(client)["uuid"] != made["uuid"]
    assert client.post(SERVICE, json=EXAMPLE).headers["cache-control"] == "no-store"


def test_it_speaks_the_language_that_is_accepted(client: httpx.Client) -> None:
    spanish, english = card(client, accept_language="es-CO,es;q=0.9"), card(client, accept_language="fr")
    assert spanish["summary"].startswith("Primera del diferencial: ")
    assert english["summary"].startswith("First of the differential: ")
    assert "Aracnodactilia" in spanish["detail"]
    [title] = {
        one["title"] for one in client.get("/cds-services", headers={"accept-language": "es"}).json()["services"]
    }
    assert title == "Diagnóstico diferencial"


def test_an_encounter_that_starts_is_asked_about_where_it_takes_place(
    serve: Callable[..., httpx.Client], two_diseases: Any
) -> None:
    asked_in = []
    plain = two_diseases.differential

    def noting(case: Any, **options: Any) -> Any:
        asked_in.append(str(options["circumstances"].setting))
        return plain(case, **options)

    two_diseases.differential = noting
    client = serve(two_diseases)
    start = EXAMPLE | {"hook": "encounter-start"}
    card(client, start, START)
    emergency = encounter(status="planned", period=None)
    resources = {"patient": patient(), "conditions": bundle(cough()), "observations": None, "encounter": emergency}
    card(client, start | {"prefetch": resources}, START)
    card(client, EXAMPLE | {"prefetch": resources | {"encounter": None}})
    assert asked_in == ["primary-care", "emergency", "primary-care"]


@pytest.mark.parametrize("key", ["patient", "conditions", "observations"])
def test_what_was_not_sent_is_not_fetched(client: httpx.Client, key: str) -> None:
    told = refused(client.post(SERVICE, json=without(EXAMPLE, key)), 412)
    assert [error["field"] for error in told["errors"]] == [f"prefetch.{key}"]
    assert told["errors"][0]["hint"].startswith("send what the service's prefetch asks for")
    card(client, without(EXAMPLE, "encounter"))


OUTCOME: Json = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "exception"}]}
NEXT: Json = {"link": [{"relation": "self", "url": "x"}, {"relation": "next", "url": "https://fhir.example/PLANTED"}]}


@pytest.mark.parametrize("key", ["patient", "conditions", "observations"])
def test_a_search_that_failed_did_not_find_nothing(client: httpx.Client, key: str) -> None:
    told = refused(client.post(SERVICE, json=EXAMPLE | {"prefetch": EXAMPLE["prefetch"] | {key: OUTCOME}}), 412)
    assert [error["field"] for error in told["errors"]] == [f"prefetch.{key}"]


@pytest.mark.parametrize(
    ("key", "change"),
    [
        ("conditions", NEXT),
        ("observations", NEXT),
        ("observations", {"entry": [{"resource": OUTCOME, "search": {"mode": "outcome"}}]}),
        ("observations", {"type": "batch-response", "entry": [{"response": {"status": "503 Service Unavailable"}}]}),
    ],
)
def test_a_record_that_came_in_part_is_told_on_the_card(client: httpx.Client, key: str, change: Json) -> None:
    """The standard forbids a next page here; who sends one all the same must not be read as having sent all."""
    sent = EXAMPLE["prefetch"]
    made = card(client, EXAMPLE | {"prefetch": sent | {key: sent[key] | change}})
    assert made["detail"].startswith("**The record came in part")
    assert key in made["detail"]
    assert made["indicator"] == "warning"
    assert "PLANTED" not in json.dumps(made)
    # Of nothing that was found, a part is not nothing.
    silent = {"patient": sent["patient"], "conditions": None, "observations": None}
    made = card(client, EXAMPLE | {"prefetch": silent | {key: bundle(kind="searchset") | change}}, accept_language="es")
    assert made["summary"] == "Sin diferencial: el registro llegó incompleto"


def test_an_encounter_that_could_not_be_read_is_told(client: httpx.Client) -> None:
    made = card(client, EXAMPLE | {"prefetch": EXAMPLE["prefetch"] | {"encounter": OUTCOME}})
    assert "(encounter)" in made["detail"].replace("\\", "")


def test_a_remark_on_a_search_takes_nothing_from_it(client: httpx.Client) -> None:
    remark = {
        "resource": {"resourceType": "OperationOutcome", "issue": [{"severity": "warning", "code": "processing"}]}
    }
    sent = EXAMPLE["prefetch"]
    conditions = sent["conditions"] | {"entry": [*sent["conditions"]["entry"], remark]}
    assert "in part" not in card(client, EXAMPLE | {"prefetch": sent | {"conditions": conditions}})["detail"]


@pytest.mark.parametrize("prefetch", [None, {}, {"patient": None, "conditions": None, "observations": None}])
def test_nothing_sent_at_all_is_412(client: httpx.Client, prefetch: object) -> None:
    refused(client.post(SERVICE, json=EXAMPLE | {"prefetch": prefetch}), 412)


def test_where_nothing_can_be_said_there_is_no_card(client: httpx.Client) -> None:
    silent = {"patient": patient(), "conditions": None, "observations": bundle(kind="searchset")}
    for prefetch in (silent, silent | {"conditions": bundle(condition(concept(HPO, "HP:9999999")))}):
        response = client.post(SERVICE, json=EXAMPLE | {"prefetch": prefetch})
        assert (response.status_code, response.json()) == (200, {"cards": []})


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"hook": "order-sign"}, "hook"),
        ({"hook": None}, "hook"),
        ({"hookInstance": 7}, "hookInstance"),
        ({"context": {}}, "context.patientId"),
        ({"context": "PLANTED"}, "context"),
        ({"prefetch": ["PLANTED"]}, "prefetch"),
        ({"prefetch": EXAMPLE["prefetch"] | {"patient": patient(gender="PLANTED")}}, "prefetch.patient Patient.gender"),
        ({"prefetch": EXAMPLE["prefetch"] | {"observations": "PLANTED"}}, "prefetch.observations"),
        ({"context": {"patientId": "PLANTED"}}, "prefetch.patient"),
        (
            {"prefetch": EXAMPLE["prefetch"] | {"observations": bundle(temperature(status="PLANTED"))}},
            "prefetch.observations.entry[0] Observation.status",
        ),
    ],
)
def test_a_call_that_cannot_be_used_is_refused_by_field(client: httpx.Client, change: Json, field: str) -> None:
    told = refused(client.post(SERVICE, json=EXAMPLE | change), 422)
    assert [error["field"] for error in told["errors"]] == [field]
    assert all(error["hint"] and "see /docs" not in error["hint"] for error in told["errors"])


def test_there_is_no_other_service(client: httpx.Client) -> None:
    told = refused(client.post("/cds-services/PLANTED", json=EXAMPLE), 404)
    assert "GET /cds-services" in told["detail"]
    refused(client.post("/cds-services/PLANTED/feedback", json={"feedback": []}), 404)
    refused(client.get(SERVICE), 405)


def test_without_a_bundle_it_says_so(serve: Callable[..., httpx.Client]) -> None:
    client = serve(Engine())
    refused(client.post(SERVICE, json=EXAMPLE), 503)
    assert client.get("/cds-services").status_code == 200


FEEDBACK: Json = {
    "feedback": [
        {
            "card": "4e0a3a1e-3283-4575-ab82-028d55fe2719",
            "outcome": "accepted",
            "acceptedSuggestions": [{"id": "e56e1945-20b3-4393-8503-a1a20fd73152"}],
            "outcomeTimestamp": "2020-12-11T00:00:00Z",
        },
        {
            "card": "9368d37b-283f-44a0-93ea-547cebab93ed",
            "outcome": "overridden",
            "overrideReason": {
                "reason": {"code": "d7ecf885", "system": "https://example.com/cds-hooks/override-reason-system"},
                "userComment": "PLANTED",
            },
            "outcomeTimestamp": "2020-12-11T00:00:00Z",
        },
    ]
}


def test_feedback_is_counted_and_forgotten(
    serve: Callable[..., httpx.Client], two_diseases: Diagnoser, caplog: pytest.LogCaptureFixture
) -> None:
    client = serve(two_diseases, metrics=ServingMetrics())
    with caplog.at_level(logging.DEBUG):
        assert client.post(f"{SERVICE}/feedback", json=FEEDBACK).json() == {"received": 2}
    told = client.get("/metrics").text
    assert 'hoofbeat_cds_feedback_total{outcome="accepted"} 1.0' in told
    assert 'hoofbeat_cds_feedback_total{outcome="overridden"} 1.0' in told
    assert "PLANTED" not in told + caplog.text
    assert FEEDBACK["feedback"][0]["card"] not in told
    changed = deepcopy(FEEDBACK)
    changed["feedback"][1]["outcome"] = "PLANTED"
    [error] = refused(client.post(f"{SERVICE}/feedback", json=changed), 422)["errors"]
    assert error["field"] == "feedback[1].outcome"


def test_tokens_and_records_are_neither_logged_nor_used(client: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    """A call that names a server of records is answered although nobody answers there."""
    asked = PRINTED | {"fhirServer": "http://127.0.0.1:9/PLANTED"}
    with caplog.at_level(logging.DEBUG):
        made = card(client, asked)
    assert "some-opaque-fhir-access-token" not in caplog.text + json.dumps(made)
    assert "1288992" not in caplog.text.replace(str(client.base_url), "")
    assert "1288992" not in json.dumps(made)


def test_the_documentation_has_an_example_that_is_answered(client: httpx.Client) -> None:
    described = client.get("/openapi.json").json()
    assert described["components"]["schemas"]["HookRequest"]["examples"] == [EXAMPLE]
    for path in ("/cds-services", "/cds-services/{service_id}", "/cds-services/{service_id}/feedback"):
        assert path in described["paths"]
    assert {one.hook for one in SERVICES} == {"patient-view", "encounter-start"}
