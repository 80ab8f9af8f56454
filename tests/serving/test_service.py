"""Findings, model, health, metrics, logs and headers.

Mirrors: hoofbeat.monitoring.metrics, hoofbeat.serving.app, hoofbeat.serving.http.middleware,
hoofbeat.serving.api.operations, hoofbeat.serving.settings
"""

import logging
import re
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import httpx
import pytest

from hoofbeat.bundle.runtime.lexicon import Lexicon
from hoofbeat.domain.case import Case
from hoofbeat.domain.differential import Differential
from hoofbeat.serving.engine import Diagnoser, Engine

FEVER = {"findings": [{"id": "HP:0001945"}]}


@pytest.fixture
def broken(two_diseases: Diagnoser, monkeypatch: pytest.MonkeyPatch) -> Diagnoser:
    """Fails as a library may: with the input in its message."""

    def differential(case: Case, **_: Any) -> Differential:
        raise ValueError(f"no answer for age {case.age} with {case.observed}")

    monkeypatch.setattr(two_diseases, "differential", differential)
    return two_diseases


def logged_by_server(caplog: pytest.LogCaptureFixture, start: str) -> None:
    """Wait for a line of the log: it is written after the answer has left."""
    deadline = monotonic() + 10
    while not any(record.getMessage().startswith(start) for record in caplog.records):
        assert monotonic() < deadline, caplog.text
        sleep(0.01)


def test_findings_are_found_in_both_languages(client: httpx.Client) -> None:
    [hit] = client.get("/v1/findings", params={"q": "fieb", "lang": "es"}).json()
    names = {"names": {"en": "Fever", "es": "Fiebre"}, "name": "Fever", "name_es": "Fiebre"}
    found = {"id": "HP:0001945", **names, "matched": "Fiebre", "score": hit["score"]}
    assert hit == found | {"kind": "finding", "excluded": False, "weak": False, "measurements": []}
    assert client.get("/v1/findings", params={"q": "long fing"}).json()[0]["matched"] == "Long slender fingers"
    assert client.get("/v1/findings", params={"q": "xqzw"}).json() == []


def test_a_value_is_answered_by_its_measurement_and_a_denial_by_the_excluded_finding(client: httpx.Client) -> None:
    [measured, high] = client.get("/v1/findings", params={"q": "temp 102 F"}).json()
    assert (measured["kind"], measured["id"]) == ("measurement", "8310-5")
    [item] = measured["measurements"]
    assert (item["code"], item["value"], item["unit"], item["unit_typed"]) == ("8310-5", 102.0, "[degF]", True)
    assert (high["id"], high["kind"], high["excluded"]) == ("HP:0001945", "finding", False)
    asked = {"findings": [{"id": high["id"]}], "measurements": [{k: item[k] for k in ("code", "value", "unit")}]}
    assert client.post("/v1/differential", json=asked).status_code == 200

    denied = client.get("/v1/findings", params={"q": "sin fiebre", "lang": "es"}).json()[0]
    assert (denied["id"], denied["excluded"], denied["weak"]) == ("HP:0001945", True, False)
    assert client.get("/v1/findings", params={"q": "cough blue"}).json()[0]["weak"]


@pytest.mark.parametrize("params", [{}, {"q": ""}, {"q": "a" * 201}, {"q": "a", "lang": "fr"}, {"q": "a", "limit": 0}])
def test_an_unusable_search_is_refused(client: httpx.Client, params: dict[str, Any]) -> None:
    response = client.get("/v1/findings", params=params)
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] in ("q", "lang", "limit")
    assert "a" * 201 not in response.text


def test_the_model_tells_its_versions_and_counts(client: httpx.Client) -> None:
    model = client.get("/v1/model").json()
    assert (model["version"], model["diseases"], model["orphan_diseases"], model["findings"]) == ("test-1", 2, 1, 4)
    assert model["manifest"]["knowledge_version"] == "hpo-2026-10-01+tables-0123"
    assert "labels" not in model["manifest"]


def test_up_and_ready(client: httpx.Client) -> None:
    assert client.get("/healthz").json()["status"] == "up"
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()) == (200, {"status": "ready", "reason": None})


def test_without_a_bundle_it_is_up_but_not_ready(serve: Callable[..., httpx.Client]) -> None:
    engine = Engine()
    client = serve(engine)
    assert "still loading" in client.get("/readyz").json()["reason"]
    engine.fail("nothing-here is no bundle")
    assert client.get("/healthz").status_code == 200
    ready = client.get("/readyz")
    assert ready.status_code == 503
    assert "nothing-here" in ready.json()["reason"]
    assert client.post("/v1/differential", json=FEVER).status_code == 503
    assert client.get("/").status_code == 200


def test_a_bundle_that_does_not_answer_is_not_ready(serve: Callable[..., httpx.Client], broken: Diagnoser) -> None:
    ready = serve(broken).get("/readyz")
    assert ready.status_code == 503
    assert "does not answer (ValueError)" in ready.json()["reason"]


def test_a_bundle_without_findings_is_not_ready(
    serve: Callable[..., httpx.Client], two_diseases: Diagnoser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(two_diseases, "lexicon", Lexicon(()))
    assert "knows no finding" in serve(two_diseases).get("/readyz").json()["reason"]


def test_a_defect_shows_neither_to_the_caller_nor_in_the_log_what_was_sent(
    serve: Callable[..., httpx.Client], broken: Diagnoser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = serve(broken)
    response = client.post("/v1/differential", json={**FEVER, "age": 47.25})
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert "defect: ValueError at" in caplog.text
    assert "test_service.py" in caplog.text
    logged_by_server(caplog, "POST /v1/differential 500 ")
    for text in (response.text, caplog.text):
        assert "47.25" not in text
        assert "HP:0001945" not in text


def test_the_log_holds_the_route_and_no_query(
    serve: Callable[..., httpx.Client], two_diseases: Diagnoser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = serve(two_diseases)
    client.get("/v1/findings", params={"q": "fieb"})
    client.get("/v1/fiebre")
    logged_by_server(caplog, "GET /v1/findings 200 ")
    logged_by_server(caplog, "GET page 404 ")
    assert "fieb" not in "".join(record.getMessage() for record in caplog.records if "httpx" not in record.name)


def test_metrics_count_without_naming(serve: Callable[..., httpx.Client], two_diseases: Diagnoser) -> None:
    client = serve(two_diseases)
    client.post("/v1/differential", json={"findings": [{"id": "HP:0001945"}, {"id": "HP:9999999"}], "age": 47.25})
    client.get("/v1/findings", params={"q": "fieb"})
    client.get("/no/such/page")
    client.get("/readyz")
    text = client.get("/metrics").text
    assert 'hoofbeat_requests_total{method="POST",route="/v1/differential",status="200"} 1.0' in text
    assert 'hoofbeat_requests_total{method="GET",route="page",status="404"} 1.0' in text
    assert "hoofbeat_differentials_total 1.0" in text
    assert "hoofbeat_differential_warnings_total 1.0" in text
    assert "hoofbeat_findings_per_request_sum 2.0" in text
    assert "hoofbeat_ready 1.0" in text
    assert 'hoofbeat_bundle_info{knowledge="hpo-2026-10-01+tables-0123",version="test-1"} 1.0' in text
    for secret in ("fieb", "HP:", "47.25", "no/such"):
        assert secret not in text


@pytest.mark.parametrize("path", ["/", "/docs", "/app.js", "/v1/model", "/no-such-page", "/openapi.json"])
def test_every_answer_forbids_other_hosts(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'")
    assert policy.count("unsafe") == policy.count("'wasm-unsafe-eval'") == 1  # for the model in the browser alone
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == ("no-store" if path.startswith("/v1/") else "no-cache")


def test_the_pages_name_no_other_host() -> None:
    """But for the links that a reader may follow: a policy lets nothing else leave."""
    web = Path(__file__).parents[2] / "src" / "hoofbeat" / "serving" / "web"
    pictures = {".png"}
    written = (path for path in web.rglob("*") if path.parent.name != "vendor" and path.suffix not in pictures)
    for path in filter(Path.is_file, written):  # what is not ours is held to its package by another test
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        named = re.findall(r"https?://[\w.]+", text)
        links = ["https://www.orpha.net", "https://www.omim.org", "https://monarchinitiative.org"]
        assert named == (links if path.name == "links.js" else []), path.name
        if path.suffix == ".html":
            assert "<script>" not in text
            assert " style=" not in text
            assert " onclick=" not in text


def test_the_openapi_page_teaches(client: httpx.Client) -> None:
    api = client.get("/openapi.json").json()
    asked = api["components"]["schemas"]["DifferentialRequest"]
    example = asked["examples"][0]
    assert client.post("/v1/differential", json=example).status_code == 200
    assert all(operation.get("summary") for path in api["paths"].values() for operation in path.values())
