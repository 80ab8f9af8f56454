"""Which addresses there are, and by which methods: anything else is refused before it is looked for."""

from collections.abc import Mapping, Set

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hoofbeat.serving.problems import problem

READ = frozenset({"GET", "HEAD"})


class KnownPaths:
    """Refuse an unknown address with 404 and a wrong method with 405; answer HEAD wherever GET is answered.

    Args:
        methods: every address of the application → the methods it takes.
    """

    def __init__(self, app: ASGIApp, methods: Mapping[str, Set[str]]) -> None:
        self._app = app
        self._methods = {path: allowed | READ if "GET" in allowed else allowed for path, allowed in methods.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path, method = scope["path"].removeprefix(scope.get("root_path", "")), scope["method"]
        allowed = self._methods.get(path)
        if allowed is None:
            slash = " (without the slash at its end it would be)" if path.rstrip("/") in self._methods else ""
            refusal = problem(404, f"This is no address of the service{slash} → /docs lists those there are.")
            await refusal(scope, receive, send)
        elif method not in allowed:
            names = ", ".join(sorted(allowed))
            refusal = problem(405, f"This address takes {names} only → /docs says how.", headers={"Allow": names})
            await refusal(scope, receive, send)
        elif method == "HEAD":
            await self._app({**scope, "method": "GET"}, receive, _headers_of(send))
        else:
            await self._app(scope, receive, send)


def _headers_of(send: Send) -> Send:
    """Pass on what an answer to GET would say of itself, without its content."""

    async def without_content(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return without_content
