"""What an old round may lose: what it was made with and what it made; never where it stood, nor what judged it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from hoofbeat.bundle.runtime.manifest import MANIFEST, SIGNATURE
from hoofbeat.domain.errors import InputError
from hoofbeat.domain.frozen import Frozen
from hoofbeat.lifecycle.lineage import LINEAGE
from hoofbeat.lifecycle.retraining.rounds import STATE

#: What stays in the round's folder: later rounds read the first, people the others.
_STAYS = frozenset({STATE, "gate", "rollout"})
_BUNDLE = "bundle"
#: What stays of its bundle: a trace reads these and nothing else.
_STAYS_OF_BUNDLE = frozenset({MANIFEST, SIGNATURE, LINEAGE})


class PrunedRound(Frozen):
    """What became of a round, or would.

    Attributes:
        number: of the round.
        end: how it ended; empty while it is under way.
        kept: why nothing of it is removed; empty where it is pruned.
        removed: names of what is removed, within its folder.
        bytes: how many bytes that frees.
    """

    number: int
    end: str
    kept: str = ""
    removed: tuple[str, ...] = ()
    bytes: int = 0


def spare(folder: Path) -> list[Path]:
    """What a round's folder can do without; links stay, for they lead to what others share.

    Args:
        folder: of the round.
    """
    found = [path for path in _entries(folder) if path.name not in _STAYS and path.name != _BUNDLE]
    found += [path for path in _entries(folder / _BUNDLE) if path.name not in _STAYS_OF_BUNDLE]
    return sorted(found)


def size(path: Path) -> int:
    """Bytes of a file, or of all files below a folder; a link counts for nothing."""
    if path.is_symlink():
        return 0
    if path.is_dir():
        return sum(size(below) for below in _entries(path, links=True))
    try:
        return path.stat().st_size
    except FileNotFoundError:  # by another process, meanwhile
        return 0


def remove(path: Path) -> None:
    """Remove a file or a folder; one that is gone already is no fault.

    Raises:
        InputError: it cannot be removed.
    """
    try:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    except FileNotFoundError:  # by another process, meanwhile
        return
    except OSError as error:
        raise InputError(
            f"{path} cannot be removed ({error.strerror})", hint="let this user write there; the same command goes on"
        ) from error


def _entries(folder: Path, *, links: bool = False) -> Iterator[Path]:
    if folder.is_symlink():
        return
    try:
        with os.scandir(folder) as entries:
            yield from (Path(entry.path) for entry in entries if links or not entry.is_symlink())
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        raise InputError(f"{folder} cannot be read ({error.strerror})", hint="let this user read there") from error
