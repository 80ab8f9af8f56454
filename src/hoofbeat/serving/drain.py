"""A server that loses no request when it is told to stop."""

import asyncio
import math
import signal
import socket

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Seconds that connections which were accepted have to say what they want, after no more are.
_LINGER = 0.5
#: Turns of the loop from a connection in the queue to one that the server counts: select, accept, transport, protocol.
_TURNS = 5


class Farewell:
    """Asks each client to close its connection once the server stops: none may send another request on it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.stopping = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""

        async def closing(message: Message) -> None:
            if message["type"] == "http.response.start" and self.stopping:
                message["headers"] = [*message.get("headers", ()), (b"connection", b"close")]
            await send(message)

        await self._app(scope, receive, closing)


class DrainingServer(uvicorn.Server):
    """Uvicorn, which closes idle connections at once when it stops: a request on its way in one of them would be lost.

    Here the address is given up first; what was accepted until then has a moment to ask, is answered, and then closed.
    """

    def __init__(self, config: uvicorn.Config, farewell: Farewell) -> None:
        super().__init__(config)
        self._farewell = farewell

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop accepting, answer what was accepted, then close."""
        self._farewell.stopping = True
        for each in sockets or ():  # who comes now is kept waiting by the system, and refused once it is closed
            each.listen(0)
        for _ in range(_TURNS):  # the loop accepts what stands in the queue
            await asyncio.sleep(0)
        for server in self.servers:
            server.close()
        for each in sockets or ():
            each.close()
        for _ in range(_TURNS):  # and learns of it
            await asyncio.sleep(0)
        if self.server_state.connections:
            await asyncio.sleep(_LINGER)
        await super().shutdown(sockets)


def answer_until_stopped(app: ASGIApp, listener: socket.socket, drain_seconds: float) -> None:
    """Answer what comes in at ``listener`` until a signal says stop; requests in flight are answered first.

    Args:
        app: the application; it needs no start-up event.
        listener: a bound socket; closed at the end.
        drain_seconds: how long requests in flight are waited for.

    Raises:
        KeyboardInterrupt: the signal was Ctrl+C.
    """
    farewell = Farewell(app)
    config = uvicorn.Config(
        farewell,
        access_log=False,
        log_config=None,  # hoofbeat.serving.logs
        server_header=False,
        ws="none",
        lifespan="off",
        timeout_graceful_shutdown=math.ceil(drain_seconds),
    )
    server = DrainingServer(config, farewell)

    def stop(*_: object) -> None:
        server.should_exit = True

    # Uvicorn hands the signal on when it has stopped: having done what it asks, we end as if all were well.
    signal.signal(signal.SIGTERM, stop)
    server.run(sockets=[listener])
