"""Points in the history of a table, as a person names them."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from hoofbeat.domain.errors import LakeError
from hoofbeat.lake.format import Commit

#: A version, or a moment.
AsOf = int | datetime

_VERSION = re.compile(r"\d{1,9}", re.ASCII)


def parse_as_of(text: str) -> AsOf:
    """Read a version (``12``) or a moment (ISO 8601; without a zone it is UTC, a bare date is its first moment).

    Raises:
        LakeError: it is neither.

    >>> parse_as_of("12")
    12
    >>> parse_as_of("2026-03-01T12:00:00+01:00").isoformat()
    '2026-03-01T11:00:00+00:00'
    """
    if _VERSION.fullmatch(text):
        return int(text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise LakeError(
            f"{text!r} is neither a version nor a moment", hint="write a number, or a time such as 2026-03-01T12:00:00Z"
        ) from error
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def version_at(name: str, history: Iterable[Commit], as_of: AsOf) -> int:
    """The newest version that was committed by then.

    Args:
        name: name of the table, for the message.
        history: commits, the newest first.
        as_of: a version counts as it is.

    Raises:
        LakeError: the table did not exist then.
    """
    if isinstance(as_of, int):
        return as_of
    oldest = None
    for commit in history:
        if commit.time <= as_of:
            return commit.version
        oldest = commit.time
    since = f", its history begins at {oldest.isoformat(timespec='seconds')}" if oldest else ""
    raise LakeError(
        f"lake table {name} has no version of {as_of.isoformat(timespec='seconds')}{since}",
        hint="name a later moment; `hoofbeat lake history` lists them",
    )
