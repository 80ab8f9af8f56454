"""Reading the body of a request: JSON to the letter, and refusals that say where it is none."""

import json
from collections.abc import Callable, Coroutine
from email.message import Message
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from hoofbeat.serving.hints import KNOWN_FIELDS
from hoofbeat.serving.problems import Refusal
from hoofbeat.serving.schemas import FieldProblem

_SYNTAX = "JSON has names and texts in double quotes, a point in decimals (2.5, not 2,5) and no comma at the end"
_FIELDS = {field for fields in KNOWN_FIELDS.values() for field in fields}


class StrictRoute(APIRoute):
    """A route that takes a body as JSON only, and nothing beside it."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's own handler, behind the checks."""
        handle = super().get_route_handler()
        if self.body_field is None:
            return handle

        async def strictly(request: Request) -> Response:
            strict = _StrictRequest(request.scope, request.receive)
            if await strict.body():
                _require_json(strict)
            _require_bare_address(strict)
            return await handle(strict)

        return strictly


class _StrictRequest(Request):
    async def json(self) -> Any:
        """The body.

        Raises:
            Refusal: it is not JSON, or a field stands in it twice.
        """
        try:
            # Python would take NaN and Infinity: the schema refuses them by the name of their field.
            return json.loads(await self.body(), object_pairs_hook=_once)
        except json.JSONDecodeError as error:
            # What stands after a colon may quote the text.
            what = error.msg.partition(":")[0]
            raise _unreadable(f"not valid JSON at line {error.lineno}, column {error.colno}: {what}") from None
        except UnicodeDecodeError as error:
            raise _unreadable(f"not UTF-8 at byte {error.start + 1}", "send the text in UTF-8") from None
        except RecursionError:
            raise _unreadable("nested too deeply", "a case has two levels: see the example in /docs") from None
        except ValueError:  # Python reads whole numbers of up to 4,300 digits
            raise _unreadable("not usable: one of its numbers has thousands of digits") from None


def _require_json(request: Request) -> None:
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Refusal(415, "Compressed bodies are not read → send the JSON as it is, without Content-Encoding.")
    message = Message()
    message["Content-Type"] = request.headers.get("content-type", "text/plain")
    kind = message.get_content_type()
    if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
        raise Refusal(415, "The body is not sent as JSON → send the header Content-Type: application/json.")


def _require_bare_address(request: Request) -> None:
    """An option in the address would have no effect, and nobody would know."""
    if misplaced := sorted(_FIELDS.intersection(request.query_params)):
        errors = [
            FieldProblem(field=name, message="this stands in the address", hint="move it into the JSON body")
            for name in misplaced
        ]
        raise Refusal(422, "The request cannot be used as it is.", errors)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object's fields; of two with one name, Python would silently take the last."""
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        which = twice if twice in _FIELDS else "(unknown field)"
        error = FieldProblem(field=which, message="this field stands twice in one object", hint="keep one of the two")
        raise Refusal(422, "The request cannot be used as it is.", [error])
    return fields


def _unreadable(what: str, remedy: str = _SYNTAX) -> Refusal:
    error = FieldProblem(field="body", message=f"the body is {what}", hint=remedy)
    return Refusal(422, "The request cannot be used as it is.", [error])
