"""Refusals a person can act on, and that never repeat what was sent."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from hoofbeat.serving.hints import hint, is_other_name, meant
from hoofbeat.serving.schemas import FieldProblem, Problem

MEDIA_TYPE = "application/problem+json"

#: Pydantic's types of error → what is wrong. Its own messages of the types not listed here never hold the input.
_MESSAGES = {
    "missing": "this is missing",
    "bool_type": "this is neither true nor false",
    "float_type": "this is no JSON number",
    "finite_number": "NaN and Infinity are no numbers",
    "int_type": "this is no whole JSON number",
    "int_parsing": "this is no whole number",
    "list_type": "this is no list",
    "model_attributes_type": "this is no JSON object",
    "string_type": "this is no text",
}

#: The same where a pattern decides, by the last name of the field: the pattern itself tells a person little.
_FORMS = {"id": "this is no id of a finding", "code": "this is no code of a measurement"}


class Refusal(HTTPException):
    """A request that is refused, with what is wrong where."""

    def __init__(self, status: int, detail: str, errors: Sequence[FieldProblem] = ()) -> None:
        super().__init__(status, detail)
        self.errors = errors


def problem(
    status: int, detail: str, errors: Sequence[FieldProblem] = (), headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """A refusal with this status; ``detail`` is one sentence for the person who asked."""
    body = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, errors=list(errors))
    return JSONResponse(body.model_dump(mode="json"), status_code=status, media_type=MEDIA_TYPE, headers=headers)


def install(app: FastAPI) -> None:
    """Answer every refusal of ``app`` as a problem."""

    @app.exception_handler(RequestValidationError)
    async def unusable(_: Request, error: RequestValidationError) -> JSONResponse:
        return problem(422, "The request cannot be used as it is.", [_field(item) for item in error.errors()])

    @app.exception_handler(HTTPException)
    async def refused(_: Request, error: HTTPException) -> JSONResponse:
        errors = error.errors if isinstance(error, Refusal) else ()
        return problem(error.status_code, str(error.detail), errors, error.headers)


def _field(error: Mapping[str, Any]) -> FieldProblem:
    kind, where = str(error["type"]), tuple(error["loc"])
    if len(where) > 1 and where[0] in ("body", "query", "path"):
        where = where[1:]
    message = _MESSAGES.get(kind, str(error["msg"]).removeprefix("Value error, "))
    if kind == "string_pattern_mismatch":
        message = _FORMS.get(str(where[-1]), message)
    remedy = hint(kind, where)
    if kind == "extra_forbidden":
        # The name of an unknown field is the caller's text: it is named only where it is a word of ours too.
        name, place = str(where[-1]), where[:-1]
        if field := meant(name, place):
            which = "excluded (true: looked for and absent)" if field == "excluded" else field
            remedy = f"perhaps {which} is meant; else remove the field: /docs lists those there are"
        where = (*place, name if is_other_name(name, place) else "(unknown field)")
        message = "this field is not part of the request"
    return FieldProblem(field=_path(where), message=message, hint=remedy)


def _path(where: Sequence[str | int]) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in where)
    return text.removeprefix(".")
