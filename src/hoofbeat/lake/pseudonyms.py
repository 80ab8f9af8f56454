"""Pseudonyms: the same patient keeps the same one, and only the holder of the key could tell whose it is."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from hoofbeat.domain.errors import LakeError

KEY_VARIABLE = "HOOFBEAT_PSEUDONYM_KEY"
KEY_FILE = ".pseudonym-key"

#: A shorter key could be found by trying.
_SHORTEST_KEY = 16


class Pseudonyms:
    """Keyed pseudonyms (HMAC-SHA256).

    Args:
        key: the secret; losing it breaks the tie between old and new records of a patient.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    @classmethod
    def of_lake(cls, directory: Path) -> "Pseudonyms":
        """Take the key from the environment, else from the lake's key file, made on first use (mode 600).

        Raises:
            LakeError: the key is too short, or its file cannot be read or written.
        """
        given = os.environ.get(KEY_VARIABLE)
        key = given.encode() if given else _key_of_file(directory / KEY_FILE)
        if len(key) < _SHORTEST_KEY:
            raise LakeError(
                f"the pseudonym key has fewer than {_SHORTEST_KEY} characters",
                hint=f"set {KEY_VARIABLE} to a long random text, or restore {KEY_FILE}",
            )
        return cls(key)

    def of(self, source: str, identity: str) -> str:
        """Make the pseudonym of what identifies a patient within a source: ``case-`` and 16 hex digits."""
        message = f"{source}\n{identity}".encode()
        return f"case-{hmac.new(self._key, message, hashlib.sha256).hexdigest()[:16]}"


def _key_of_file(path: Path) -> bytes:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_hex(32))
        return path.read_bytes().strip()
    except OSError as error:
        raise LakeError(
            f"{path.name} in the lake cannot be used ({error.strerror})", hint=f"set {KEY_VARIABLE}"
        ) from error
