"""The parts of the model that answers: what a browser fetches once, to rank where the service cannot be reached."""

from typing import Annotated

from fastapi import APIRouter, Header, HTTPException, Path, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from hoofbeat.domain.errors import BundleError
from hoofbeat.serving.api.responses import ASKS
from hoofbeat.serving.api.routes import Answers, Bundle
from hoofbeat.serving.http.offered import has_it, takes_gzip
from hoofbeat.serving.http.problems import Problem

router = APIRouter(prefix="/v1", tags=["model"], responses=ASKS)

#: What may be kept of an answer, and by whom: by who asked, who asks each time whether it is still the same.
_KEEP = {"Cache-Control": "private, no-cache", "Vary": "Accept-Encoding, Authorization"}

_BYTES = "application/octet-stream"


class ModelFileAnswer(BaseModel):
    """One file."""

    name: str = Field(examples=["ranker.onnx"])
    bytes: int = Field(description="Size, unpacked.")
    sha256: str = Field(description="SHA-256 of its content, hex.", pattern="^[0-9a-f]{64}$")


class ModelFilesAnswer(BaseModel):
    """Every file of one model."""

    version: str = Field(description="Version of the bundle.")
    files: list[ModelFileAnswer] = Field(description="Empty where the service hands none out.")


@router.get("/model/files", summary="List the files by which another machine ranks as this model does")
def model_files(bundle: Bundle) -> ModelFilesAnswer:
    """Graphs, names, catalogue, and the rules of this version of the program; no patient is in any of them.

    Whoever fetches them compares each with its SHA-256, and uses all of one version or none.
    """
    files = [ModelFileAnswer(name=name, bytes=part.size, sha256=part.sha256) for name, part in bundle.parts.items()]
    return ModelFilesAnswer(version=bundle.version, files=files)


@router.get(
    "/model/files/{name}",
    summary="Fetch one of these files",
    response_class=Response,
    responses={
        200: {
            "content": {"application/octet-stream": {}},
            "description": "The file, packed by gzip where that is taken.",
        },
        304: {"description": "It is the one that `If-None-Match` names."},
        404: {"model": Problem, "description": "The model that answers has no such file."},
    },
)
def model_file(
    answers: Answers,
    name: Annotated[str, Path(description="As `/v1/model/files` lists it.", max_length=100)],
    accept_encoding: Annotated[str, Header(include_in_schema=False)] = "",
    if_none_match: Annotated[str, Header(include_in_schema=False)] = "",
) -> Response:
    """Its content; `ETag` is its SHA-256."""
    part = answers.diagnoser.parts.get(name)
    if part is None:
        raise HTTPException(404, "The model that answers has no such file: GET /v1/model/files lists those it has.")
    headers = {"ETag": f'W/"{part.sha256}"', **_KEEP}
    if has_it(if_none_match, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    try:
        if takes_gzip(accept_encoding):
            headers["Content-Encoding"] = "gzip"
            return Response(answers.packed(part), media_type=_BYTES, headers=headers)
        return StreamingResponse(part.chunks(), media_type=_BYTES, headers=headers)
    except BundleError as error:
        raise HTTPException(503, "The files of the bundle were changed where they lie → ask again later.") from error
