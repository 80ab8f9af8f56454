"""How long a request may take, and how many are under way: streams go on, what hangs is given up, places come free."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import httpx
import pytest
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hoofbeat.domain.case import Case
from hoofbeat.domain.differential import Differential
from hoofbeat.serving.engine import Diagnoser
from hoofbeat.serving.http.time_limit import TimeLimit
from hoofbeat.serving.settings import ServingSettings

Serve = Callable[..., httpx.Client]
FEVER = {"findings": [{"id": "HP:0001945"}]}


async def ask(app: ASGIApp, path: str = "/slow") -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as client:
        return await client.get(path)


def limited(app: ASGIApp, seconds: float = 0.2, most: int = 2) -> TimeLimit:
    return TimeLimit(app, seconds, most, ["/slow"])


def sleeping(seconds: float) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(seconds)
        await PlainTextResponse("at last")(scope, receive, send)

    return app


def test_what_does_not_begin_in_time_is_given_up() -> None:
    late = asyncio.run(ask(limited(sleeping(30))))
    assert (late.status_code, late.headers["content-type"]) == (504, "application/problem+json")
    assert "0.2 seconds" in late.json()["detail"]
    assert asyncio.run(ask(limited(sleeping(0.01)))).text == "at last"
    assert asyncio.run(ask(TimeLimit(sleeping(0.3), 0.1, 1, ["/other"]))).text == "at last"


def test_a_stream_goes_on_as_long_as_it_moves() -> None:
    async def lines() -> Any:
        for number in range(8):
            await asyncio.sleep(0.1)
            yield f"{number}\n"

    answer = asyncio.run(ask(limited(StreamingResponse(lines()))))
    assert answer.text.split() == list("01234567")


def test_a_stream_that_hangs_is_left_without_an_end() -> None:
    """Nothing closes the answer: the server then closes the connection, and nobody takes it for whole."""

    async def lines() -> Any:
        yield "first\n"
        await asyncio.sleep(30)
        yield "never\n"

    sent: list[Message] = []

    async def keep(message: Message) -> None:
        sent.append(message)

    async def nothing() -> Message:
        await asyncio.sleep(30)
        return {"type": "http.disconnect"}

    scope = {"type": "http", "method": "GET", "path": "/slow", "headers": [], "asgi": {"spec_version": "2.4"}}
    asyncio.run(limited(StreamingResponse(lines()))(scope, nothing, keep))
    assert [message.get("body") for message in sent] == [None, b"first\n"]
    assert sent[-1]["more_body"]


def test_a_client_that_stops_reading_is_not_waited_for_for_ever() -> None:
    async def stuck(message: Message) -> None:
        if message["type"] == "http.response.body":
            await asyncio.sleep(30)

    async def nothing() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def run() -> float:
        clock = asyncio.get_running_loop().time
        began = clock()
        scope = {"type": "http", "method": "GET", "path": "/slow", "headers": []}
        await limited(PlainTextResponse("x"))(scope, nothing, stuck)
        return clock() - began

    assert asyncio.run(run()) < 5


def test_more_at_once_than_allowed_are_told_to_come_again() -> None:
    async def run(app: ASGIApp) -> list[int]:
        first = [asyncio.create_task(ask(app)) for _ in range(2)]
        await asyncio.sleep(0.05)
        third = await ask(app)
        assert third.headers["retry-after"] == "1"
        statuses = [(await task).status_code for task in first]
        return [*statuses, third.status_code, (await ask(app)).status_code]

    assert asyncio.run(run(limited(sleeping(0.3), seconds=5))) == [200, 200, 503, 200]


def test_what_cannot_be_stopped_keeps_its_place_until_it_ends() -> None:
    ended = asyncio.Event()

    async def stubborn(scope: Scope, receive: Receive, send: Send) -> None:
        while not ended.is_set():  # as a thread that goes on
            with suppress(asyncio.CancelledError):
                await ended.wait()
        await PlainTextResponse("too late")(scope, receive, send)

    async def run() -> list[int]:
        app = limited(stubborn, seconds=0.1, most=1)
        statuses = [(await ask(app)).status_code, (await ask(app)).status_code]
        ended.set()
        await asyncio.sleep(0.05)
        return [*statuses, (await ask(app)).status_code]

    assert asyncio.run(run()) == [504, 503, 200]


def test_a_defect_comes_through_and_frees_its_place() -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        raise ZeroDivisionError

    app = limited(broken, most=1)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            asyncio.run(ask(app))


def test_a_server_that_ends_ends_what_is_under_way() -> None:
    stopped: list[bool] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await asyncio.sleep(30)
        finally:
            stopped.append(True)

    async def run() -> None:
        task = asyncio.create_task(ask(limited(app, seconds=20)))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.sleep(0)

    asyncio.run(run())
    assert stopped == [True]


def test_a_service_gives_up_a_differential_that_hangs_and_answers_others(
    serve: Serve, two_diseases: Diagnoser, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from threading import Event

    free, plainly = Event(), two_diseases.differential

    def hang(case: Case, **how: Any) -> Differential:
        free.wait(30)
        return plainly(case, **how)

    monkeypatch.setattr(two_diseases, "differential", hang)
    client = serve(two_diseases, ServingSettings(request_seconds=0.3))
    with caplog.at_level(logging.INFO, "hoofbeat.serving"):
        late = client.post("/v1/differential", json=FEVER)
    assert late.status_code == 504
    assert "HP:0001945" not in caplog.text
    assert client.get("/v1/findings?q=fever").status_code == 200
    free.set()
    assert client.post("/v1/differential", json=FEVER).status_code == 200
