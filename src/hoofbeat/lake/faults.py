"""What goes wrong between us and a store, in words that a person can act on."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from deltalake.exceptions import DeltaError

from hoofbeat.domain.errors import LakeError

# The store's own message may quote a signed address: only what is known to be harmless is taken from it.
_KNOWN = re.compile(
    r"NoSuchBucket|ContainerNotFound|AccessDenied|InvalidAccessKeyId|SignatureDoesNotMatch|AuthenticationFailed"
    r"|\b[45]\d\d [A-Z][A-Za-z]+(?: [A-Z][A-Za-z]+)*|[Cc]onnection refused|dns error|timed out|[Pp]ermission denied"
    r"|[Nn]o space left|[Rr]ead-only file system|[Nn]ot a directory|[Ii]s a directory|[Ff]ile exists"
)


@contextmanager
def store_faults(name: str, *more: type[Exception]) -> Iterator[None]:
    """Say in one sentence that a store refused or cannot be reached.

    Args:
        name: name of the table.
        more: exceptions of the store's own library, besides those of the operating system and of Delta.

    Raises:
        LakeError: in place of such an exception.
    """
    kinds: tuple[type[Exception], ...] = (OSError, DeltaError, *more)
    try:
        yield
    except kinds as error:
        found = _KNOWN.search(str(error))
        reason = found[0] if found else type(error).__name__
        raise LakeError(
            f"lake table {name} cannot be read or written ({reason})",
            hint="check the lake's address, the credentials in the environment, and that the store can be reached",
        ) from error
