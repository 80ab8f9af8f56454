"""The gate before every address that is not for all: who asks, and whether they may."""

from collections.abc import Iterable

from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from hoofbeat.domain.errors import IssuerSilentError
from hoofbeat.serving.access.doors import Doors
from hoofbeat.serving.access.keys import PREFIX
from hoofbeat.serving.access.local import from_this_machine
from hoofbeat.serving.access.roles import who_may
from hoofbeat.serving.http.paths import Templates, path_of
from hoofbeat.serving.http.problems import problem

_HOW = "send a key as Authorization: Bearer hfb_…, or a token of your house's sign-on"
_CHALLENGE = 'Bearer realm="hoofbeat"'


class Gate:
    """Lets in this machine, who shows a good key or token, and everybody where the service is open.

    What it found is left for those within in ``scope["state"]``: ``key_id`` and ``roles`` of who showed a good key or
    token, and ``local``.

    Args:
        doors: the ways in.
        guarded: templates of the addresses that are not for all.
    """

    def __init__(self, app: ASGIApp, doors: Doors, guarded: Iterable[str]) -> None:
        self._app = app
        self._doors = doors
        self._guarded = Templates(guarded)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        template = self._guarded.of(path_of(scope)) if scope["type"] == "http" else None
        if template is None:
            await self._app(scope, receive, send)
            return
        refusal = await self._judged(scope, template)
        await (refusal or self._app)(scope, receive, send)

    async def _judged(self, scope: Scope, template: str) -> Response | None:
        """``None`` if the request may pass, else what it is answered."""
        state = scope.setdefault("state", {})
        state["local"] = local = self._doors.loopback and from_this_machine(scope)
        without = local or self._doors.open
        shown = _shown(scope)
        try:
            caller = await self._doors.caller(shown) if shown else None
        except IssuerSilentError as error:
            return None if without else problem(503, str(error), headers={"Retry-After": "60"})
        if caller is None:
            # A token that is not ours may be that of the gate before us. A key of ours that is not good is told.
            if without and not shown.startswith(PREFIX):
                return None
            what = "This key or token is not good (any more)" if shown else "This service does not know who asks"
            challenge = f'{_CHALLENGE}, error="invalid_token"' if shown else _CHALLENGE
            return problem(401, f"{what} → {_HOW}.", headers={"WWW-Authenticate": challenge})
        state["key_id"], state["roles"] = caller
        if caller.roles & who_may(template):
            return None
        roles = " or ".join(sorted(who_may(template)))
        return problem(403, f"This address is for the role {roles} → ask who looks after the service for such a key.")


def _shown(scope: Scope) -> str:
    """The key or token that is shown, wherever programs put it; empty if none is."""
    headers = HTTPConnection(scope).headers
    kind, _, value = headers.get("authorization", "").partition(" ")
    # Beside the token of a gate before us there is a place of its own for a key, which may be that gate's as well.
    own = headers.get("x-api-key", "").strip()
    return own if own.startswith(PREFIX) else value.strip() if kind.lower() == "bearer" else ""
