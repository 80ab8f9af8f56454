"""What surrounds every request: a size limit, security headers, a log line and metrics without patient data."""

import logging
import traceback
from collections.abc import Iterable
from pathlib import Path
from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hoofbeat.monitoring.metrics import ServingMetrics
from hoofbeat.serving.problems import problem

logger = logging.getLogger("hoofbeat.serving")

#: How much of a traceback tells where a defect is.
_FRAMES = 6

#: Everything the pages use comes from this service itself: no script, style or request may go elsewhere.
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class SecurityHeaders:
    """Add the security headers, but those an answer brings itself; no cache is to keep answers of the API."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        keep = "no-store" if scope["path"].startswith("/v1/") else "no-cache"
        extra = [(name.lower().encode(), value.encode()) for name, value in _HEADERS.items()]
        extra.append((b"cache-control", keep.encode()))

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = list(message.get("headers", ()))
                named = {name for name, _ in own}
                message["headers"] = [*own, *(header for header in extra if header[0] not in named)]
            await send(message)

        await self._app(scope, receive, with_headers)


class BodyLimit:
    """Read the body up to a limit and refuse more with 413, whatever the Content-Length says."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = bytearray()
        more = scope["method"] in ("POST", "PUT", "PATCH")
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > self._limit:
                refusal = problem(413, f"The body is larger than {self._limit // 1024} KB → send one case at a time.")
                await refusal(scope, receive, send)
                return
        pending = [{"type": "http.request", "body": bytes(body), "more_body": False}]

        async def replay() -> Message:
            return pending.pop() if pending else await receive()

        await self._app(scope, replay, send)


class Observer:
    """Log and count each request by its route's template: neither path parameters nor query strings are kept."""

    def __init__(self, app: ASGIApp, metrics: ServingMetrics, routes: Iterable[str]) -> None:
        self._app = app
        self._metrics = metrics
        self._routes = frozenset(routes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start = perf_counter()
        status = 0

        async def noting_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting_status)
        except Exception as error:
            # The message of an exception may quote the input: type and place alone are logged.
            frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
            places = ", ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
            logger.error("defect: %s at %s", type(error).__name__, places)
            if status:
                return
            await problem(500, "Something is wrong with the service; its log says where.")(
                scope, receive, noting_status
            )
        finally:
            seconds = perf_counter() - start
            route = scope["path"] if scope["path"] in self._routes else "page"
            method = scope["method"] if scope["method"] in ("GET", "HEAD", "POST", "OPTIONS") else "other"
            self._metrics.request(route, method, status, seconds)
            logger.info("%s %s %d %.1f ms", method, route, status, seconds * 1000)
