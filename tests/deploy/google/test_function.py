"""The function under Google's own functions framework: a real process, forked and asked as Cloud Run does.

Mirrors: deploy/google/function/main.py
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from places.base import NotHere
from places.google import FUNCTION, FunctionsFramework, start

pytestmark = pytest.mark.slow

JSON = {"content-type": "application/json"}
CASE = json.dumps({"findings": [{"id": "HP:0001166"}], "age": 16, "sex": "male", "top": 3}).encode()
UNSIGNED = {"HOOFBEAT_ALLOW_UNSIGNED": "1", "HOOFBEAT_OPEN": "1"}


@pytest.fixture(scope="module")
def running(demo_bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FunctionsFramework]:
    try:
        with start(demo_bundle, UNSIGNED, tmp_path_factory.mktemp("google")) as framework:
            yield framework
    except NotHere as reason:
        pytest.skip(str(reason))


def test_the_first_questions_are_answered_without_a_start_up_event(running: FunctionsFramework) -> None:
    answer = running.ask("POST", "/v1/differential", CASE, JSON)
    assert answer.status == 200
    assert len(json.loads(answer.body)["differential"]) == 3
    assert json.loads(running.ask("GET", "/readyz").body) == {"status": "ready", "reason": None}


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "kind"),
    [
        ("GET", "/", None, 200, "text/html; charset=utf-8"),
        ("GET", "/openapi.json", None, 200, "application/json"),
        ("GET", "/v1/findings?q=long+fingers", None, 200, "application/json"),
        ("GET", "/nothing", None, 404, "application/problem+json"),
        ("GET", "/v1/differential", None, 405, "application/problem+json"),
        ("POST", "/v1/differential", b'{"findings": [{"id": "none"}]}', 422, "application/problem+json"),
        ("POST", "/v1/differential", b" " * 70_000, 413, "application/problem+json"),
    ],
)
def test_status_and_type_are_the_applications_own(
    running: FunctionsFramework, method: str, path: str, body: bytes | None, status: int, kind: str
) -> None:
    answer = running.ask(method, path, body, JSON if body else None)
    assert (answer.status, answer.headers["content-type"]) == (status, kind)
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.body


def test_many_at_once_are_answered_as_one_alone(running: FunctionsFramework) -> None:
    alone = json.loads(running.ask("POST", "/v1/differential", CASE, JSON).body)["differential"]
    with ThreadPoolExecutor(8) as askers:
        answers = list(askers.map(lambda _: running.ask("POST", "/v1/differential", CASE, JSON), range(24)))
    assert {answer.status for answer in answers} == {200}
    assert all(json.loads(answer.body)["differential"] == alone for answer in answers)


def test_the_log_has_a_line_a_request_and_no_typed_word(running: FunctionsFramework) -> None:
    running.ask("GET", "/v1/findings?q=zyzzyva+fingers")
    log = running.log.read_text()
    assert "GET /v1/findings 200" in log
    assert "zyzzyva" not in log


def test_a_request_in_flight_when_it_is_told_to_stop_is_answered(demo_bundle: Path, tmp_path: Path) -> None:
    with start(demo_bundle, UNSIGNED, tmp_path) as framework, ExitStack() as closing:
        connections = [closing.enter_context(closed(framework.port)) for _ in range(4)]
        for connection in connections:
            connection.putrequest("POST", "/v1/differential")
            connection.putheader("content-type", "application/json")
            connection.putheader("content-length", str(len(CASE)))
            connection.endheaders(CASE[:10])
        framework.ask("GET", "/healthz")  # the four before it were taken
        framework.process.terminate()
        for connection in connections:
            connection.send(CASE[10:])
        assert [connection.getresponse().status for connection in connections] == [200] * 4
        assert framework.process.wait(timeout=30) == 0  # Cloud Run waits 10 s; tests share their processor


@contextmanager
def closed(port: int) -> Iterator[HTTPConnection]:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        yield connection
    finally:
        connection.close()


def test_a_setting_that_cannot_be_used_ends_the_deployment(tmp_path: Path) -> None:
    """Without a trusted key nothing starts, rather than a revision that answers 500."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HOOFBEAT_")}
    settings = {"FUNCTION_TARGET": "hoofbeat", "FUNCTION_SOURCE": str(FUNCTION), "PORT": "1"}
    command = Path(sys.executable).with_name("functions-framework")
    ended = subprocess.run(
        [str(command)], cwd=tmp_path, env=kept | settings, capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode != 0
    assert "HOOFBEAT_TRUSTED_KEYS" in ended.stderr
