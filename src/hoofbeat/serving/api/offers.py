"""What this service offers: an application asks once, and shows nothing that would be refused."""

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from hoofbeat import __version__
from hoofbeat.serving.cases.routes import router as cases

router = APIRouter(prefix="/v1", tags=["model"])


class ServiceAnswer(BaseModel):
    """The service, whichever model answers."""

    version: str = Field(description="Version of Hoofbeat.")
    addresses: list[str] = Field(
        description="The addresses under /v1 that do something here: those of cases only where cases are kept.",
        examples=[["/v1/differential", "/v1/findings"]],
    )


@router.get("/service", summary="What this service offers")
def service(request: Request) -> ServiceAnswer:
    """Its version, and its addresses; `/openapi.json` says how each is asked."""
    kept = request.app.state.cases is not None
    addresses = [
        path
        for path in request.app.openapi()["paths"]
        if path.startswith("/v1/") and (kept or not path.startswith(cases.prefix))
    ]
    return ServiceAnswer(version=__version__, addresses=addresses)
