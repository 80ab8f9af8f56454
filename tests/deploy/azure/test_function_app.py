"""The function app, indexed and called as the platform does: real requests, several at once, no start-up event.

Mirrors: deploy/azure/function/function_app.py
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from places.azure import FUNCTION, FunctionApp, start, worker_library
from places.base import NotHere

pytestmark = pytest.mark.slow

JSON = {"content-type": "application/json"}
CASE = json.dumps({"findings": [{"id": "HP:0001166"}], "age": 16, "sex": "male", "top": 3}).encode()
UNSIGNED = {"HOOFBEAT_ALLOW_UNSIGNED": "1", "HOOFBEAT_OPEN": "1"}


@pytest.fixture(scope="module", params=["library", "objects"])
def running(
    request: pytest.FixtureRequest, demo_bundle: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FunctionApp]:
    """Through Microsoft's worker library, and through the objects of ``azure.functions`` alone."""
    if request.param == "library" and worker_library() is None:
        pytest.skip("no worker library: run deploy/azure/tools.sh DIR and set HOOFBEAT_CLOUD_SCHEMAS=DIR")
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "objects":
            patch.delenv("HOOFBEAT_CLOUD_SCHEMAS", raising=False)
        try:
            with start(demo_bundle, UNSIGNED, tmp_path_factory.mktemp("azure")) as app:
                yield app
        except NotHere as reason:
            pytest.skip(str(reason))


def test_one_function_takes_every_path_and_asks_for_its_key(running: FunctionApp) -> None:
    (trigger,) = [each for each in running.indexed["bindings"] if "rigger" in str(each["type"])]
    assert running.indexed["name"] == "hoofbeat"
    assert trigger["route"] == "{*path}"
    assert str(trigger["authLevel"]).endswith("FUNCTION")
    assert {str(method).rpartition(".")[2] for method in trigger["methods"]} >= {"GET", "HEAD", "POST", "OPTIONS"}


def test_the_first_questions_are_answered_without_a_start_up_event(running: FunctionApp) -> None:
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
        ("GET", "/v1/findings?q=dedos+largos+%26+piel%C3%A9", None, 200, "application/json"),
        ("GET", "/nothing", None, 404, "application/problem+json"),
        ("GET", "/v1/differential", None, 405, "application/problem+json"),
        ("POST", "/v1/differential", b'{"findings": [{"id": "none"}]}', 422, "application/problem+json"),
        ("POST", "/v1/differential", b" " * 70_000, 413, "application/problem+json"),
    ],
)
def test_status_and_type_are_the_applications_own(
    running: FunctionApp, method: str, path: str, body: bytes | None, status: int, kind: str
) -> None:
    answer = running.ask(method, path, body, JSON if body else None)
    assert (answer.status, answer.headers["content-type"]) == (status, kind)
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.body
    if "json" in kind:
        assert json.loads(answer.body) is not None


def test_a_query_arrives_as_it_was_typed(running: FunctionApp) -> None:
    found = json.loads(running.ask("GET", "/v1/findings?q=arachnodactyly").body)
    assert "HP:0001166" in json.dumps(found)


def test_many_at_once_are_answered_as_one_alone(running: FunctionApp) -> None:
    alone = json.loads(running.ask("POST", "/v1/differential", CASE, JSON).body)["differential"]
    with ThreadPoolExecutor(8) as askers:
        answers = list(askers.map(lambda _: running.ask("POST", "/v1/differential", CASE, JSON), range(24)))
    assert {answer.status for answer in answers} == {200}
    assert all(json.loads(answer.body)["differential"] == alone for answer in answers)


#: Prints the level that the app asks for, and what the log of debugging lets through.
_LOOK = """
import logging, sys
sys.path.insert(0, sys.argv[1])
import function_app
logging.basicConfig(level=logging.DEBUG, stream=sys.stdout, force=True)
logging.debug("Received %s from ASGI worker.", {"type": "http.response.body", "body": b"zyzzyva"})
logging.debug("harmless")
print(function_app.app.auth_level)
"""


@pytest.mark.parametrize(("login", "level"), [("", "FUNCTION"), ("1", "ANONYMOUS"), ("no", "FUNCTION")])
def test_the_key_is_asked_for_unless_a_login_stands_before(tmp_path: Path, login: str, level: str) -> None:
    """Also: answers never reach a log of debugging, where the middleware would write each whole."""
    settings = UNSIGNED | {"HOOFBEAT_BUNDLE": str(tmp_path), "HOOFBEAT_AZURE_LOGIN": login, "PATH": ""}
    told = subprocess.run(
        [sys.executable, "-c", _LOOK, str(FUNCTION)],
        env=settings,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    ).stdout
    assert told.splitlines()[-1].endswith(level)
    assert "harmless" in told
    assert "zyzzyva" not in told


def test_without_a_bundle_it_answers_why(tmp_path: Path) -> None:
    with start(tmp_path / "absent", UNSIGNED, tmp_path) as app:
        answer = app.ask("POST", "/v1/differential", CASE, JSON)
        assert (answer.status, answer.headers["content-type"]) == (503, "application/problem+json")
        assert app.ask("GET", "/healthz").status == 200
        assert json.loads(app.ask("GET", "/readyz").body)["reason"]
