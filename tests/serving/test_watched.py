"""The real service, watched: traces and metrics at a receiver, a log of JSON; what is typed is in none of them.

Mirrors: hoofbeat.monitoring.telemetry, hoofbeat.monitoring.otlp_metrics, hoofbeat.serving.logs
"""

import http.client
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from canary_plants import CANARIES, DNI, EMAIL, FAMILY, NAME, NOTE
from canary_search import canaries_in
from otlp_receiver import Receiver, attributes, receiving
from running_service import Running, running
from small_bundles import KNOWN, small_bundle

CASE = {"findings": [{"id": KNOWN}], "age": 34.5}
TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
HEADERS = {
    "traceparent": f"00-{TRACE}-{PARENT}-01", "tracestate": f"ward={FAMILY}", "baggage": f"name={FAMILY}",
    "user-agent": NAME, "referer": f"http://here/{EMAIL}", "x-request-id": DNI,
    "cookie": f"name={FAMILY}", "hoofbeat-sitting": NAME,
}  # fmt: skip
#: What a span may say, beside its name.
SAID = {"http.request.method", "http.route", "http.response.status_code", "hoofbeat.times"}


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    with receiving() as listening:
        yield listening


@pytest.fixture(scope="module")
def service(receiver: Receiver, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("watched")
    environment = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": receiver.address,
        "OTEL_EXPORTER_OTLP_COMPRESSION": "gzip",
        "OTEL_BSP_SCHEDULE_DELAY": "100",
        "OTEL_METRIC_EXPORT_INTERVAL": "300",
        "HOOFBEAT_LOG_FORMAT": "json",
        "HOOFBEAT_CHALLENGER": str(small_bundle(folder / "challenger", 2)),
        "HOOFBEAT_SHADOW_SHARE": "1",
        "HOOFBEAT_CANARY": str(folder / "challenger"),
        "HOOFBEAT_CANARY_SHARE": "0.5",
    }
    cases = f"sqlite:///{folder / 'cases.db'}"
    with running(small_bundle(folder / "bundle"), folder / "log", "--cases", cases, environment=environment) as started:
        yield started


def test_a_request_is_traced_with_its_stages_and_its_lines_are_found_by_it(
    service: Running, receiver: Receiver
) -> None:
    answer = httpx.post(f"{service.address}/v1/differential", json=CASE, headers=HEADERS, timeout=60)
    assert answer.status_code == 200

    def whole() -> dict[str, Any]:
        return {span.name: span for span in receiver.spans if span.trace_id.hex() == TRACE}

    receiver.until(lambda _: "POST /v1/differential" in whole())
    spans = whole()
    request = spans.pop("POST /v1/differential")
    assert request.parent_span_id.hex() == PARENT
    assert attributes(request) == {
        "http.request.method": "POST",
        "http.route": "/v1/differential",
        "http.response.status_code": 200,
    }
    assert set(spans) == {"encode", "knowledge", "rank", "judge", "order", "explain", "questions"}
    for stage in spans.values():
        assert stage.parent_span_id == request.span_id
        assert request.start_time_unix_nano <= stage.start_time_unix_nano < stage.end_time_unix_nano
        assert stage.end_time_unix_nano <= request.end_time_unix_nano
    (resource, *_) = receiver.resources
    assert (resource["service.name"], resource["telemetry.sdk.language"]) == ("hoofbeat", "python")
    lines = [json.loads(line) for line in service.log.splitlines()]
    (line,) = (line for line in lines if line.get("request_id") == answer.headers["x-request-id"])
    assert (line["trace_id"], line["span_id"]) == (TRACE, request.span_id.hex())
    assert (line["route"], line["method"], line["status"]) == ("/v1/differential", "POST", 200)


def test_a_request_of_many_cases_has_each_stage_once_and_says_how_often(service: Running, receiver: Receiver) -> None:
    body = "\n".join(json.dumps(CASE) for _ in range(7))
    httpx.post(
        f"{service.address}/v1/differentials",
        content=body,
        headers={"Content-Type": "application/x-ndjson"},
        timeout=60,
    )
    receiver.until(lambda at: any(span.name == "POST /v1/differentials" for span in at.spans))
    (request,) = (span for span in receiver.spans if span.name == "POST /v1/differentials")
    stages = [span for span in receiver.spans if span.parent_span_id == request.span_id]
    assert [attributes(span) for span in stages if span.name == "rank"] == [{"hoofbeat.times": 7}]


def test_the_metrics_that_are_sent_are_those_that_are_shown(service: Running, receiver: Receiver) -> None:
    def counted() -> float:
        metric = receiver.metrics.get("hoofbeat_differentials_total")
        return metric.sum.data_points[0].as_double if metric else 0.0

    shown = service.metrics()
    receiver.until(lambda _: f"\nhoofbeat_differentials_total {counted()}\n" in shown)
    latency = receiver.metrics["hoofbeat_request_seconds"].histogram
    assert {point.attributes[0].value.string_value for point in latency.data_points} >= {"/v1/differential"}
    for point in latency.data_points:
        assert sum(point.bucket_counts) == point.count > 0
        assert len(point.bucket_counts) == len(point.explicit_bounds) + 1
        assert not point.HasField("min")
    assert receiver.metrics["hoofbeat_differentials_total"].sum.is_monotonic
    assert receiver.metrics["process_resident_memory_bytes"].gauge.data_points[0].as_double > 50e6


def test_what_is_typed_anywhere_is_in_no_span_no_metric_and_no_line(service: Running, receiver: Receiver) -> None:
    """Planted at every address wherever a request has room: path, query, body, headers, method."""
    paths = httpx.get(f"{service.address}/openapi.json", timeout=60).json()["paths"]
    addresses = [(method.upper(), path) for path, operations in paths.items() for method in operations]
    assert len(addresses) > 25
    bodies: list[tuple[str, bytes]] = [
        ("application/json", json.dumps(CASE | {"name": NAME, "text": NOTE, DNI: EMAIL}).encode()),
        ("application/json", f'{{"findings": [{{"id": "{NAME}"}}], "age": "{DNI} {NOTE}'.encode()),
        ("application/x-ndjson", json.dumps({"findings": [{"id": NAME}], FAMILY: NOTE}).encode()),
    ]
    text = {"text": f"{NOTE}. Fever.", "lang": "en"}
    with httpx.Client(base_url=service.address, headers=HEADERS | {"traceparent": ""}, timeout=60) as client:
        for method, path in addresses:
            filled = path.replace("{case_id}", NAME).replace("{disease_id}", DNI).replace("{", "").replace("}", "")
            for kind, body in bodies if method in ("POST", "PUT") else [("", b"")]:
                client.request(
                    method, filled, params={"q": NAME, FAMILY: DNI}, content=body, headers={"Content-Type": kind}
                )
        for path in ("/v1/extraction", "/v1/differential/text"):
            client.post(path, json=text)
        for number in range(8):  # some are answered by the canary, the others compared in the shadow
            client.post("/v1/differential", json=CASE, headers={"Hoofbeat-Sitting": f"{FAMILY} {number}"})
        client.get(f"/{NAME}", params={"q": DNI})
        client.get("/v1/model", headers={"X-Forwarded-For": "203.0.113.77", "Authorization": f"Bearer hfb_{DNI}"})
        client.request("QUETZALBIRD", "/v1/model")
    raw = http.client.HTTPConnection(service.address.removeprefix("http://"), timeout=60)
    raw.request(FAMILY.upper(), f"/v1/findings?q={FAMILY}%zz", headers={"Host": FAMILY})
    raw.getresponse().read()
    raw.close()
    last = httpx.get(f"{service.address}/v1/measurements", timeout=60).headers["x-request-id"]
    receiver.until(lambda _: last in service.log)  # it is written once the answer is gone
    (line,) = (one for one in map(json.loads, service.log.splitlines()) if one.get("request_id") == last)
    receiver.until(lambda at: any(span.trace_id.hex() == line["trace_id"] for span in at.spans))

    asked = {f"{method} {path}" for method, path in addresses}
    assert asked <= {span.name for span in receiver.spans}, "an address was not traced: nothing was looked at there"
    routes = {path for _, path in addresses} | {"page", "/docs", "/openapi.json", "/sw.js"}
    for span in receiver.spans:
        said = attributes(span)
        assert set(said) <= SAID
        assert said.get("http.route", "page") in routes
        assert [*span.events, *span.links] == []
        assert span.trace_state + span.status.message == ""
    for tried in ('mode="shadow",outcome="same_first"', 'mode="canary",outcome="answered",role="challenger"'):
        assert tried in service.metrics()
    told = b"".join(body for _, body in receiver.bodies), service.log.encode(), service.metrics().encode()
    for content in told:
        assert len(content) > 1000
        assert canaries_in(content) == []
        assert b"203.0.113.77" not in content
        assert KNOWN.encode() not in content
    assert len(CANARIES) > 3
    assert json.loads(service.log.splitlines()[-1])


def test_at_its_end_it_sends_what_is_left(service: Running, receiver: Receiver) -> None:
    httpx.get(f"{service.address}/v1/model-card", timeout=60)
    assert service.stop() == 0
    assert any(span.name == "GET /v1/model-card" for span in receiver.spans)


def test_a_collector_that_is_away_keeps_nobody_waiting(tmp_path: Path) -> None:
    environment = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "OTEL_TRACES_SAMPLER": "always_on"}
    with running(small_bundle(tmp_path / "bundle"), tmp_path / "log", environment=environment) as service:
        answer = httpx.post(f"{service.address}/v1/differential", json=CASE, timeout=10)
        assert answer.status_code == 200
        assert service.stop() == 0
    assert FAMILY not in service.log
