"""Cloud Run functions: the same application, served by Google's functions framework.

The framework calls one function for every path. Its ASGI side sends whatever that function returns as a response,
and an application is one: status, headers, types and paths stay the application's own.

The framework imports this file in a parent process and answers in a forked one, where neither the threads of the
inference sessions nor the one that looks for newer bundles would live on. So the parent checks the settings only, and
each answering process loads the bundle for itself, before it takes its first request.
"""

import logging
import os
from functools import cache

import functions_framework.aio
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from hoofbeat.serving.access.doors import require_door
from hoofbeat.serving.config import ServiceConfig
from hoofbeat.serving.hosted import create

#: What the framework's own router leaves in the scope: not the application's business.
_ROUTING = ("app", "endpoint", "path_params", "route", "router")

# One line a request, without its query; the framework itself sets up no log.
logging.basicConfig(format="%(levelname)s %(name)s: %(message)s")
logging.getLogger("hoofbeat").setLevel(logging.INFO)

# A setting that cannot be used ends the parent, and with it the deployment of the revision.
_config = ServiceConfig.of(os.environ)
_config.trusted()
require_door(_config)


@cache
def _application() -> ASGIApp:
    """The application of this process, its bundle loaded."""
    return create(wait=True)


os.register_at_fork(after_in_child=_application)


class _Whole:
    """The application, as the answer to the request it was called with."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        own = {name: value for name, value in scope.items() if name not in _ROUTING}
        await _application()(own, receive, send)


@functions_framework.aio.http
async def hoofbeat(_: Request) -> _Whole:
    """Answer one request, whose body nobody has read yet."""
    return _Whole()
