"""The webhook: only who shows the token, only what is a notification, and nothing done twice at once.

Mirrors: hoofbeat.lifecycle.alerts.webhook
"""

import json
import threading
from collections.abc import Iterator
from time import monotonic, sleep
from typing import Any

import httpx
import pytest
import uvicorn

from hoofbeat.domain.errors import RegistryError
from hoofbeat.lifecycle.alerts.acting import Deed
from hoofbeat.lifecycle.alerts.receiver import PATH, receiver
from hoofbeat.lifecycle.alerts.webhook import Alert

TOKEN = "a token of some length"  # noqa: S105
BEARER = {"Authorization": f"Bearer {TOKEN}"}
ALERT = {
    "status": "firing",
    "labels": {"alertname": "HoofbeatErrorShare", "action": "rollback"},
    "annotations": {"summary": "5% of the requests end in errors"},
    "startsAt": "2026-11-30T06:00:00.123456789Z",
    "endsAt": "0001-01-01T00:00:00Z",
    "generatorURL": "http://prometheus:9090/graph",
    "fingerprint": "ed9aabe4c1f4a2f9",
}


def notification(*alerts: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """As Alertmanager 0.25 and 0.33 send it."""
    told = {"version": "4", "groupKey": "{}:{}", "truncatedAlerts": 0, "status": "firing", "receiver": "hoofbeat"}
    more = {"groupLabels": {}, "commonLabels": {}, "commonAnnotations": {}, "externalURL": "http://x"}
    return told | more | {"alerts": list(alerts)} | changed


class Acting:
    """What acts, in view: it breaks on an alert that is called so, and sees whether it is called twice at once."""

    def __init__(self) -> None:
        self.told: list[Alert] = []
        self.at_once = 0
        self._busy = threading.Lock()

    def __call__(self, alert: Alert) -> Deed:
        if not self._busy.acquire(blocking=False):
            self.at_once += 1
        else:
            sleep(0.05)
            self._busy.release()
        if alert.name == "Breaks":
            raise RegistryError("The registry does not answer", hint="start it")
        self.told.append(alert)
        return Deed(alert.name, "nothing", "a test")


@pytest.fixture(scope="module")
def acting() -> Acting:
    return Acting()


@pytest.fixture(scope="module")
def url(acting: Acting) -> Iterator[str]:
    config = uvicorn.Config(receiver(acting, TOKEN), port=0, log_config=None, access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = monotonic() + 30
    while not server.started:
        assert monotonic() < deadline
        sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


def test_what_alertmanager_sends_is_acted_upon_and_answered(url: str, acting: Acting) -> None:
    answer = httpx.post(url + PATH, json=notification(ALERT, ALERT | {"status": "resolved"}), headers=BEARER)
    assert answer.status_code == 200, answer.text
    assert [deed["done"] for deed in answer.json()["deeds"]] == ["nothing", "nothing"]
    fires, resolved = acting.told[-2:]
    assert (fires.action, resolved.action) == ("rollback", "")
    assert fires.key == "alert HoofbeatErrorShare ed9aabe4c1f4a2f9 2026-11-30T06:00:00+0000"
    assert httpx.get(url + "/healthz").json() == {"status": "listening"}


@pytest.mark.parametrize("shown", [{}, {"Authorization": "Bearer hunter2"}, {"Authorization": f"Basic {TOKEN}"}])
def test_who_shows_no_token_is_not_listened_to(url: str, acting: Acting, shown: dict[str, str]) -> None:
    before = len(acting.told)
    answer = httpx.post(url + PATH, json=notification(ALERT), headers=shown)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert len(acting.told) == before
    assert "hunter2" not in answer.text


@pytest.mark.parametrize(
    ("content", "status", "says"),
    [
        (b"", 422, "body: json_invalid"),
        (b"{", 422, "body: json_invalid"),
        (b"\xff\xfe", 422, "body: json_invalid"),
        (b"[]", 422, "body: model_type"),
        (json.dumps(notification(ALERT, version="3")).encode(), 422, "version: literal_error"),
        (json.dumps(notification({"status": "firing"})).encode(), 422, "alerts.0.labels: missing"),
        (json.dumps(notification(ALERT | {"startsAt": "soon"})).encode(), 422, "alerts.0.startsAt"),
        (json.dumps(notification(ALERT | {"labels": {"x": "y" * 2000}})).encode(), 422, "string_too_long"),
        (b"[" * 100_000, 422, "json_invalid"),
        (b" " * (1 << 21), 413, "1024 KB"),
    ],
)
def test_what_is_no_notification_is_refused_with_a_reason(url: str, content: bytes, status: int, says: str) -> None:
    answer = httpx.post(url + PATH, content=content, headers=BEARER)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert says in answer.json()["detail"]
    assert httpx.get(url + PATH).status_code == 405


def test_what_could_not_be_done_is_to_be_told_again(url: str) -> None:
    broken = ALERT | {"labels": {"alertname": "Breaks", "action": "rollback"}}
    answer = httpx.post(url + PATH, json=notification(broken), headers=BEARER)
    assert answer.status_code == 503
    assert "The registry does not answer → start it" in answer.json()["detail"]


def test_two_at_once_are_acted_upon_one_after_the_other(url: str, acting: Acting) -> None:
    callers = [
        threading.Thread(target=lambda: httpx.post(url + PATH, json=notification(ALERT), headers=BEARER))
        for _ in range(6)
    ]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert acting.at_once == 0
