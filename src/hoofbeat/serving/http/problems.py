"""Refusals a person can act on, and that never repeat what was sent."""

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from hoofbeat.domain.errors import InputError
from hoofbeat.serving.http.fields import fields_asked
from hoofbeat.serving.http.hints import hint, is_other_name, meant

MEDIA_TYPE = "application/problem+json"

UNUSABLE = "The request cannot be used as it is."

#: So many faults are named; of more, their number is told. To find what each may have meant takes time.
NAMED = 20

#: A code of a site is whatever its hospital, or the caller, called it.
_OF_SITE = re.compile(r"SITE:[a-z0-9_.\-]+")

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
    "string_unicode": "this holds half a character",
}

#: The same where a pattern decides, by the last name of the field: the pattern itself tells a person little.
_FORMS = {
    "id": "this is no id of a finding",
    "code": "this is no code of a measurement",
    "disease": "this is no id of a disease",
    "diseases": "this is no id of a disease",
    "same_patient_as": "this is no id of a case",
    "prediction_id": "this is no id of a prediction",
}


class FieldProblem(BaseModel):
    """One field that cannot be used. The value that was sent is not repeated: it may be a patient's."""

    field: str = Field(examples=["findings[2].id"])
    message: str
    hint: str


class Problem(BaseModel):
    """A refusal, after RFC 9457 (``application/problem+json``)."""

    title: str
    status: int
    detail: str
    errors: list[FieldProblem] = []


class Refusal(HTTPException):
    """A request that is refused, with what is wrong where."""

    def __init__(self, status: int, detail: str, errors: Sequence[FieldProblem] = ()) -> None:
        super().__init__(status, detail)
        self.errors = errors


def problem(
    status: int, detail: str, errors: Sequence[FieldProblem] = (), headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """A refusal with this status; ``detail`` is one sentence for the person who asked."""
    body = problem_of(status, detail, errors).model_dump(mode="json")
    return JSONResponse(body, status_code=status, media_type=MEDIA_TYPE, headers=headers)


def problem_of(status: int, detail: str, errors: Sequence[FieldProblem] = ()) -> Problem:
    """The same as a value, for an answer of which it is a part."""
    return Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, errors=list(errors))


def install(app: FastAPI) -> None:
    """Answer every refusal of ``app`` as a problem."""

    @app.exception_handler(RequestValidationError)
    async def unusable(request: Request, error: RequestValidationError) -> JSONResponse:
        return problem(422, *unusable_fields(error.errors(), fields_asked(request)))

    @app.exception_handler(HTTPException)
    async def refused(_: Request, error: HTTPException) -> JSONResponse:
        errors = error.errors if isinstance(error, Refusal) else ()
        return problem(error.status_code, str(error.detail), errors, error.headers)


def unanswerable(error: InputError) -> HTTPException:
    """A case that the bundle refuses, by the bundle's own words but for codes of a site."""
    return HTTPException(422, _OF_SITE.sub("SITE:…", str(error)))


def unusable_fields(
    errors: Sequence[Mapping[str, Any]], known: Mapping[str, Sequence[str]]
) -> tuple[str, list[FieldProblem]]:
    """What is wrong where, and how to mend it, after the sentence that says so.

    Args:
        errors: errors of pydantic's validation.
        known: the fields of the body, by their place.
    """
    return more_than_named(UNUSABLE, len(errors)), [_field(error, known) for error in errors[:NAMED]]


def more_than_named(detail: str, faults: int) -> str:
    """The sentence of a refusal, and how many faults it does not name."""
    return f"{detail} {faults - NAMED:,} more faults are not named." if faults > NAMED else detail


def _field(error: Mapping[str, Any], known: Mapping[str, Sequence[str]]) -> FieldProblem:
    kind, where = str(error["type"]), tuple(error["loc"])
    if len(where) > 1 and where[0] in ("body", "query", "path"):
        where = where[1:]
    message = _MESSAGES.get(kind, str(error["msg"]).removeprefix("Value error, "))
    if kind == "string_pattern_mismatch":
        message = _FORMS.get(next((part for part in reversed(where) if isinstance(part, str)), ""), message)
    remedy = hint(kind, where)
    if kind == "extra_forbidden":
        # The name of an unknown field is the caller's text: it is named only where it is a word of ours too.
        name, place = str(where[-1]), where[:-1]
        if field := meant(name, place, known):
            which = "excluded (true: looked for and absent)" if field == "excluded" else field
            remedy = f"perhaps {which} is meant; else remove the field: /docs lists those there are"
        where = (*place, name if field and is_other_name(name, place) else "(unknown field)")
        message = "this field is not part of the request"
    return FieldProblem(field=_path(where), message=message, hint=remedy)


def _path(where: Sequence[str | int]) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in where)
    return text.removeprefix(".") or "body"
