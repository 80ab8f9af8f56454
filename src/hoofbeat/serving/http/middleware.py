"""What surrounds every request: a size limit, security headers, a log line and metrics without patient data."""

import logging
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from time import perf_counter
from types import MappingProxyType
from uuid import uuid4

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hoofbeat.monitoring.metrics import ServingMetrics
from hoofbeat.monitoring.tracing import Tracing
from hoofbeat.serving.http.paths import Templates, path_of
from hoofbeat.serving.http.problems import problem
from hoofbeat.serving.logs import Request, current, place_of
from hoofbeat.timings import Timings, timing

logger = logging.getLogger("hoofbeat.serving")

#: Addresses whose answers are about a patient.
_OF_PATIENTS = ("/v1/", "/cds-services/")

_NONE: Mapping[str, int] = MappingProxyType({})

#: Everything the pages use comes from this service itself: no script, style or request may go elsewhere.
_HEADERS = {
    "Content-Security-Policy": (
        # Compiling WebAssembly is allowed, for ranking in the browser; evaluating text as a script is not.
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; "
        "img-src 'self'; connect-src 'self'; manifest-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def tell_defect(error: Exception) -> None:
    """Log an error that nobody foresaw: its type and its place, for its message may quote the input."""
    logger.error("defect: %s at %s", type(error).__name__, place_of(error))


class SecurityHeaders:
    """Add the security headers, but those an answer brings itself; no cache is to keep answers of the API."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        keep = "no-store" if path_of(scope).startswith(_OF_PATIENTS) else "no-cache"
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
    """Read the body up to a limit and refuse more with 413, whatever the Content-Length says.

    Args:
        app: application.
        limit: bytes of a body.
        larger: template of an address that takes more → bytes.
        streamed: the same of an address that reads its body by itself, while it comes; what states its length is
            refused here if that is too much.
    """

    def __init__(
        self, app: ASGIApp, limit: int, larger: Mapping[str, int] = _NONE, streamed: Mapping[str, int] = _NONE
    ) -> None:
        self._app = app
        self._limit = limit
        self._others = {**larger, **streamed}
        self._streamed = streamed
        self._templates = Templates(self._others)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        template = self._templates.of(path_of(scope)) or ""
        limit = self._others.get(template, self._limit)
        if template in self._streamed:
            if _stated_length(scope) > limit:
                await _too_large(limit, "send the rest as a further request")(scope, receive, send)
            else:
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
            if len(body) > limit:
                remedy = "send what the question needs" if template else "send one case at a time"
                await _too_large(limit, remedy)(scope, receive, send)
                return
        pending = [{"type": "http.request", "body": bytes(body), "more_body": False}]

        async def replay() -> Message:
            return pending.pop() if pending else await receive()

        await self._app(scope, replay, send)


def _too_large(limit: int, remedy: str) -> Response:
    return problem(413, f"The body is larger than {limit // 1024:,} KB → {remedy}.")


def _stated_length(scope: Scope) -> int:
    stated = dict(scope["headers"]).get(b"content-length", b"0")
    return int(stated) if stated.isdigit() else 0


class Observer:
    """Log, count and trace each request by its route's template: neither path parameters nor query strings are kept.

    Args:
        app: application.
        metrics: where it is counted.
        routes: template of every route.
        tracing: who makes its span.
    """

    def __init__(self, app: ASGIApp, metrics: ServingMetrics, routes: Iterable[str], tracing: Tracing) -> None:
        self._app = app
        self._metrics = metrics
        self._routes = Templates(routes)
        self._tracing = tracing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start = perf_counter()
        status = 0
        route = self._routes.of(path_of(scope)) or "page"
        method = scope["method"] if scope["method"] in ("GET", "HEAD", "POST", "PUT", "OPTIONS") else "other"
        span, ids = self._tracing.begin(method, route, scope["headers"])
        request = Request(uuid4().hex, *ids, method, route)
        token = current.set(request)

        async def noting_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                named = (b"x-request-id", request.request_id.encode())
                message["headers"] = [*message.get("headers", ()), named]
            await send(message)

        try:
            with self._metrics.in_flight(), timing() if span.is_recording() else nullcontext(Timings()) as timings:
                await self._app(scope, receive, noting_status)
        except Exception as error:
            tell_defect(error)
            if status:
                return
            await problem(500, "Something is wrong with the service; its log says where.")(
                scope, receive, noting_status
            )
        finally:
            seconds = perf_counter() - start
            self._metrics.request(route, method, status, seconds)
            self._tracing.end(span, status, timings)
            key_id = scope.get("state", {}).get("key_id")
            by = f" by {key_id}" if key_id else ""
            told = {"status": status, "milliseconds": round(seconds * 1000, 1)} | ({"who": key_id} if key_id else {})
            logger.info("%s %s %d %.1f ms%s", method, route, status, seconds * 1000, by, extra={"told": told})
            current.reset(token)
