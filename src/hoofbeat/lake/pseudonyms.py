"""Pseudonyms: the same patient keeps the same one, and only the holder of the key could tell whose it is."""

import hmac
import os
import secrets
from pathlib import Path

from hoofbeat.domain.errors import LakeError

KEY_VARIABLE = "HOOFBEAT_PSEUDONYM_KEY"
KEY_FILE_VARIABLE = "HOOFBEAT_PSEUDONYM_KEY_FILE"
KEY_FILE = ".hoofbeat-key"

#: Where older versions made the key file, within the output directory.
_OLDER_KEY_FILE = Path("lake") / ".pseudonym-key"

#: A shorter key could be found by trying.
_SHORTEST_KEY = 16


class Pseudonyms:
    """Keyed pseudonyms (HMAC-SHA256).

    Args:
        key: the secret; losing it breaks the tie between old and new records of a patient.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, source: str, identity: str) -> str:
        """Make the pseudonym of what identifies a patient within a source: ``case-`` and 16 hex digits."""
        # An id may hold anything, even half a character: JSON can write it, UTF-8 cannot.
        message = f"{source}\n{identity}".encode("utf-8", errors="surrogatepass")
        return f"case-{hmac.digest(self._key, message, 'sha256').hex()[:16]}"


def lake_key(output: Path, *, make: bool = True) -> bytes:
    """Take the lake's secret from the environment, else from a key file, made on first use (mode 600).

    Args:
        output: run directory. The file lies there and never in a store: a lake must not hold its own key.
        make: make a key file where there is none; else that is an error: what was written with a key needs that one.

    Raises:
        LakeError: the key is too short, or its file cannot be read or written.
    """
    place = key_file(output)
    return checked_key(os.environ[KEY_VARIABLE].encode(), KEY_VARIABLE) if place is None else _key_of_file(place, make)


def key_file(output: Path) -> Path | None:
    """The file that the key is taken from, ``None`` where the environment holds the key itself."""
    if os.environ.get(KEY_VARIABLE):
        return None
    if stated := os.environ.get(KEY_FILE_VARIABLE):
        return Path(stated)
    older = output / _OLDER_KEY_FILE
    return older if older.exists() else output / KEY_FILE


def read_key(path: Path) -> bytes:
    """Read a key from a file that a person names.

    Raises:
        LakeError: the file cannot be read, or the key is too short.
    """
    try:
        return checked_key(path.read_bytes().strip(), path.name)
    except OSError as error:
        raise LakeError(
            f"key file {path.name} cannot be read ({error.strerror})",
            hint=f"restore the key that the lake was written with, or name it with {KEY_FILE_VARIABLE}",
        ) from error


def write_key(path: Path, key: bytes) -> None:
    """Put a key in the place of another, readable for its owner alone.

    Raises:
        LakeError: the file cannot be written.
    """
    draft = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise LakeError(
            f"key file {path.name} cannot be written ({error.strerror})", hint=f"set {KEY_VARIABLE}"
        ) from error


def checked_key(key: bytes, place: str) -> bytes:
    """Refuse a key that could be guessed.

    Raises:
        LakeError: it is too short; the message names its place and not the key.
    """
    if len(key) < _SHORTEST_KEY:
        raise LakeError(
            f"the pseudonym key in {place} has fewer than {_SHORTEST_KEY} characters",
            hint="give a long random text, or restore the key file",
        )
    return key


def _key_of_file(path: Path, make: bool) -> bytes:
    if make and not path.exists() and not os.environ.get(KEY_FILE_VARIABLE):
        # Made aside and linked into place: of two runs that begin together, both take the key of the first.
        draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        write_key(draft, secrets.token_hex(32).encode())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        except OSError:  # a file system without links
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    return read_key(path)
