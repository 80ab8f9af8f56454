"""The Lambda function where something is wrong: it says so, and starts anew where that can help.

Mirrors: deploy/aws/lambda/handler.py
"""

import importlib.util
import json
import logging
import shutil
from contextlib import AbstractContextManager
from pathlib import Path
from types import ModuleType

import pytest

import lambda_runtime
from hoofbeat.serving.keeper import Keeper
from lambda_runtime import Environment
from places.lambda_place import TASK, answer, event

pytestmark = pytest.mark.slow

CASE = json.dumps({"findings": [{"id": "HP:0001166"}], "top": 5}).encode()
UNSIGNED = {"HOOFBEAT_ALLOW_UNSIGNED": "1", "HOOFBEAT_OPEN": "1"}

#: What nobody should read in a log.
CANARY = "zyxwq-canary"


def test_without_a_key_the_function_reports_that_it_cannot_start(demo_bundle: Path, tmp_path: Path) -> None:
    """Nor without a word on who may ask: the gateway before it must be meant."""
    bundle = {"HOOFBEAT_BUNDLE": str(demo_bundle)}
    for variables, missing in (({"HOOFBEAT_OPEN": "1"}, "HOOFBEAT_TRUSTED_KEYS"), ({}, "HOOFBEAT_OPEN=1")):
        with lambda_runtime.environment(TASK, bundle | variables, tmp_path) as running:
            outcome = running.api.init_error.get(timeout=60)
            assert running.process.wait(60) == 1
        assert missing in outcome.body["errorMessage"]


def test_an_idle_environment_ends_at_once_when_told_to(tmp_path: Path) -> None:
    """Lambda tells only functions with an extension, and never during a call: there is nothing to drain."""
    with _without_bundle(tmp_path) as running:
        running.wait()
        running.process.terminate()
        assert running.process.wait(30) == -15


def _without_bundle(tmp_path: Path) -> AbstractContextManager[Environment]:
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


@pytest.fixture
def _given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings of a function that is imported here; its bundle is not there yet."""
    monkeypatch.setenv("HOOFBEAT_BUNDLE", str(tmp_path / "bundle"))
    monkeypatch.setenv("HOOFBEAT_ALLOW_UNSIGNED", "1")
    monkeypatch.setenv("HOOFBEAT_OPEN", "1")
    monkeypatch.setenv("HOOFBEAT_CACHE", str(tmp_path / "cache"))


@pytest.mark.usefixtures("_given")
def test_a_bundle_that_comes_later_is_taken_up(
    demo_bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handler = _imported()
    assert handler.handler({}, None)["status"] == "not ready"
    (tmp_path / "bundle").symlink_to(demo_bundle)
    assert handler.handler({}, None)["status"] == "not ready", "not at every call"
    monkeypatch.setattr(handler, "RETRY_SECONDS", 0)
    assert handler.handler({}, None) == {"status": "ready"}


@pytest.mark.usefixtures("_given")
def test_a_defect_that_nobody_foresaw_leaves_it_up_with_its_type(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: Keeper) -> None:
        raise RuntimeError(f"the store refused {CANARY}")

    monkeypatch.setattr(Keeper, "first", broken)
    with caplog.at_level(logging.INFO):
        told = _imported().handler({}, None)
    assert told == {"status": "not ready", "reason": "a defect: RuntimeError"}
    assert "no bundle: a defect: RuntimeError" in caplog.messages
    assert CANARY not in caplog.text


def _imported() -> ModuleType:
    spec = importlib.util.spec_from_file_location("lambda_handler_under_test", TASK / "handler.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
