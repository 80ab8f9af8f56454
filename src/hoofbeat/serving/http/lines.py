"""Lines in, lines out: a body that is answered line by line while it comes in."""

import math
from collections.abc import Callable
from typing import NamedTuple

import anyio
from anyio.abc import ObjectSendStream
from fastapi import Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool
from starlette.types import Receive, Scope, Send

from hoofbeat.serving.http.problems import problem

#: JSON lines, one value each: https://github.com/ndjson/ndjson-spec
NDJSON = "application/x-ndjson"


class BodyLine(NamedTuple):
    """One line of a body: its number, the first is 1, and what stands there; ``None`` where no more is read."""

    number: int
    content: bytes | None


class NdjsonResponse(JSONResponse):
    """What a line is, for the documentation of a route that answers in lines."""

    media_type = NDJSON


class LinesAnswer(Response):
    """Answers each line of the body with a line, in the order of the lines; those that are blank have none.

    The body is read on while answers are sent: a client that sends everything before it reads anything would else wait
    for us as we wait for it. So all of the body may be in memory.

    Args:
        answer: makes the answer to a line, without a line's end; called in a thread.
        ended: makes the answer that says why no more is read.
        max_bytes: bytes of the body that are read.
        max_lines: lines that are answered.
    """

    media_type = NDJSON

    def __init__(
        self, answer: Callable[[int, bytes], bytes], ended: Callable[[int], bytes], max_bytes: int, max_lines: int
    ) -> None:
        super().__init__()
        del self.headers["content-length"]  # nobody knows it yet
        self._answer = answer
        self._ended = ended
        self._max_bytes = max_bytes
        self._max_lines = max_lines

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
            async for line in lines:
                if not started:
                    started = True
                    await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
                told = (
                    self._ended(line.number)
                    if line.content is None
                    else await run_in_threadpool(self._answer, line.number, line.content)
                )
                await send({"type": "http.response.body", "body": told + b"\n", "more_body": True})
            if started:
                await send({"type": "http.response.body", "body": b"", "more_body": False})
            else:
                refusal = problem(422, "The body has no line → send one case a line, each a JSON object.")
                await refusal(scope, receive, send)
            group.cancel_scope.cancel()

    async def _read(self, receive: Receive, lines: ObjectSendStream[BodyLine]) -> bool:
        """Hand on the lines of the body; true if whoever sent it has gone."""
        rest, number, given, room, more = bytearray(), 0, 0, self._max_bytes, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return True
            more = message.get("more_body", False)
            chunk = message.get("body", b"")
            ended = len(chunk) > room
            rest += chunk[:room]
            room -= min(len(chunk), room)
            *whole, last = rest.split(b"\n")
            rest = bytearray(last)
            for content in (*whole, *([] if more or ended else [last])):
                number += 1
                if not content.strip(b"\xef\xbb\xbf \t\r"):
                    continue
                given += 1
                if given > self._max_lines:
                    await lines.send(BodyLine(number, None))
                    return False
                await lines.send(BodyLine(number, bytes(content)))
            if ended:
                await lines.send(BodyLine(number + 1, None))
                return False
        return False
