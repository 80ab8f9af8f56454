"""Many cases in one request: one a line, each answered or refused by itself, while the others still come."""

import json

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field, ValidationError
from starlette.exceptions import HTTPException

from hoofbeat.domain.differential import Differential
from hoofbeat.serving.api.ranking import ranked
from hoofbeat.serving.api.routes import Bundle, Metrics
from hoofbeat.serving.api.schemas import DifferentialRequest
from hoofbeat.serving.http.body import require_media_type, strict_json
from hoofbeat.serving.http.documented import body_of, refusal
from hoofbeat.serving.http.fields import fields_of_model
from hoofbeat.serving.http.lines import NDJSON, LinesAnswer, NdjsonResponse
from hoofbeat.serving.http.middleware import tell_defect
from hoofbeat.serving.http.problems import Problem, Refusal, problem_of, unusable_fields

#: Lines that one request may have.
MAX_LINES = 10_000

#: Where the batch is asked; its body is read while it is answered.
PATH = "/v1/differentials"

_KNOWN = fields_of_model(DifferentialRequest)
_NAMES = frozenset(name for names in _KNOWN.values() for name in names)

_EXAMPLE = "\n".join(
    json.dumps(case)
    for case in (
        {"findings": [{"id": "HP:0001166"}, {"id": "HP:0001083"}], "age": 16, "sex": "male", "top": 3},
        {"findings": [{"id": "HP:0001945"}, {"id": "HP:0012735"}], "age": 34.5, "setting": "primary-care"},
    )
)

router = APIRouter(tags=["differential"])


class BatchLine(BaseModel):
    """The answer to one line: its differential, or why there is none."""

    line: int = Field(ge=1, description="Number of the line in the body; blank lines count and have no answer.")
    differential: Differential | None = None
    problem: Problem | None = Field(default=None, description="Why the line has no answer; the others have theirs.")


@router.post(
    PATH,
    summary="Rank diseases for many cases, one a line",
    response_class=NdjsonResponse,
    openapi_extra=body_of(
        f"One case a line, each as the body of `/v1/differential`; at most {MAX_LINES:,} lines.",
        {"type": "string"},
        _EXAMPLE,
        NDJSON,
    ),
    responses={
        200: {"model": BatchLine, "description": "One line an answer, in the order of the lines, as they are made."},
        413: refusal("The body is larger than the service reads of many cases."),
        415: refusal("The body is not sent as lines of JSON."),
        422: refusal("The body has no line."),
        503: refusal("No bundle is loaded."),
    },
)
def differentials(request: Request, bundle: Bundle, metrics: Metrics) -> LinesAnswer:
    """Rank diseases for each case of a body of JSON lines (`application/x-ndjson`), each as for `/v1/differential`.

    Answers come while the body is still sent, one line each: `line`, and `differential` or `problem`. A line that
    cannot be used is answered with its problem, and the others go on; all are answered by one bundle. Where the body is
    longer than is read, the last line says so.
    """
    require_media_type(
        request, lambda kind: kind in (NDJSON, "application/jsonl", "application/ndjson"), "lines", NDJSON
    )
    settings = request.app.state.settings

    def answer(number: int, content: bytes) -> bytes:
        if len(content) > settings.max_body_bytes:
            return _refused(number, problem_of(413, f"The line is larger than {settings.max_body_bytes // 1024} KB."))
        try:
            asked = DifferentialRequest.model_validate(strict_json(content, _NAMES))
            told = ranked(asked, request, bundle, metrics, on_trial=False)
        except ValidationError as error:
            return _refused(number, problem_of(422, *unusable_fields(error.errors(), _KNOWN)))
        except HTTPException as error:
            errors = error.errors if isinstance(error, Refusal) else ()
            return _refused(number, problem_of(error.status_code, str(error.detail), errors))
        except Exception as error:
            tell_defect(error)
            return _refused(number, problem_of(500, "Something is wrong with the service; its log says where."))
        return b'{"line":%d,"differential":%s}' % (number, told.model_dump_json().encode())

    def ended(number: int) -> bytes:
        most = f"{MAX_LINES:,} lines or {settings.max_batch_bytes // 1024:,} KB"
        return _refused(number, problem_of(413, f"No more than {most} are read → send the rest as a further request."))

    return LinesAnswer(answer, ended, settings.max_batch_bytes, MAX_LINES, settings.max_body_bytes)


def _refused(number: int, told: Problem) -> bytes:
    return b'{"line":%d,"problem":%s}' % (number, told.model_dump_json().encode())
