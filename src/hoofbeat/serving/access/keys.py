"""API keys: how they are made, the file that holds their hashes, and whether one that is shown is good.

A key is ``hfb_ID_SECRET``, and its secret 256 random bits in hexadecimal. So the file keeps a plain SHA-256 of it: salt
and slow hashing protect what people choose, for it can be guessed; nobody guesses one of 2²⁵⁶, however fast the hash.
The ids are no secret: they stand in the log and the audit trail.
"""

import logging
import re
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from pathlib import Path
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from hoofbeat.domain.errors import ConfigError
from hoofbeat.serving.access.roles import Caller, Role

_log = logging.getLogger("hoofbeat.serving")

PREFIX = "hfb_"
#: Ids that mean somebody else in the audit trail.
RESERVED = frozenset({"loopback", "cli", "open"})
#: What stands before the subject of a token in its id.
OF_TOKENS = "oidc."

_SHAPE = re.compile(rf"{PREFIX}(?P<id>[A-Za-z0-9][A-Za-z0-9_.-]{{0,39}})_(?P<secret>[0-9a-f]{{64}})")
_COLUMNS = ("id", "role", "created", "expires", "revoked", "sha256")

KeyId = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.\-]{0,39}$")]


class ApiKey(BaseModel):
    """What the file says of a key."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: KeyId
    role: Role
    created: AwareDatetime
    expires: AwareDatetime
    revoked: AwareDatetime | None = None
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")

    def holds(self, now: datetime) -> bool:
        """Whether it is neither revoked nor past its time."""
        return self.revoked is None and now < self.expires


def new_key(key_id: str, role: Role, *, days: int, now: datetime) -> tuple[str, ApiKey]:
    """A new key, which nobody will see again, and what the file says of it.

    Args:
        key_id: what the log and the audit trail shall call its bearer.
        role: what its bearer may ask.
        days: days until it expires.
        now: the time, with its zone.

    Raises:
        ConfigError: the id cannot be used.
    """
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}", key_id):
        raise ConfigError(
            "This id cannot be used", hint="up to 40 letters without accents, digits, _ . -, such as ward-3"
        )
    if key_id in RESERVED or key_id.startswith(OF_TOKENS):
        raise ConfigError("This id means somebody else in the audit trail", hint="choose another, such as ward-3")
    key, created = f"{PREFIX}{key_id}_{secrets.token_hex(32)}", now.replace(microsecond=0)
    expires = created + timedelta(days=days)
    return key, ApiKey(id=key_id, role=role, created=created, expires=expires, sha256=_digest(key))


def read_keys(file: Path) -> tuple[ApiKey, ...]:
    """The keys of a file, the oldest first.

    Raises:
        ConfigError: it cannot be read; the message names the line.
    """
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise ConfigError(
            f"{file}: the keys cannot be read ({why})",
            hint="`hoofbeat keys add` makes the file; HOOFBEAT_KEYS_FILE names it",
        ) from None
    if not lines or tuple(lines[0].split("\t")) != _COLUMNS:
        raise ConfigError(f"{file}: this is no file of keys", hint="`hoofbeat keys add` makes one")
    keys: dict[str, ApiKey] = {}
    for number, line in enumerate(lines[1:], start=2):
        cells = line.split("\t")
        stated = {name: cell for name, cell in zip(_COLUMNS, cells, strict=False) if cell}
        try:
            key = ApiKey.model_validate(stated) if len(cells) == len(_COLUMNS) else None
        except ValidationError:
            key = None
        if key is None or key.id in keys:
            what = "an id that stands there already" if key else "no key"
            raise ConfigError(
                f"{file}, line {number}: {what}", hint="remove the line, or take the file from a backup"
            ) from None
        keys[key.id] = key
    return tuple(keys.values())


def written(keys: Iterable[ApiKey]) -> str:
    """The text of a file of keys."""
    rows = [[str(value or "") for value in key.model_dump(mode="json").values()] for key in keys]
    return "".join("\t".join(row) + "\n" for row in (_COLUMNS, *rows))


class KeyRing:
    """The keys of a file, read again whenever it has changed, so that a revoked key is refused at once.

    A file that has gone holds no key. One that cannot be read any more, as while somebody edits it, leaves those that
    held before; the log says so once.

    Args:
        file: the file.

    Raises:
        ConfigError: it cannot be read now.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._stamp = self._look()
        self._keys = {key.id: key for key in read_keys(file)}

    def bearer(self, key: str, now: datetime | None = None) -> Caller | None:
        """Who shows this key; ``None`` if it is not good (any more)."""
        shape = _SHAPE.fullmatch(key)
        self._refresh()
        known = self._keys.get(shape["id"]) if shape else None
        # In constant time: how many signs of a hash were right is nobody's business.
        if known is None or not compare_digest(known.sha256, _digest(key)) or not known.holds(now or datetime.now(UTC)):
            return None
        return Caller(known.id, frozenset({known.role}))

    def _refresh(self) -> None:
        stamp = self._look()
        if stamp == self._stamp:
            return
        self._stamp = stamp
        if stamp is None:
            self._keys = {}
            _log.error("keys: the file has gone: no key is taken")
            return
        try:
            self._keys = {key.id: key for key in read_keys(self._file)}
        except ConfigError as error:
            _log.error("keys: those that held before still do: %s", error)

    def _look(self) -> tuple[int, int, int] | None:
        try:
            found = self._file.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino


def _digest(key: str) -> str:
    return sha256(key.encode()).hexdigest()
