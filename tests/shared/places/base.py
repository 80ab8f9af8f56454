"""What the suite over all places asks of each of them."""

import http.client
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol


class NotHere(Exception):  # noqa: N818  # a reason to skip, no error
    """The place cannot be started on this machine; says what lacks and how to install it."""


@dataclass(frozen=True)
class Answer:
    """What a place answered.

    Attributes:
        status: HTTP status.
        headers: headers by their lower-case names.
        body: the body's bytes, decoded from whatever the host wraps them in.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


class Place(Protocol):
    """A running service, wherever it runs."""

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send one request; ``path`` with its query."""
        ...


def ask_port(
    port: int, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
) -> Answer:
    """Send one request to a port of this machine, over a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, body, dict(headers or {}))
        answer = connection.getresponse()
        named = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, named, answer.read())
    finally:
        connection.close()


class Starter(Protocol):
    """Starts a place."""

    def __call__(self, bundle: Path, environment: Mapping[str, str], folder: Path) -> AbstractContextManager[Place]:
        """Start the service over a bundle, settings in ``environment``, scratch below ``folder``.

        Raises:
            NotHere: what it needs is not installed.
        """
        ...
