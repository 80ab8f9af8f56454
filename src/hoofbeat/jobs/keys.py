"""``hoofbeat keys``: who may ask a service from elsewhere."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkstemp

from pydantic import BaseModel, ConfigDict, Field

from hoofbeat.domain.errors import ConfigError
from hoofbeat.locks import locked
from hoofbeat.serving.access.keys import ApiKey, new_key, read_keys, written
from hoofbeat.serving.access.roles import Role

#: The hashes of random keys are no secret, and the service may run as another user than who makes them.
_MODE = 0o644


class _KeysJob(BaseModel):
    """A look at one file of keys.

    Attributes:
        file: the file.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: Path


class AddKeyJob(_KeysJob):
    """Make a key.

    Attributes:
        key_id: what the log and the audit trail shall call its bearer.
        role: what its bearer may ask.
        days: days until it expires.
    """

    key_id: str
    role: Role = Role.PHYSICIAN
    days: int = Field(default=365, ge=1, le=3660)

    def run(self) -> str:
        """The key, which nobody can see again.

        Raises:
            ConfigError: the id cannot be used or is taken, or the file cannot be read.
            OSError: the file cannot be written.
        """
        key, stated = new_key(self.key_id, self.role, days=self.days, now=datetime.now(UTC))

        def added(keys: tuple[ApiKey, ...]) -> tuple[ApiKey, ...]:
            if any(each.id == self.key_id for each in keys):
                raise ConfigError(
                    f"A key {self.key_id} is there already, or was",
                    hint="choose another id: in the audit trail each means one bearer for ever",
                )
            return (*keys, stated)

        _change(self.file, added, new=True)
        return key


class ListKeysJob(_KeysJob):
    """List the keys."""

    def run(self) -> tuple[ApiKey, ...]:
        """What the file says of them, the oldest first.

        Raises:
            ConfigError: the file cannot be read.
        """
        return read_keys(self.file)


class RevokeKeyJob(_KeysJob):
    """Take a key back; a service that runs refuses it at once.

    Attributes:
        key_id: its id.
    """

    key_id: str

    def run(self) -> None:
        """Revoke it.

        Raises:
            ConfigError: there is no such key, or the file cannot be read.
            OSError: the file cannot be written.
        """

        def revoked(keys: tuple[ApiKey, ...]) -> tuple[ApiKey, ...]:
            if not any(key.id == self.key_id and key.revoked is None for key in keys):
                raise ConfigError("There is no such key that holds", hint="`hoofbeat keys list` shows those there are")
            now = datetime.now(UTC).replace(microsecond=0)
            return tuple(key.model_copy(update={"revoked": now}) if key.id == self.key_id else key for key in keys)

        _change(self.file, revoked)


def _change(file: Path, change: Callable[[tuple[ApiKey, ...]], tuple[ApiKey, ...]], *, new: bool = False) -> None:
    """Read, change and put in place as a whole: a service that looks meanwhile sees the one or the other."""
    if new:
        file.parent.mkdir(parents=True, exist_ok=True)
    elif not file.exists():
        raise ConfigError(f"{file}: there is no such file of keys", hint="say which with --file")
    with locked(file.parent):
        there = file.exists()
        text = written(change(read_keys(file) if there else ()))
        mode = file.stat().st_mode & 0o777 if there else _MODE
        handle, draft = mkstemp(dir=file.parent, prefix=f".{file.name}-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
                stream.write(text)
            Path(draft).chmod(mode)
            Path(draft).replace(file)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
