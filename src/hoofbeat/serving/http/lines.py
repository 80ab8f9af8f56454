"""Lines in, lines out: a body that is answered line by line while it comes in."""

import math
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import NamedTuple

import anyio
from anyio.abc import ObjectSendStream
from anyio.streams.memory import MemoryObjectReceiveStream
from fastapi import Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool
from starlette.types import Receive, Scope, Send

from hoofbeat.serving.http.problems import problem

#: What a line is blank of: a byte order mark too.
_BLANK = b"\xef\xbb\xbf \t\r\n"

#: Seconds for which a thread answers lines before it hands over: to hand over each by itself takes a tenth of the time,
#: and who waits should see that it goes on. Two threads side by side answer no more than one.
_MOMENT = 0.02

#: JSON lines, one value each: https://github.com/ndjson/ndjson-spec
NDJSON = "application/x-ndjson"


class BodyLine(NamedTuple):
    """One line of a body: its number, the first is 1, and what stands there; ``None`` where no more is read."""

    number: int
    content: bytes | None


class NdjsonResponse(JSONResponse):
    """What a line is, for the documentation of a route that answers in lines."""

    media_type = NDJSON


async def _those_there(lines: MemoryObjectReceiveStream[BodyLine]) -> deque[BodyLine]:
    """The next line, once it came, and those that are there already; none at the end."""
    there = deque[BodyLine]()
    with suppress(anyio.EndOfStream, anyio.WouldBlock):
        there.append(await lines.receive())
        while True:
            there.append(lines.receive_nowait())
    return there


class LinesAnswer(Response):
    """Answers each line of the body with a line, in the order of the lines; those that are blank have none.

    The body is read on while answers are sent: a client that sends everything before it reads anything would else wait
    for us as we wait for it. So all of the body may be in memory.

    Args:
        answer: makes the answer to a line, without a line's end; called in a thread.
        ended: makes the answer that says why no more is read.
        max_bytes: bytes of the body that are read.
        max_lines: lines that are read, blank ones included.
        max_line: bytes of the longest line that can be answered; of a longer one only so much is kept as shows it.
    """

    media_type = NDJSON

    def __init__(
        self,
        answer: Callable[[int, bytes], bytes],
        ended: Callable[[int], bytes],
        max_bytes: int,
        max_lines: int,
        max_line: int,
    ) -> None:
        super().__init__()
        del self.headers["content-length"]  # nobody knows it yet
        self._answer = answer
        self._ended = ended
        self._max_bytes = max_bytes
        self._max_lines = max_lines
        self._max_line = max_line

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle the request."""
        incoming, lines = anyio.create_memory_object_stream[BodyLine](math.inf)
        async with anyio.create_task_group() as group, lines:

            async def read() -> None:
                async with incoming:
                    gone = await self._read(receive, incoming)
                if gone or (await receive())["type"] == "http.disconnect":
                    group.cancel_scope.cancel()  # nobody waits for the answers any more

            group.start_soon(read)
            started = False
            while waiting := await _those_there(lines):
                if not started:
                    started = True
                    await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
                while waiting:
                    told = await run_in_threadpool(self._told, waiting)
                    await send({"type": "http.response.body", "body": told, "more_body": True})
            if started:
                await send({"type": "http.response.body", "body": b"", "more_body": False})
            else:
                refusal = problem(422, "The body has no line → send one case a line, each a JSON object.")
                await refusal(scope, receive, send)
            group.cancel_scope.cancel()

    def _told(self, waiting: deque[BodyLine]) -> bytes:
        """The answers to the first of those waiting: at least one, and as many as are made in a moment."""
        told, until = bytearray(), monotonic() + _MOMENT
        while waiting and (not told or monotonic() < until):
            at, content = waiting.popleft()
            told += (self._ended(at) if content is None else self._answer(at, content)) + b"\n"
        return bytes(told)

    async def _read(self, receive: Receive, lines: ObjectSendStream[BodyLine]) -> bool:
        """Hand on the lines of the body; true if whoever sent it has gone."""
        held, number, room, more = bytearray(), 0, self._max_bytes, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return True
            more = message.get("more_body", False)
            chunk = message.get("body", b"")
            # Each byte is looked at once, and no more pieces are made than lines are read.
            *ends, last = chunk[:room].split(b"\n", self._max_lines)
            for end in ends:
                self._hold(held, end)
                number += 1
                if number > self._max_lines:
                    await lines.send(BodyLine(number, None))
                    return False
                await self._hand_on(held, number, lines)
            self._hold(held, last)
            if len(chunk) > room:
                await lines.send(BodyLine(number + 1, None))
                return False
            room -= len(chunk)
        await self._hand_on(held, number + 1, lines)
        return False

    def _hold(self, held: bytearray, piece: bytes) -> None:
        held += piece[: max(self._max_line + 1 - len(held), 0)]

    async def _hand_on(self, held: bytearray, number: int, lines: ObjectSendStream[BodyLine]) -> None:
        if len(held) > self._max_line or held.strip(_BLANK):
            await lines.send(BodyLine(number, None if number > self._max_lines else bytes(held)))
        held.clear()
