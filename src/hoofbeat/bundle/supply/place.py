"""Where a bundle may lie: what every kind of place is asked for, and which kind an address means."""

import os
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Protocol
from urllib.parse import urlsplit

from hoofbeat.domain.errors import BundleFetchError, ConfigError
from hoofbeat.storage import local_path

_CLOUDS = ("s3", "s3a", "az", "azure", "abfs", "abfss", "gs", "gcs")


class Place(Protocol):
    """A place that holds one bundle."""

    @property
    def folder(self) -> Path | None:
        """The folder itself where it is one of this machine, symbolic links followed; else ``None``."""
        ...

    @property
    def identity(self) -> str | None:
        """What names this very content, so that who knows it need not read it; ``None`` where it may change."""
        ...

    def chunks(self, name: str) -> Iterator[bytes]:
        """The content of a file, piece by piece.

        Args:
            name: the file, relative to the bundle.

        Raises:
            FileNotFoundError: it is not there.
            BundleFetchError: the place does not answer, or not to us.
        """
        ...


#: Finds the place anew each time it is asked: an alias may have moved, a link may point elsewhere.
Finder = Callable[[], Place]


def place_of(address: str, environment: Mapping[str, str] = os.environ) -> Finder:
    """How to find the place of an address; nothing is reached yet.

    Args:
        address: a path, ``file://``, ``s3://bucket/prefix``, ``az://container/prefix``, ``gs://bucket/prefix``, or a
            registry alias, ``models:/NAME@ALIAS``.
        environment: where credentials and the registry's address stand.

    Raises:
        ConfigError: the address means none of these.
    """
    # Not quoted, here and below: someone may have put a credential into it.
    unusable = ConfigError(
        "The bundle's address is none that serving knows",
        hint="write a path, file://, s3://bucket/prefix, az://container/prefix, gs://bucket/prefix or "
        "models:/NAME@ALIAS, and nothing after it",
    )
    try:
        parts = urlsplit(address)
    except ValueError:
        raise unusable from None
    if address.startswith("models:"):
        from hoofbeat.bundle.supply.registry import Registry, parse_alias

        name, alias = parse_alias(address)
        registry = Registry.of(environment)
        return lambda: registry.place(name, alias, environment)
    if (folder := local_path(address)) is not None:
        from hoofbeat.bundle.supply.folder import FolderPlace

        return lambda: FolderPlace(folder)
    if parts.scheme in _CLOUDS and parts.netloc and not parts.query and not parts.fragment and "@" not in parts.netloc:
        from hoofbeat.bundle.supply.cloud import CloudPlace

        return lambda: CloudPlace.of(address.rstrip("/"), environment)
    raise unusable


def read(place: Place, name: str, limit: int) -> bytes | None:
    """The content of a small file of at most ``limit`` bytes, ``None`` if it is not there.

    Raises:
        BundleFetchError: the place does not answer, or the file is larger.
    """
    content = BytesIO()
    try:
        copy(place, name, content, limit)
    except FileNotFoundError:
        return None
    return content.getvalue()


def copy(place: Place, name: str, target: BinaryIO, limit: int) -> None:
    """Write a file of at most ``limit`` bytes to ``target``.

    Raises:
        FileNotFoundError: it is not there.
        BundleFetchError: the place does not answer, or the file is larger.
    """
    left = limit
    for chunk in place.chunks(name):
        left -= len(chunk)
        if left < 0:
            raise BundleFetchError(f"{name} has more than {limit} bytes", hint="copy or export the bundle again")
        target.write(chunk)
