"""The Lambda function under Lambda's own runtime client, asked with events of API Gateway.

Mirrors: deploy/aws/lambda/handler.py
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from places.lambda_place import LambdaPlace, answer, event, start

pytestmark = pytest.mark.slow

CASE = json.dumps(
    {"findings": [{"id": "HP:0001166"}, {"id": "HP:0001083"}], "age": 16, "sex": "male", "top": 5}
).encode()
#: What the page's costs are reckoned with: ten diseases, each explained.
TEN = json.dumps(
    {"findings": [{"id": name} for name in ("HP:0001166", "HP:0001083", "HP:0002616")], "top": 10}
).encode()
UNSIGNED = {"HOOFBEAT_ALLOW_UNSIGNED": "1", "HOOFBEAT_OPEN": "1"}

#: A word that nobody would type, to be looked for in the log.
CANARY = "zyxwq-canary"
SCHEDULE = {"version": "0", "id": "1", "detail-type": "Scheduled Event", "source": "aws.events", "detail": {}}


@pytest.fixture(scope="module")
def place(demo_bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LambdaPlace]:
    """One execution environment, asked by all tests in turn."""
    with start(demo_bundle, UNSIGNED, tmp_path_factory.mktemp("lambda")) as running:
        runtime = running.environment
        seconds, busy, memory = runtime.wait(), runtime.busy_seconds(), runtime.memory_mb()
        sys.stdout.write(f"\nLambda: init phase {seconds:.1f} s, of which {busy:.1f} s of processor; {memory:.0f} MB\n")
        yield running


def raw(place: LambdaPlace, asked: Any) -> Any:
    """The function's own answer, before a gateway decodes it."""
    outcome = place.environment.api.invoke(asked)
    assert outcome.kind == "response", outcome.body
    return outcome.body


def test_it_is_ready_when_the_init_phase_ends(place: LambdaPlace) -> None:
    assert place.ask("GET", "/readyz").status == 200
    assert place.ask("GET", "/healthz").status == 200


def test_a_differential_is_the_same_as_text_and_as_base64(place: LambdaPlace) -> None:
    text = place.ask("POST", "/v1/differential", CASE)
    told = json.loads(text.body)
    assert (text.status, told["differential"][0]["disease_id"]) == (200, "OMIM:154700")
    binary = answer(place.environment.api.invoke(event("POST", "/v1/differential", CASE, binary=True)))
    assert json.loads(binary.body)["differential"] == told["differential"]


def test_a_query_string_is_read_once_decoded(place: LambdaPlace) -> None:
    found = place.ask("GET", "/v1/findings?q=arachnodactyly%20&limit=3")
    assert found.status == 200
    assert json.loads(found.body)[0]["id"] == "HP:0001166"


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/v1/differential", b'{"findings": 1}', 422),
        ("POST", "/v1/differential", b"{", 422),
        ("GET", "/nothing", None, 404),
        ("POST", "/v1/differential", b" " * 70_000, 413),
    ],
)
def test_a_problem_leaves_as_text(place: LambdaPlace, method: str, path: str, body: bytes | None, status: int) -> None:
    told = raw(place, event(method, path, body))
    assert (told["statusCode"], told["isBase64Encoded"]) == (status, False)
    assert told["headers"]["content-type"] == "application/problem+json"
    assert json.loads(told["body"])["status"] == status


@pytest.mark.parametrize("path", ["/", "/logo.svg", "/openapi.json", "/metrics"])
def test_pages_and_pictures_leave_as_text_too(place: LambdaPlace, path: str) -> None:
    told = raw(place, event("GET", path))
    assert (told["statusCode"], told["isBase64Encoded"]) == (200, False)


@pytest.mark.parametrize("asked", [{}, None, SCHEDULE], ids=["empty", "null", "schedule"])
def test_a_warm_up_says_whether_it_is_ready(place: LambdaPlace, asked: Any) -> None:
    assert raw(place, asked) == {"status": "ready"}


BROKEN = {
    "of another kind": {"Records": [{"body": CANARY}]},
    "of the REST API": {"resource": "/", "httpMethod": "GET", "path": f"/{CANARY}", "requestContext": {}},
    "half a request": {"version": "2.0", "requestContext": {"http": {"path": f"/{CANARY}"}}},
    "no base64": event("POST", "/v1/differential", CASE) | {"body": f"{CANARY}!", "isBase64Encoded": True},
    "a list": [CANARY],
    "no JSON": f'{{"{CANARY}'.encode(),
}


@pytest.mark.parametrize("asked", BROKEN.values(), ids=BROKEN)
def test_a_broken_event_is_reported_and_the_next_one_answered(place: LambdaPlace, asked: Any) -> None:
    outcome = place.environment.api.invoke(asked)
    assert outcome.kind == "error"
    assert CANARY.encode() not in outcome.raw
    assert place.ask("GET", "/readyz").status == 200


def test_the_log_holds_routes_and_nothing_that_was_sent(place: LambdaPlace) -> None:
    place.ask("GET", f"/v1/findings?q={CANARY}")
    place.ask("GET", f"/{CANARY}")
    place.ask("POST", "/v1/differential", json.dumps({"findings": [{"id": CANARY}]}).encode())
    place.ask("POST", "/v1/differential", CASE)
    log = place.environment.log()
    assert "POST /v1/differential 200" in log
    assert CANARY not in log
    assert "HP:000" not in log


def test_the_bundle_is_loaded_once_and_not_at_every_call(place: LambdaPlace) -> None:
    runtime, calls = place.environment, 40
    before = runtime.busy_seconds()
    outcomes = [runtime.api.invoke(event("POST", "/v1/differential", TEN)) for _ in range(calls)]
    busy = (runtime.busy_seconds() - before) / calls * 1000
    median = sorted(outcome.seconds for outcome in outcomes)[calls // 2] * 1000
    size = len(answer(outcomes[0]).body)
    sys.stdout.write(
        f"\nLambda: warm differential {median:.0f} ms (median), {busy:.0f} ms of processor (mean), {size} bytes\n"
    )
    assert runtime.log().count("answering with bundle") == 1
    assert busy < 1000
