"""The audit trail: who asked what when, one JSON object a line. Nothing of a patient: no body, no query, no path.

A line holds the time, the caller's id and roles, the method, the template of the route, the status, and of the routes
of cases the case's id.
"""

import json
import logging
import os
import re
import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hoofbeat.domain.errors import ConfigError
from hoofbeat.locks import locked
from hoofbeat.serving.http.paths import Templates, path_of

_log = logging.getLogger("hoofbeat.serving")

#: A file of so many bytes is set aside, and so many are kept beside it: 300,000 requests or more in all.
_BYTES, _KEPT = 10_000_000, 9

_CASES = "/v1/cases"
#: An id of a case and nothing else: what stands at its place in a path may be a name.
_CASE = re.compile(rf"{_CASES}/(?P<id>[0-9a-f]{{32}})(?:/.*)?")

#: Other words for a method are the caller's.
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"})


class AuditFile:
    """The file, set aside by size: ``audit.jsonl`` is the newest, ``audit.jsonl.1`` the one before.

    It is opened for each line: whoever moves it away meanwhile takes a whole file.

    Args:
        file: where it lies; its folder must be there.
        size: bytes that no file exceeds.
        kept: number of files beside the newest.

    Raises:
        ConfigError: it cannot be written.
    """

    def __init__(self, file: Path, size: int = _BYTES, kept: int = _KEPT) -> None:
        self._file, self._size, self._kept = file, size, kept
        self._lock = threading.Lock()
        try:
            self._append(b"")
        except OSError as error:
            raise ConfigError(
                f"{file}: the audit trail cannot be written ({error.strerror})",
                hint="make the folder, or let HOOFBEAT_AUDIT name another file",
            ) from None

    def note(self, **fields: Any) -> None:
        """Append a line; a disk that is full does not stop the service, but the log says so."""
        line = json.dumps(fields, separators=(",", ":")).encode() + b"\n"
        try:
            with self._lock, locked(self._file.parent):  # other workers set it aside, too
                self._make_room(len(line))
                self._append(line)
        except OSError as error:
            _log.error("the audit trail cannot be written, a line is lost: %s", error.strerror)

    def _append(self, line: bytes) -> None:
        opened = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            if line:
                os.write(opened, line)
        finally:
            os.close(opened)

    def _make_room(self, needed: int) -> None:
        if not self._file.is_file() or self._file.stat().st_size + needed <= self._size:
            return
        files = [self._file, *(Path(f"{self._file}.{number}") for number in range(1, self._kept + 1))]
        for newer, older in reversed(list(pairwise(files))):
            if newer.exists():
                newer.replace(older)


class Audit:
    """Notes each request to an address that is not for all, refused ones too.

    Args:
        file: where.
        noted: templates of the addresses.
    """

    def __init__(self, app: ASGIApp, file: AuditFile, noted: Iterable[str]) -> None:
        self._app = app
        self._file = file
        self._noted = Templates(noted)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        template = self._noted.of(path_of(scope)) if scope["type"] == "http" else None
        if template is None:
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        status, place = 0, ""

        async def noting(message: Message) -> None:
            nonlocal status, place
            if message["type"] == "http.response.start":
                status = message["status"]
                # A case that was registered has its id from there.
                place = dict(message.get("headers", ())).get(b"location", b"").decode("latin-1")
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            case = _CASE.fullmatch(place if template == _CASES else path_of(scope))
            method = scope["method"]
            self._file.note(
                at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
                who=who(scope),
                roles=sorted(state.get("roles", ())),
                method=method if method in METHODS else "other",
                route=template,
                status=status,
                **({"case": case["id"]} if case and template.startswith(_CASES) else {}),
            )


def who(scope: Scope) -> str:
    """Who asked: the id of a key or token, ``loopback`` from this machine, else ``nobody``."""
    state = scope.get("state", {})
    key_id: str | None = state.get("key_id")
    return key_id or ("loopback" if state.get("local") else "nobody")
