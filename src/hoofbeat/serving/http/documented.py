"""How the documentation of the API shows a body that a route reads by itself, and its refusals."""

from collections.abc import Mapping
from typing import Any

from hoofbeat.serving.http.problems import MEDIA_TYPE

_PROBLEM = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}


def refusal(description: str) -> dict[str, Any]:
    """A refusal, whatever the route answers otherwise."""
    return {"description": description, "content": _PROBLEM}


#: Refusals of every route that takes a record.
REFUSALS: dict[int | str, dict[str, Any]] = {
    413: refusal("The body is larger than the service reads."),
    415: refusal("The body is not sent as what the route reads."),
    422: refusal("The record cannot be used; each field says how to mend it."),
    503: refusal("No bundle is loaded."),
}


def body_of(
    description: str, schema: Mapping[str, Any], example: object, *media_types: str
) -> dict[str, dict[str, Any]]:
    """``openapi_extra`` of a route: its body, required.

    Args:
        description: what the body is.
        schema: JSON schema of it, as far as the documentation tells.
        example: one that is answered.
        media_types: how it may be sent.
    """
    content = {media_type: {"schema": schema, "example": example} for media_type in media_types}
    return {"requestBody": {"required": True, "description": description, "content": content}}
