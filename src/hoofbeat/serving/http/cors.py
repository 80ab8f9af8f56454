"""Pages of other origins that may call CDS Hooks: none, unless the settings list them.

The standard wants services to take part in CORS (CDS Hooks 2.0, "CORS"), for record systems that call from the browser.
"""

from collections.abc import Sequence

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from hoofbeat.serving.http.paths import path_of

#: Where pages of other origins may ask.
_HOOKS = "/cds-services"


class HooksCors:
    """Lets the pages of these origins call the services of CDS Hooks; a key goes in ``Authorization``, never a cookie.

    Args:
        origins: such as ``https://ehr.hospital.example``.
    """

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        self._app = app
        headers = ("Authorization", "Content-Type", "Accept-Language", "X-API-Key")
        self._shared = CORSMiddleware(app, origins, allow_methods=("GET", "POST"), allow_headers=headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        hooks = scope["type"] == "http" and (path_of(scope) + "/").startswith(f"{_HOOKS}/")
        await (self._shared if hooks else self._app)(scope, receive, send)
