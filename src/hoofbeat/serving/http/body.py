"""Reading the body of a request: JSON to the letter, and refusals that say where it is none."""

import json
from collections.abc import Callable, Coroutine, Set
from email.message import Message
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from hoofbeat.serving.http.fields import fields_of
from hoofbeat.serving.http.problems import FieldProblem, Refusal

_SYNTAX = "JSON has names and texts in double quotes, a point in decimals (2.5, not 2,5) and no comma at the end"


class StrictRoute(APIRoute):
    """A route that takes a body as JSON only, and nothing beside it."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's own handler, behind the checks."""
        handle = super().get_route_handler()
        if self.body_field is None:
            return handle
        fields = frozenset(name for names in fields_of(self).values() for name in names)

        async def strictly(request: Request) -> Response:
            strict = _StrictRequest(request, fields)
            if await strict.body():
                _require_json(strict)
            _require_bare_address(strict, fields)
            return await handle(strict)

        return strictly


class _StrictRequest(Request):
    def __init__(self, request: Request, fields: Set[str]) -> None:
        super().__init__(request.scope, request.receive)
        self._fields = fields

    async def json(self) -> Any:
        """The body.

        Raises:
            Refusal: it is not JSON, or a field stands in it twice.
        """
        try:
            # Python would take NaN and Infinity: the schema refuses them by the name of their field.
            return json.loads(await self.body(), object_pairs_hook=self._once)
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

    def _once(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """An object's fields; of two with one name, Python would silently take the last."""
        fields = dict(pairs)
        if len(fields) < len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            which = twice if twice in self._fields else "(unknown field)"
            error = FieldProblem(
                field=which, message="this field stands twice in one object", hint="keep one of the two"
            )
            raise Refusal(422, "The request cannot be used as it is.", [error])
        return fields


def _require_json(request: Request) -> None:
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Refusal(415, "Compressed bodies are not read → send the JSON as it is, without Content-Encoding.")
    message = Message()
    message["Content-Type"] = request.headers.get("content-type", "text/plain")
    kind = message.get_content_type()
    if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
        raise Refusal(415, "The body is not sent as JSON → send the header Content-Type: application/json.")


def _require_bare_address(request: Request, fields: Set[str]) -> None:
    """An option in the address would have no effect, and nobody would know."""
    if misplaced := sorted(fields & request.query_params.keys()):
        errors = [
            FieldProblem(field=name, message="this stands in the address", hint="move it into the JSON body")
            for name in misplaced
        ]
        raise Refusal(422, "The request cannot be used as it is.", errors)


def _unreadable(what: str, remedy: str = _SYNTAX) -> Refusal:
    error = FieldProblem(field="body", message=f"the body is {what}", hint=remedy)
    return Refusal(422, "The request cannot be used as it is.", [error])
