"""What addresses of the API have in common: how they refuse."""

from typing import Any

from hoofbeat.serving.http.problems import Problem

Responses = dict[int | str, dict[str, Any]]

#: Of every address below ``/v1`` that asks the bundle.
ASKS: Responses = {
    422: {"model": Problem, "description": "The request cannot be used; each field says how to mend it."},
    503: {"model": Problem, "description": "No bundle is loaded."},
}

#: Of every address that takes a body.
BODY: Responses = {
    413: {"model": Problem, "description": "The body is larger than the service reads."},
    415: {"model": Problem, "description": "The body is not sent as JSON."},
}
