"""Reading the body of a request: JSON to the letter, and refusals that say where it is none."""

import json
from collections import Counter
from collections.abc import Callable, Coroutine, Set
from email.message import Message
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from hoofbeat.serving.http.fields import fields_of
from hoofbeat.serving.http.problems import UNUSABLE, FieldProblem, Refusal

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
                require_media_type(strict, _is_json, "JSON", "application/json")
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
        return strict_json(await self.body(), self._fields)


def strict_json(content: bytes, fields: Set[str] = frozenset()) -> Any:
    """What a text says in JSON, to the letter.

    Args:
        content: text in UTF-8.
        fields: names that a refusal may repeat.

    Raises:
        Refusal: it is not JSON, or a field stands twice in one object.
    """

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """An object's fields; of two with one name, Python would silently take the last."""
        found = dict(pairs)
        if len(found) < len(pairs):
            times = Counter(name for name, _ in pairs)
            twice = next(name for name, count in times.items() if count > 1)
            which = twice if twice in fields else "(unknown field)"
            error = FieldProblem(
                field=which, message="this field stands twice in one object", hint="keep one of the two"
            )
            raise Refusal(422, UNUSABLE, [error])
        return found

    try:
        # Python would take NaN and Infinity: the schema refuses them by the name of their field.
        return json.loads(decoded(content), object_pairs_hook=once)
    except json.JSONDecodeError as error:
        # What stands after a colon may quote the text.
        what = error.msg.partition(":")[0]
        raise _unreadable(f"not valid JSON at line {error.lineno}, column {error.colno}: {what}") from None
    except RecursionError:
        raise _unreadable("nested too deeply", "a case has two levels: see the example in /docs") from None
    except ValueError:  # Python reads whole numbers of up to 4,300 digits
        raise _unreadable("not usable: one of its numbers has thousands of digits") from None


def decoded(content: bytes) -> str:
    """A body's text.

    Raises:
        Refusal: it is not UTF-8.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unreadable(f"not UTF-8 at byte {error.start + 1}", "send the text in UTF-8") from None


async def json_body(request: Request) -> bytes:
    """The body of a request that is sent as JSON, for a route that reads it by itself.

    Raises:
        Refusal: it is sent as something else, or empty.
    """
    content = await request.body()
    if not content.strip():
        raise _unreadable("empty", "send the record as the body, in JSON")
    require_media_type(request, _is_json, "JSON", "application/json")
    return content


def require_media_type(request: Request, fits: Callable[[str], bool], what: str, usual: str) -> None:
    """See that the body is sent as what the route reads, and not compressed.

    Args:
        request: request, its body unread or not.
        fits: whether a media type is one that the route reads.
        what: how they are called, for the refusal.
        usual: the media type to name there.

    Raises:
        Refusal: it is sent as something else.
    """
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Refusal(415, f"Compressed bodies are not read → send the {what} as it is, without Content-Encoding.")
    message = Message()
    message["Content-Type"] = request.headers.get("content-type", "text/plain")
    if not fits(message.get_content_type()):
        raise Refusal(415, f"The body is not sent as {what} → send the header Content-Type: {usual}.")


def _is_json(kind: str) -> bool:
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))


def _require_bare_address(request: Request, fields: Set[str]) -> None:
    """An option in the address would have no effect, and nobody would know."""
    if misplaced := sorted(fields & request.query_params.keys()):
        errors = [
            FieldProblem(field=name, message="this stands in the address", hint="move it into the JSON body")
            for name in misplaced
        ]
        raise Refusal(422, UNUSABLE, errors)


def _unreadable(what: str, remedy: str = _SYNTAX) -> Refusal:
    error = FieldProblem(field="body", message=f"the body is {what}", hint=remedy)
    return Refusal(422, UNUSABLE, [error])
