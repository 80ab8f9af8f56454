"""The draining server: whatever was accepted is answered, whatever was in flight is finished, and then it ends."""

import asyncio
import http.client
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic, sleep

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from hoofbeat.serving.drain import DrainingServer, Farewell

from .conftest import PATIENCE


async def answer_slowly(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer after as many milliseconds as the path says."""
    assert scope["type"] == "http"
    while (await receive()).get("more_body"):
        pass
    await asyncio.sleep(int(scope["path"].strip("/") or 0) / 1000)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4")]})
    await send({"type": "http.response.body", "body": b"do", "more_body": True})
    await send({"type": "http.response.body", "body": b"ne"})


class Running:
    """A server in a thread."""

    def __init__(self, drain: int) -> None:
        farewell = Farewell(answer_slowly)
        config = uvicorn.Config(
            farewell, log_config=None, access_log=False, lifespan="off", ws="none", timeout_graceful_shutdown=drain
        )
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.server = DrainingServer(config, farewell)
        self.thread = threading.Thread(target=self.server.run, args=([self.listener],), daemon=True)

    def connected(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)

    def stop(self) -> None:
        self.server.should_exit = True


@contextmanager
def running(drain: int = 10) -> Iterator[Running]:
    made = Running(drain)
    made.thread.start()
    deadline = monotonic() + PATIENCE
    while not made.server.started:
        assert monotonic() < deadline
        sleep(0.01)
    try:
        yield made
    finally:
        made.stop()
        made.thread.join(PATIENCE)
        assert not made.thread.is_alive()


def request(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: here\r\n\r\n".encode()


def answered(connection: socket.socket) -> tuple[int, bytes, str | None]:
    """Status, body and what is said of the connection."""
    response = http.client.HTTPResponse(connection)
    response.begin()
    with response:
        return response.status, response.read(), response.getheader("connection")


def closed(running: Running) -> bool:
    try:
        running.connected().close()
    except OSError:
        return True
    return False


def until(true: Callable[[], bool]) -> None:
    deadline = monotonic() + PATIENCE
    while not true():
        assert monotonic() < deadline, "it did not come about"
        sleep(0.01)


def test_requests_in_flight_are_finished() -> None:
    with running() as it:
        connections = [it.connected() for _ in range(50)]
        for number, connection in enumerate(connections):
            connection.sendall(request(f"/{500 + 20 * number}"))
        sleep(0.2)
        it.stop()
        answers = [answered(connection) for connection in connections]
        assert answers == [(200, b"done", "close")] * 50
        it.thread.join(PATIENCE)
        assert closed(it)
        for connection in connections:
            connection.close()


def test_a_connection_that_was_accepted_may_still_ask() -> None:
    """Uvicorn alone closes it at once, with the request on its way."""
    with running() as it, it.connected() as fresh, it.connected() as idle:
        idle.sendall(request("/0"))
        assert answered(idle) == (200, b"done", None)
        it.stop()
        until(lambda: closed(it))
        fresh.sendall(request("/0"))
        idle.sendall(request("/0"))
        assert answered(fresh) == (200, b"done", "close")
        assert answered(idle) == (200, b"done", "close")


def test_a_body_on_its_way_is_waited_for() -> None:
    with running() as it, it.connected() as connection:
        connection.sendall(b"POST /0 HTTP/1.1\r\nHost: here\r\nContent-Length: 6\r\n\r\nabc")
        sleep(0.2)
        it.stop()
        until(lambda: closed(it))
        sleep(1)
        connection.sendall(b"def")
        assert answered(connection)[:2] == (200, b"done")


def test_a_storm_of_connections_while_it_stops_loses_none() -> None:
    """Who got through to the address is answered; who did not was refused before it asked."""
    counts: dict[str, int] = {"answered": 0, "refused": 0, "lost": 0}
    lock = threading.Lock()

    def ask(it: Running) -> None:
        while True:
            try:
                connection = it.connected()
            except OSError:
                with lock:
                    counts["refused"] += 1
                return
            with connection:
                try:
                    connection.sendall(request("/20"))
                    fine = answered(connection)[:2] == (200, b"done")
                except (OSError, http.client.HTTPException):
                    fine = False
            with lock:
                counts["answered" if fine else "lost"] += 1

    with running() as it:
        threads = [threading.Thread(target=ask, args=(it,)) for _ in range(8)]
        for thread in threads:
            thread.start()
        sleep(0.5)
        it.stop()
        for thread in threads:
            thread.join(PATIENCE)
    assert counts["refused"] == 8, counts
    assert counts["answered"] > 20, counts
    # Between the last look at the queue and the closing of it the system itself may accept one more.
    assert counts["lost"] <= 1, counts


def test_nobody_is_waited_for_longer_than_said() -> None:
    with running(drain=1) as it, it.connected() as connection:
        connection.sendall(request("/60000"))
        sleep(0.2)
        started = monotonic()
        it.stop()
        it.thread.join(PATIENCE)
        assert monotonic() - started < 5


def test_without_connections_it_ends_at_once() -> None:
    with running() as it:
        started = monotonic()
        it.stop()
        it.thread.join(PATIENCE)
        assert monotonic() - started < 1.5


@pytest.mark.parametrize("sent", [b"", b"GET /0 HT", b"GET /0 HTTP/1.1\r\nHost: here\r\n"])
def test_who_says_nothing_holds_nothing_up(sent: bytes) -> None:
    with running() as it, it.connected() as silent:
        silent.sendall(sent)
        sleep(0.1)
        started = monotonic()
        it.stop()
        it.thread.join(PATIENCE)
        assert monotonic() - started < 3
