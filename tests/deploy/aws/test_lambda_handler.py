"""The Lambda function under Lambda's own runtime client, asked with events of API Gateway.

Mirrors: deploy/aws/lambda/handler.py
"""

import importlib.util
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import lambda_runtime
from lambda_runtime import Environment
from places.lambda_place import TASK, LambdaPlace, answer, event, start

pytestmark = pytest.mark.slow

CASE = json.dumps(
    {"findings": [{"id": "HP:0001166"}, {"id": "HP:0001083"}], "age": 16, "sex": "male", "top": 5}
).encode()
UNSIGNED = {"HOOFBEAT_ALLOW_UNSIGNED": "1"}

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
    seconds = sorted(runtime.api.invoke(event("POST", "/v1/differential", CASE)).seconds for _ in range(calls))
    median, busy = seconds[calls // 2] * 1000, (runtime.busy_seconds() - before) / calls * 1000
    sys.stdout.write(f"\nLambda: warm differential {median:.0f} ms (median), {busy:.0f} ms of processor (mean)\n")
    assert runtime.log().count("answering with bundle") == 1
    assert busy < 1000


def test_without_a_key_the_function_reports_that_it_cannot_start(demo_bundle: Path, tmp_path: Path) -> None:
    with lambda_runtime.environment(TASK, {"HOOFBEAT_BUNDLE": str(demo_bundle)}, tmp_path) as running:
        outcome = running.api.init_error.get(timeout=60)
        assert running.process.wait(10) == 1
    assert "HOOFBEAT_TRUSTED_KEYS" in outcome.body["errorMessage"] or "key" in outcome.body["errorMessage"]


def test_an_idle_environment_ends_at_once_when_told_to(tmp_path: Path) -> None:
    """Lambda tells only functions with an extension, and never during a call: there is nothing to drain."""
    with _without_bundle(tmp_path) as running:
        running.wait()
        running.process.terminate()
        assert running.process.wait(5) == -15


def _without_bundle(tmp_path: Path) -> Any:
    variables = UNSIGNED | {"HOOFBEAT_BUNDLE": str(tmp_path / "none"), "HOOFBEAT_CACHE": str(tmp_path / "cache")}
    return lambda_runtime.environment(TASK, variables, tmp_path)


def test_a_broken_bundle_leaves_it_up_with_the_reason(demo_bundle: Path, tmp_path: Path) -> None:
    broken = tmp_path / "bundle"
    shutil.copytree(demo_bundle, broken)
    (broken / "ranker.onnx").write_bytes(b"no graph")
    variables = UNSIGNED | {"HOOFBEAT_BUNDLE": str(broken), "HOOFBEAT_CACHE": str(tmp_path / "cache")}
    with lambda_runtime.environment(TASK, variables, tmp_path) as running:
        running.wait()
        assert _status(running, "/healthz") == 200
        ready = answer(running.api.invoke(event("GET", "/readyz")))
        assert ready.status == 503
        assert "ranker.onnx" in json.loads(ready.body)["reason"]
        assert running.api.invoke({}).body["status"] == "not ready"
        assert answer(running.api.invoke(event("POST", "/v1/differential", CASE))).status == 503


def _status(running: Environment, path: str) -> int:
    return answer(running.api.invoke(event("GET", path))).status


def test_a_bundle_that_comes_later_is_taken_up(
    demo_bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOOFBEAT_BUNDLE", str(tmp_path / "bundle"))
    monkeypatch.setenv("HOOFBEAT_ALLOW_UNSIGNED", "1")
    monkeypatch.setenv("HOOFBEAT_CACHE", str(tmp_path / "cache"))
    handler = _imported()
    assert handler.handler({}, None)["status"] == "not ready"
    (tmp_path / "bundle").symlink_to(demo_bundle)
    assert handler.handler({}, None)["status"] == "not ready", "not at every call"
    monkeypatch.setattr(handler, "RETRY_SECONDS", 0)
    assert handler.handler({}, None) == {"status": "ready"}


def _imported() -> ModuleType:
    spec = importlib.util.spec_from_file_location("lambda_handler_under_test", TASK / "handler.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
