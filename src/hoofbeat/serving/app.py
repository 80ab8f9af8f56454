"""The application: the API, the physician's page and the API's own offline documentation."""

import mimetypes
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse
from fastapi.routing import APIRoute
from fastapi.staticfiles import StaticFiles
from fastapi.telemetry import TelemetryConfig

from hoofbeat import __version__
from hoofbeat.monitoring.metrics import ServingMetrics
from hoofbeat.serving import operations, problems, routes
from hoofbeat.serving.engine import Diagnoser, Engine
from hoofbeat.serving.middleware import BodyLimit, Observer, SecurityHeaders
from hoofbeat.serving.paths import READ, KnownPaths
from hoofbeat.serving.settings import ServingSettings

WEB = Path(__file__).parent / "web"

#: FastAPI by itself gives spans, metrics and log records to whatever OpenTelemetry provider an agent puts into the
#: process, and a span holds the words of a search, a record an exception's message: none of it here.
NO_TELEMETRY: TelemetryConfig = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}

DESCRIPTION = """\
One ranked differential over common and orphan diseases, from clinical findings, measurements, age and sex.

Decision support, not a diagnosis. Nothing that is sent is stored or logged.
"""


def create_app(
    bundle: Diagnoser | Engine, settings: ServingSettings | None = None, metrics: ServingMetrics | None = None
) -> FastAPI:
    """Assemble the application. It needs no start-up event of its host.

    Args:
        bundle: a loaded bundle, or the engine that holds one; while it holds none, ``/readyz`` and ``/v1`` answer with
            503 and the reason.
        settings: limits; the defaults suit one machine.
        metrics: where requests are counted; new ones if not given.
    """
    settings = settings or ServingSettings()
    metrics = metrics or ServingMetrics()
    engine = bundle if isinstance(bundle, Engine) else Engine(bundle)
    if not isinstance(bundle, Engine):
        metrics.bundle(bundle.version)
    app = FastAPI(
        title="Hoofbeat",
        version=__version__,
        description=DESCRIPTION,
        telemetry=NO_TELEMETRY,
        docs_url=None,  # FastAPI's own pages load scripts from a content network: ours work without one
        redoc_url=None,
    )
    app.state.engine = engine
    app.state.settings = settings
    app.state.metrics = metrics
    problems.install(app)
    app.include_router(routes.router)
    app.include_router(operations.router)
    app.add_api_route("/docs", _docs, include_in_schema=False)
    # Some Windows registries call JavaScript plain text, and a browser told not to sniff would refuse to run it.
    mimetypes.add_type("text/javascript", ".js")
    app.mount("/", StaticFiles(directory=WEB, html=True), name="web")
    described: dict[str, frozenset[str]] = {}
    for route in (*routes.router.routes, *operations.router.routes):
        if isinstance(route, APIRoute):
            described[route.path] = described.get(route.path, frozenset()) | (route.methods or frozenset())
    others = {"/openapi.json": READ, "/docs": READ}
    files = (file for file in WEB.rglob("*") if file.is_file())
    pages = {"/": READ} | {f"/{file.relative_to(WEB).as_posix()}": READ for file in files}
    # The last added is the outermost: give every answer its headers, observe everything, know the address, then
    # limit the body.
    app.add_middleware(BodyLimit, limit=settings.max_body_bytes)
    app.add_middleware(KnownPaths, methods=pages | others | described)
    app.add_middleware(Observer, metrics=metrics, routes=[*described, *others])
    app.add_middleware(SecurityHeaders)
    return app


def _docs() -> FileResponse:
    return FileResponse(WEB / "docs.html")
