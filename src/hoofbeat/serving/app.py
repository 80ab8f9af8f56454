"""The application: the API, the physician's page and the API's own offline documentation."""

import mimetypes
from pathlib import Path
from typing import Annotated

from fastapi import FastAPI, Header, Response
from fastapi.responses import FileResponse
from fastapi.routing import APIRoute
from fastapi.staticfiles import StaticFiles
from fastapi.telemetry import TelemetryConfig

from hoofbeat import __version__
from hoofbeat.monitoring.metrics import ServingMetrics
from hoofbeat.monitoring.tracing import Tracing
from hoofbeat.serving.access.doors import Doors
from hoofbeat.serving.access.gate import Gate
from hoofbeat.serving.access.roles import OPEN
from hoofbeat.serving.api import (
    batch,
    diseases,
    explanation,
    measured,
    model_files,
    next_steps,
    offers,
    operations,
    routes,
    text,
)
from hoofbeat.serving.cases import routes as case_routes
from hoofbeat.serving.cases.access import CaseKeeping
from hoofbeat.serving.engine import Diagnoser, Engine
from hoofbeat.serving.hooks import routes as hook_routes
from hoofbeat.serving.http import problems
from hoofbeat.serving.http.audit import Audit, AuditFile
from hoofbeat.serving.http.cors import HooksCors
from hoofbeat.serving.http.described import describe_guard
from hoofbeat.serving.http.middleware import BodyLimit, Observer, SecurityHeaders
from hoofbeat.serving.http.paths import READ, KnownPaths
from hoofbeat.serving.http.rate import RateLimit
from hoofbeat.serving.http.time_limit import TimeLimit
from hoofbeat.serving.interop import export_routes
from hoofbeat.serving.interop import routes as record_routes
from hoofbeat.serving.rollout.rollout import Rollout
from hoofbeat.serving.settings import ServingSettings
from hoofbeat.serving.shell import RUNTIME, SHELL, runtime_answer, shell_answer
from hoofbeat.serving.turns import Turns

WEB = Path(__file__).parent / "web"

#: FastAPI by itself gives spans, metrics and log records to whatever OpenTelemetry provider an agent puts into the
#: process, and a span holds the words of a search, a record an exception's message: none of it here. Our own spans
#: (hoofbeat.monitoring.tracing) go to a provider of our own.
NO_TELEMETRY: TelemetryConfig = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}

DESCRIPTION = """\
One ranked differential over common and orphan diseases, from clinical findings, measurements, age and sex.

Decision support, not a diagnosis. Nothing that is sent is logged, and nothing stored but what is sent to `/v1/cases`.
"""


def create_app(
    bundle: Diagnoser | Engine,
    settings: ServingSettings | None = None,
    metrics: ServingMetrics | None = None,
    cases: CaseKeeping | None = None,
    doors: Doors | None = None,
    tracing: Tracing | None = None,
    rollout: Rollout | None = None,
) -> FastAPI:
    """Assemble the application. It needs no start-up event of its host.

    Args:
        bundle: a loaded bundle, or the engine that holds one; while it holds none, ``/readyz`` and ``/v1`` answer with
            503 and the reason.
        settings: limits; the defaults suit one machine.
        metrics: where requests are counted; new ones if not given.
        cases: where cases are kept; ``/v1/cases`` answers with 404 and the reason if not given.
        doors: who is let in besides this machine; nobody if not given.
        tracing: who makes a span of each request; nobody if not given.
        rollout: challengers beside the bundle; none if not given.

    Raises:
        ConfigError: the audit trail cannot be written.
    """
    settings = settings or ServingSettings()
    metrics = metrics or ServingMetrics()
    engine = bundle if isinstance(bundle, Engine) else Engine(bundle)
    if not isinstance(bundle, Engine):
        metrics.bundle(bundle.version, bundle.manifest)
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
    app.state.cases = cases
    app.state.rollout = rollout
    app.state.turns = Turns(settings.request_seconds)
    problems.install(app)
    asking = (
        routes.router, measured.router, text.router, diseases.router, explanation.router, next_steps.router,
        batch.router, offers.router, model_files.router,
    )  # fmt: skip
    records_of_others = (record_routes.router, export_routes.router, hook_routes.router)
    routers = (*asking, *records_of_others, case_routes.router, operations.router)
    for router in routers:
        app.include_router(router)
    app.add_api_route("/docs", _docs, include_in_schema=False)
    app.add_api_route(SHELL, lambda: shell_answer(WEB), include_in_schema=False)
    app.add_api_route(f"/{RUNTIME}", _runtime, include_in_schema=False)
    # Some Windows registries call JavaScript plain text, and a browser told not to sniff would refuse to run it.
    mimetypes.add_type("text/javascript", ".js")
    mimetypes.add_type("text/javascript", ".mjs")
    mimetypes.add_type("application/manifest+json", ".webmanifest")
    app.mount("/", StaticFiles(directory=WEB, html=True), name="web")
    described: dict[str, frozenset[str]] = {}
    for route in (one for router in routers for one in router.routes):
        if isinstance(route, APIRoute):
            described[route.path] = described.get(route.path, frozenset()) | (route.methods or frozenset())
    others = {"/openapi.json": READ, "/docs": READ, SHELL: READ, f"/{RUNTIME}": READ}
    files = (file for file in WEB.rglob("*") if file.is_file())
    pages = {"/": READ} | {f"/{file.relative_to(WEB).as_posix()}": READ for file in files}
    guarded = described.keys() - OPEN
    describe_guard(app, guarded)
    records = dict.fromkeys((*record_routes.RECORDS, *hook_routes.RECORDS), settings.max_record_bytes)
    batches = {batch.PATH: settings.max_batch_bytes}
    # The last added is the outermost: give every answer its headers, observe everything, know the address, note who
    # asks, let in who may, then limit how often, how long and how much.
    app.add_middleware(BodyLimit, limit=settings.max_body_bytes, larger=records, streamed=batches)
    app.add_middleware(TimeLimit, seconds=settings.request_seconds, most=settings.concurrency, limited=guarded)
    app.add_middleware(RateLimit, per_minute=settings.rate, limited=guarded)
    app.add_middleware(Gate, doors=doors or Doors(), guarded=guarded)
    if settings.audit is not None:
        app.add_middleware(Audit, file=AuditFile(settings.audit), noted=guarded)
    app.add_middleware(KnownPaths, methods=pages | others | described)
    if settings.cors_origins:  # before the methods are known: a browser asks by OPTIONS whether it may ask
        app.add_middleware(HooksCors, origins=settings.cors_origins.split(","))
    app.add_middleware(Observer, metrics=metrics, routes=[*described, *others], tracing=tracing or Tracing())
    app.add_middleware(SecurityHeaders)
    return app


def _runtime(accept_encoding: Annotated[str, Header()] = "") -> Response:
    return runtime_answer(WEB, accept_encoding)


def _docs() -> FileResponse:
    return FileResponse(WEB / "docs.html")
