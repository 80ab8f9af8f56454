"""The application for hosts that import one: ready when it is made, no start-up event, no log of what is searched."""

import asyncio
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import httpx
import pytest
from fastapi import FastAPI

from free_ports import free_port
from hoofbeat.domain.errors import ConfigError
from hoofbeat.jobs.keys import AddKeyJob
from hoofbeat.serving.hosted import create
from small_bundles import KNOWN, WORDS, Signer, small_bundle, spoilt, version

from .conftest import PATIENCE


@pytest.fixture(autouse=True)
def access_log() -> Iterator[logging.Logger]:
    """Uvicorn's own log of requests, as it was before."""
    logger = logging.getLogger("uvicorn.access")
    before = logger.disabled
    logger.disabled = False
    yield logger
    logger.disabled = before


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    return Signer(tmp_path / "keys")


@pytest.fixture
def environment(signer: Signer, tmp_path: Path) -> dict[str, str]:
    bundle = signer.signed(small_bundle(tmp_path / "bundle"))
    return {"HOOFBEAT_BUNDLE": str(bundle), "HOOFBEAT_TRUSTED_KEYS": str(signer.public), "HOOFBEAT_OPEN": "1"}


def ask(app: FastAPI, method: str, path: str, body: object = None, key: str = "") -> httpx.Response:
    """Call the application as a host does that knows nothing of start-up events."""

    async def asked() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://host") as client:
            return await client.request(method, path, json=body, headers={"X-API-Key": key} if key else {})

    return asyncio.run(asked())


def test_it_answers_without_a_start_up_event(environment: dict[str, str]) -> None:
    app = create(environment, wait=True)
    assert ask(app, "GET", "/readyz").status_code == 200
    answer = ask(app, "POST", "/v1/differential", {"findings": [{"id": KNOWN}]})
    assert answer.status_code == 200
    assert answer.json()["differential"]
    assert answer.json()["bundle"] == version(Path(environment["HOOFBEAT_BUNDLE"]))
    assert ask(app, "GET", f"/v1/findings?q={WORDS}").json()


def test_without_waiting_it_becomes_ready_by_itself(environment: dict[str, str]) -> None:
    app, deadline = create(environment), monotonic() + PATIENCE
    assert ask(app, "GET", "/healthz").status_code == 200
    while ask(app, "GET", "/readyz").status_code != 200:
        assert monotonic() < deadline
        sleep(0.02)


@pytest.mark.parametrize("how", ["unsigned", "damaged", "missing", "distrusted"])
def test_a_bad_bundle_leaves_it_up_with_the_reason(
    environment: dict[str, str], how: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    bundle = Path(environment["HOOFBEAT_BUNDLE"])
    match how:
        case "unsigned":
            (bundle / "signature.json").unlink()
            reason = "The bundle is not signed"
        case "damaged":
            spoilt(bundle)
            reason = "lexicon.json: SHA-256"
        case "missing":
            environment["HOOFBEAT_BUNDLE"] = str(tmp_path / "nowhere")
            reason = "No manifest.json"
        case _:
            environment["HOOFBEAT_TRUSTED_KEYS"] = str(Signer(tmp_path / "other").public)
            reason = "The bundle is signed by key"
    app = create(environment, wait=True)
    assert ask(app, "GET", "/healthz").status_code == 200
    for method, path, body in (
        ("GET", "/readyz", None),
        ("POST", "/v1/differential", {"findings": [{"id": KNOWN}]}),
        ("GET", "/v1/findings?q=fever", None),
    ):
        answer = ask(app, method, path, body)
        assert (answer.status_code, reason in answer.text) == (503, True), answer.text
        assert "json" in answer.headers["content-type"]
    assert any(f"no bundle: {reason}" in record.getMessage() or reason in record.getMessage()
               for record in caplog.records)  # fmt: skip


def test_a_defect_is_told_and_not_waited_for(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    def defect(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("hoofbeat.serving.keeper.Keeper.first", defect)
    assert "a defect: ZeroDivisionError" in ask(create(environment, wait=True), "GET", "/readyz").text


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"HOOFBEAT_TRUSTED_KEYS": ""}, "No key is trusted"),
        ({"HOOFBEAT_TRUSTED_KEYS": "nowhere.pub"}, "is no public Ed25519 key"),
        ({"HOOFBEAT_BUNDLE": "https://host/bundle"}, "address is none that serving knows"),
        ({"HOOFBEAT_MAX_BODY_BYTES": "much"}, "HOOFBEAT_MAX_BODY_BYTES: "),
        ({"HOOFBEAT_OPEN": ""}, "Nothing says who may ask.*HOOFBEAT_KEYS_FILE.*HOOFBEAT_OPEN=1"),
        ({"HOOFBEAT_KEYS_FILE": "nowhere.tsv"}, "nowhere.tsv: the keys cannot be read"),
        ({"HOOFBEAT_AUDIT": "nowhere/audit.jsonl"}, "HOOFBEAT_AUDIT"),
    ],
)
def test_a_setting_that_cannot_be_used_stops_the_host_at_once(
    environment: dict[str, str], change: dict[str, str], says: str
) -> None:
    with pytest.raises(ConfigError, match=says):
        create(environment | change)


def test_settings_reach_the_application(environment: dict[str, str]) -> None:
    app = create(environment | {"HOOFBEAT_MAX_BODY_BYTES": "1024"}, wait=True)
    assert ask(app, "POST", "/v1/differential", {"findings": [{"id": KNOWN}] * 200}).status_code == 413


def test_who_may_ask_reaches_the_application(environment: dict[str, str], tmp_path: Path) -> None:
    key = AddKeyJob(file=tmp_path / "access.tsv", key_id="ward-3").run()
    app = create(environment | {"HOOFBEAT_OPEN": "", "HOOFBEAT_KEYS_FILE": str(tmp_path / "access.tsv")}, wait=True)
    assert ask(app, "GET", "/v1/model").status_code == 401
    assert ask(app, "GET", "/v1/model", key=key).status_code == 200


def test_the_hosts_log_of_requests_is_off(environment: dict[str, str], access_log: logging.Logger) -> None:
    create(environment)
    assert access_log.disabled


@pytest.mark.slow
def test_what_is_searched_stands_in_no_log_of_a_real_host(environment: dict[str, str], tmp_path: Path) -> None:
    """Uvicorn as somebody may start it, with its own log on."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "hoofbeat.serving.hosted:create", "--factory", "--port", str(port)]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=os.environ | environment, cwd=tmp_path)
    try:
        deadline = monotonic() + 120
        while True:
            try:
                if httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=10).status_code == 200:
                    break
            except httpx.TransportError:
                assert process.poll() is None, (tmp_path / "log").read_text()
            assert monotonic() < deadline
            sleep(0.2)
        assert httpx.get(f"http://127.0.0.1:{port}/v1/findings?q=zq7canary", timeout=30).status_code == 200
    finally:
        process.terminate()
        process.wait(30)
    said = (tmp_path / "log").read_text()
    assert "zq7canary" not in said, said
    assert json.dumps(said)
