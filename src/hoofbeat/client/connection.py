"""Asking over HTTP, and telling refusals as errors of the house."""

import json
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.message import Message
from http.client import HTTPException, HTTPResponse
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, HTTPSHandler, Request, build_opener

from hoofbeat.domain.errors import (
    CaseConflictError,
    CaseUnknownError,
    ConfigError,
    HoofbeatError,
    ServiceAccessError,
    ServiceBusyError,
    ServiceError,
    ServiceRefusedError,
    ServiceSilentError,
)
from hoofbeat.loopback import is_loopback

#: Bytes of the longest refusal that is read.
_LONGEST = 1024 * 1024


class _StaysHere(HTTPRedirectHandler):
    """A key that was meant for one address goes to no other."""

    def redirect_request(self, *_: Any) -> None:
        """Follow none."""


class Connection:
    """Sends requests to one service; what it takes and raises is said of :class:`hoofbeat.client.Client`."""

    def __init__(
        self, address: str, *, key: str, timeout: float, context: ssl.SSLContext | None, plain_http: bool
    ) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query:
            raise ConfigError(
                "The address of the service cannot be used", hint="write it as https://hoofbeat.hospital.example"
            )
        if key and parts.scheme == "http" and not is_loopback(parts.hostname) and not plain_http:
            raise ConfigError(
                f"A key for {parts.hostname} would go through the network in the clear",
                hint="use its https address, or say plain_http=True within a network of your own",
            )
        self._address = address.rstrip("/")
        self._headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})
        self._timeout = timeout
        self._open = build_opener(_StaysHere, HTTPSHandler(context=context)).open

    def ask(
        self, method: str, path: str, *, query: Mapping[str, Any] | None = None, body: Mapping[str, Any] | None = None
    ) -> bytes:
        """The body of the answer.

        Args:
            method: of HTTP.
            path: from the root of the service, such as ``/v1/model``.
            query: parameters; those that are ``None`` are left out.
            body: sent as JSON; fields that are ``None`` are sent as ``null``.

        Raises:
            ServiceError: the service refuses, or does not answer.
            CaseUnknownError: it has no such case.
            CaseConflictError: the case has changed since.
        """
        asked = {name: value for name, value in (query or {}).items() if value is not None}
        content = None if body is None else json.dumps(body).encode()
        with self._answer(method, path, content, "application/json", f"?{urlencode(asked)}" if asked else "") as answer:
            return answer.read()

    def lines(self, path: str, content: bytes, media_type: str) -> Iterator[bytes]:
        """Yield the lines of the answer to a ``POST`` as they come; raises as :meth:`ask` does."""
        with self._answer("POST", path, content, media_type) as answer:
            yield from answer

    @contextmanager
    def _answer(
        self, method: str, path: str, content: bytes | None, media_type: str, query: str = ""
    ) -> Iterator[HTTPResponse]:
        headers = self._headers | ({} if content is None else {"Content-Type": media_type})
        request = Request(f"{self._address}{path}{query}", content, headers, method=method)  # noqa: S310  # see above
        try:
            with self._open(request, timeout=self._timeout) as answer:
                yield answer
        except HTTPError as error:
            with error:
                raise _refusal(error.code, error.headers, error.read(_LONGEST), path) from None
        except (OSError, HTTPException) as error:
            # The reason of the system, never the address: its query holds what was searched.
            reason = getattr(error, "reason", None) or error
            raise ServiceSilentError(
                f"The service does not answer ({type(reason).__name__})", hint="see that it runs, and its address"
            ) from None


def _refusal(status: int, headers: Message, content: bytes, path: str) -> HoofbeatError:
    """The error that says what the service said."""
    try:
        told = json.loads(content)
        detail, errors = str(told["detail"]), told.get("errors", [])
        fields = tuple((str(e["field"]), str(e["message"]), str(e["hint"])) for e in errors)
    except (ValueError, KeyError, TypeError, AttributeError):  # of somebody on the way, in words of its own
        detail, fields = f"The service answers with status {status}", ()
    what, _, hint = detail.partition(" → ")
    if fields:
        what = f"{what.rstrip('.')}: " + "; ".join(f"{field}: {message}" for field, message, _ in fields)
        hint = hint or "; ".join(dict.fromkeys(mend for _, _, mend in fields))
    if status == 404 and path.startswith("/v1/cases/"):
        return CaseUnknownError(what, hint=hint)
    if status == 409:
        return CaseConflictError(what, hint=hint)
    after = headers.get("Retry-After", "")
    return _kind(status, bool(after))(
        what, hint=hint, status=status, fields=fields, after=float(after) if after.isdigit() else None
    )


def _kind(status: int, later: bool) -> type[ServiceError]:
    if status in (401, 403):
        return ServiceAccessError
    if status == 429 or (status == 503 and later):
        return ServiceBusyError
    return ServiceRefusedError if status < 500 else ServiceSilentError
