"""A bundle in a folder of this machine."""

from collections.abc import Iterator
from pathlib import Path

from hoofbeat.domain.errors import BundleFetchError

_CHUNK = 1 << 20


class FolderPlace:
    """A folder, as it stands when it is asked for.

    Args:
        folder: the bundle, or a link to it: it is followed once, so that a link that moves meanwhile mixes nothing.

    Raises:
        BundleFetchError: links lead in a circle.
    """

    identity = None

    def __init__(self, folder: Path) -> None:
        try:
            self._folder = folder.resolve()
        except (OSError, RuntimeError) as error:  # links in a circle
            raise BundleFetchError(f"{folder} leads nowhere", hint="mend the link, or name another folder") from error

    @property
    def folder(self) -> Path:
        """The folder, symbolic links followed."""
        return self._folder

    def chunks(self, name: str) -> Iterator[bytes]:
        """The content of a file, piece by piece."""
        path = self._folder / name
        try:
            with path.open("rb") as file:
                while chunk := file.read(_CHUNK):
                    yield chunk
        except FileNotFoundError:
            raise
        except OSError as error:
            raise BundleFetchError(
                f"{path} cannot be read ({error.strerror})", hint="copy the bundle again, or allow it"
            ) from error
