"""How often one may ask: by key, by address, by the network of IPv6; nobody on this machine unless told so."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from hoofbeat.jobs.keys import AddKeyJob
from hoofbeat.serving.access.doors import Doors
from hoofbeat.serving.config import ServiceConfig
from hoofbeat.serving.engine import Diagnoser
from hoofbeat.serving.http.rate import RateLimit
from hoofbeat.serving.settings import ServingSettings

Serve = Callable[..., httpx.Client]
ELSEWHERE = {"X-Forwarded-For": "203.0.113.9"}


class Clock:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class Asked:
    """A limit before an application that always answers, asked as by others."""

    def __init__(self, per_minute: int | None) -> None:
        self.clock = Clock()
        self._limit = RateLimit(PlainTextResponse("fine"), per_minute, ["/v1/model"], self.clock)

    def __call__(self, host: str = "203.0.113.9", key_id: str | None = None, path: str = "/v1/model") -> int:
        return self.response(host, key_id, path).status_code

    def response(self, host: str, key_id: str | None = None, path: str = "/v1/model") -> httpx.Response:
        async def known(scope: Scope, receive: Receive, send: Send) -> None:
            scope["state"] = {"key_id": key_id} if key_id else {}
            await self._limit(scope, receive, send)

        return asyncio.run(self._ask(known, host, path))

    @staticmethod
    async def _ask(app: ASGIApp, host: str, path: str) -> httpx.Response:
        transport = httpx.ASGITransport(app, client=(host, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return await client.get(path)


def test_each_has_a_minute_s_worth_and_what_comes_again() -> None:
    asked = Asked(3)
    assert [asked() for _ in range(5)] == [200, 200, 200, 429, 429]
    refused = asked.response("203.0.113.9")
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["retry-after"] == "20"
    asked.clock.seconds = 19
    assert asked() == 429
    asked.clock.seconds = 20.1
    assert [asked(), asked()] == [200, 429]
    asked.clock.seconds = 10_000
    assert [asked() for _ in range(4)] == [200, 200, 200, 429]


def test_one_does_not_take_another_s_share() -> None:
    asked = Asked(1)
    for who in ({"host": "203.0.113.9"}, {"host": "203.0.113.10"}, {"key_id": "ward-3"}, {"key_id": "ward-4"}):
        assert [asked(**who), asked(**who)] == [200, 429], who
    assert asked(host="203.0.113.77", key_id="ward-3") == 429, "a key is one, wherever it is shown"


def test_a_network_of_ipv6_is_one_client() -> None:
    asked = Asked(1)
    assert [asked("2001:db8::1"), asked("2001:db8::2"), asked("2001:db8:0:1::1")] == [200, 429, 200]


def test_what_is_not_asked_often_on_purpose_is_not_counted() -> None:
    asked = Asked(1)
    assert {asked(path="/healthz") for _ in range(5)} == {200}


def test_the_usual_rate_is_for_keys_alone() -> None:
    asked = Asked(None)
    assert {asked() for _ in range(700)} == {200}
    statuses = [asked(key_id="ward-3") for _ in range(601)]
    assert (statuses.count(200), statuses[-1]) == (600, 429)


def test_forgetting_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hoofbeat.serving.http.rate._BUCKETS", 3)
    asked = Asked(1)
    assert {asked(f"203.0.113.{number}") for number in range(20)} == {200}
    assert len(asked._limit._buckets) == 3


def test_a_service_limits_keys_and_not_its_own_machine(serve: Serve, two_diseases: Diagnoser, tmp_path: Path) -> None:
    file = tmp_path / "access.tsv"
    shown = ELSEWHERE | {"Authorization": f"Bearer {AddKeyJob(file=file, key_id='ward-3').run()}"}
    doors = Doors.of(ServiceConfig(keys_file=file))
    client = serve(two_diseases, ServingSettings(rate=2), doors=doors)
    assert [client.get("/v1/model", headers=shown).status_code for _ in range(3)] == [200, 200, 429]
    assert client.get("/", headers=shown).status_code == 200
    assert 'route="/v1/model",status="429"' in client.get("/metrics").text
    usual = serve(two_diseases, doors=doors)
    assert {usual.get("/v1/model").status_code for _ in range(650)} == {200}
