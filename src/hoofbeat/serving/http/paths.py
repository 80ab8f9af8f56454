"""Which addresses there are, and by which methods: anything else is refused before it is looked for."""

import re
from collections.abc import Iterable, Mapping, Set

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hoofbeat.serving.http.problems import problem

READ = frozenset({"GET", "HEAD"})

#: A parameter of a template, once every other sign of it stands for itself: ``\{case_id\}``.
_PARAMETER = re.compile(r"\\{\w+\\}")


def path_of(scope: Scope) -> str:
    """The path as the application knows it, wherever a host has mounted it."""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))


class Templates:
    """Finds the route of a path: ``/v1/cases/{case_id}`` for ``/v1/cases/17``.

    Args:
        templates: every route's template; one without parameter is its own path.
    """

    def __init__(self, templates: Iterable[str]) -> None:
        self._whole = frozenset(templates)
        self._patterns = {
            template: re.compile(_PARAMETER.sub("[^/]+", re.escape(template)))
            for template in self._whole
            if "{" in template
        }

    def of(self, path: str) -> str | None:
        """The template, ``None`` where no route has this path."""
        if path in self._whole and path not in self._patterns:
            return path
        return next((template for template, form in self._patterns.items() if form.fullmatch(path)), None)


class KnownPaths:
    """Refuse an unknown address with 404 and a wrong method with 405; answer HEAD wherever GET is answered.

    Args:
        methods: template of every address of the application → the methods it takes.
    """

    def __init__(self, app: ASGIApp, methods: Mapping[str, Set[str]]) -> None:
        self._app = app
        self._methods = {path: allowed | READ if "GET" in allowed else allowed for path, allowed in methods.items()}
        self._templates = Templates(methods)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path, method = path_of(scope), scope["method"]
        template = self._templates.of(path)
        if template is None:
            slash = " (without the slash at its end it would be)" if self._templates.of(path.rstrip("/")) else ""
            refusal = problem(404, f"This is no address of the service{slash} → /docs lists those there are.")
            await refusal(scope, receive, send)
        elif method not in self._methods[template]:
            names = ", ".join(sorted(self._methods[template]))
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
