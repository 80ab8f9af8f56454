"""Refusals a person can act on, and that never repeat what was sent."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from hoofbeat.serving.schemas import FieldProblem, Problem

MEDIA_TYPE = "application/problem+json"

#: Pydantic's error types → how to mend them. Messages of types not listed here are pydantic's own, which never
#: hold the input for the types this API can raise; the hint then points at the documentation.
_HINTS = {
    "missing": "add this field",
    "extra_forbidden": "remove the field, or correct its name: /docs lists the fields",
    "string_pattern_mismatch": "write a finding as HP:0001250, HB:0000079 or SITE:…, a measurement as its LOINC code",
    "too_short": "give at least one finding, or a measurement; /v1/findings and /v1/measurements list them",
    "too_long": "give fewer: those that matter most",
    "unit": "write the unit in UCUM, such as mg/dL, mmol/L or Cel; /v1/measurements names each code's own",
    "string_too_short": "write the unit in UCUM, such as mg/dL, mmol/L or Cel",
    "string_too_long": "write the unit in UCUM, such as mg/dL, mmol/L or Cel",
    "finite_number": "send a number",
    "json_invalid": "send a JSON object with Content-Type: application/json",
    "model_attributes_type": "send a JSON object with Content-Type: application/json",
    "float_parsing": "send a number",
    "float_type": "send a number",
    "int_parsing": "send a whole number",
    "bool_parsing": "send true or false",
    "bool_type": "send true or false",
    "enum": "use one of the values named",
    "literal_error": "use one of the values named",
    "value_error": "correct the findings",
    "greater_than_equal": "use a value within the limits",
    "less_than_equal": "use a value within the limits",
}


def problem(status: int, detail: str, errors: Sequence[FieldProblem] = ()) -> JSONResponse:
    """A refusal with this status; ``detail`` is one sentence for the person who asked."""
    body = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, errors=list(errors))
    return JSONResponse(body.model_dump(mode="json"), status_code=status, media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Answer every refusal of ``app`` as a problem."""

    @app.exception_handler(RequestValidationError)
    async def unusable(_: Request, error: RequestValidationError) -> JSONResponse:
        return problem(422, "The request cannot be used as it is.", [_field(item) for item in error.errors()])

    @app.exception_handler(HTTPException)
    async def refused(_: Request, error: HTTPException) -> JSONResponse:
        answer = problem(error.status_code, str(error.detail))
        answer.headers.update(error.headers or {})
        return answer


def _field(error: Mapping[str, Any]) -> FieldProblem:
    kind, where = str(error["type"]), tuple(error["loc"])
    message = str(error["msg"]).removeprefix("Value error, ")
    if kind == "extra_forbidden":
        # The name of an unknown field is the caller's text: it is not repeated either.
        where, message = (*where[:-1], "(unknown field)"), "this field is not part of the request"
    if kind == "json_invalid":
        where, message = ("body",), "the body is not valid JSON"
    return FieldProblem(field=_path(where), message=message, hint=_HINTS.get(kind, "see /docs for the expected form"))


def _path(where: Sequence[str | int]) -> str:
    parts = where[1:] if len(where) > 1 and where[0] in ("body", "query", "path") else where
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)
    return text.removeprefix(".")
