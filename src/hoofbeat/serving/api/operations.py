"""What the people who run the service ask: is it up, is it ready, what has it counted."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from hoofbeat.monitoring.metrics import ServingMetrics
from hoofbeat.serving.api.answers import Health
from hoofbeat.serving.engine import Engine

router = APIRouter(tags=["operations"])


@router.get("/healthz", summary="Is the process up")
async def healthz() -> Health:  # not in the pool of threads, where it would wait behind predictions
    """Answer while the process lives, with or without a bundle."""
    return Health(status="up")


@router.get("/readyz", summary="Is a bundle loaded, and does it answer", responses={503: {"model": Health}})
def readyz(request: Request) -> JSONResponse:
    """Ask the bundle for one differential; 503 with the reason if it does not answer."""
    engine: Engine = request.app.state.engine
    metrics: ServingMetrics = request.app.state.metrics
    failure = engine.check()
    metrics.ready(failure is None)
    health = Health(status="ready") if failure is None else Health(status="not ready", reason=failure)
    return JSONResponse(health.model_dump(), status_code=200 if failure is None else 503)


@router.get("/metrics", summary="Prometheus metrics", response_class=Response)
def metrics(request: Request) -> Response:
    """Totals and distributions; never patient data."""
    counted: ServingMetrics = request.app.state.metrics
    return Response(counted.render(), media_type=counted.content_type)
