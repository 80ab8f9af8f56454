"""How long a request may take, and how many may be under way."""

import asyncio
import logging
from collections.abc import Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hoofbeat.serving.http.paths import Templates, path_of
from hoofbeat.serving.http.problems import problem

_log = logging.getLogger("hoofbeat.serving")


class TimeLimit:
    """Answer 504 for a request that has not begun its answer in time, and 503 at once where too many are under way.

    An answer that has begun may go on, as long as it does: a stream of many lines is cut off only once nothing of it
    has moved for as long. What runs in a thread cannot be stopped: it counts as under way until it ends by itself.

    Args:
        seconds: until the answer must begin, the reading of the body included.
        most: requests under way at a time.
        limited: templates of the addresses that count.
    """

    def __init__(self, app: ASGIApp, seconds: float, most: int, limited: Iterable[str]) -> None:
        self._app = app
        self._seconds = seconds
        self._most = most
        self._limited = Templates(limited)
        self._under_way: set[asyncio.Future[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http" or self._limited.of(path_of(scope)) is None:
            await self._app(scope, receive, send)
        elif len(self._under_way) >= self._most:
            refusal = problem(
                503, "Too many requests are under way → ask again in a second.", headers={"Retry-After": "1"}
            )
            await refusal(scope, receive, send)
        else:
            await self._in_time(scope, receive, send)

    async def _in_time(self, scope: Scope, receive: Receive, send: Send) -> None:
        clock = asyncio.get_running_loop().time
        began, moved, over = False, clock(), False

        async def watched(message: Message) -> None:
            nonlocal began, moved
            if over:  # it was told already that nothing comes
                return
            began = True
            await send(message)
            moved = clock()

        async def answered() -> None:
            await self._app(scope, receive, watched)

        task = asyncio.create_task(answered())
        self._under_way.add(task)
        task.add_done_callback(self._ended)
        try:
            while (left := moved + self._seconds - clock()) > 0:
                await asyncio.wait({task}, timeout=left)
                if task.done():
                    break
        except asyncio.CancelledError:  # the server ends
            task.cancel()
            raise
        if task.done():
            task.result()  # raises what the application raised
            return
        over = True
        task.cancel()
        _log.warning("a request was given up after %g seconds", self._seconds)
        if not began:
            late = f"This took longer than {self._seconds:g} seconds → ask for less at a time, or again later."
            await problem(504, late)(scope, receive, send)
        # Else the answer stays without an end, and the server closes the connection: nobody takes it for whole.

    def _ended(self, task: "asyncio.Future[None]") -> None:
        self._under_way.discard(task)
        if not task.cancelled():
            task.exception()  # seen: who waits for the task raises it
