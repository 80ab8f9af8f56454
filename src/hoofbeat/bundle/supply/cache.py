"""Bundles kept on this machine: each whole or not at all, and which of them answered last."""

import hashlib
import logging
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from hoofbeat.bundle.runtime.manifest import MANIFEST, SIGNATURE, FileSeal, parse_manifest
from hoofbeat.bundle.supply.place import Place, copy
from hoofbeat.domain.errors import BundleChecksumError, BundleFetchError, BundleIncompleteError

_LAST_GOOD, _DRAFT = "last-good", ".hoofbeat-draft-"
#: What a kept bundle's folder is called. Nothing else in the cache is ours to remove.
_BUNDLE = re.compile(r"[0-9a-f]{64}")
#: Bundles beside the last good one that are kept for going back, and hours until a draft is an abandoned one.
_KEPT, _ABANDONED_HOURS = 2, 1
_OTHERS_WRITE = 0o022

logger = logging.getLogger("hoofbeat.bundle")


class BundleCache:
    """A folder of fetched bundles, each under the digest of its manifest.

    Several processes of one service may share it: a bundle is drafted beside its place and moved there in one step.

    Args:
        folder: the cache; made where it is missing, for its owner alone.
        beside_strangers: whether others may write into its grandparent, as into the system's folder for temporary
            files: it, and the folder around it, must then be ours.
    """

    def __init__(self, folder: Path, *, beside_strangers: bool = False) -> None:
        self._folder = folder
        self._ours = (folder.parent, folder) if beside_strangers else ()

    def keep(self, place: Place, manifest: bytes, signature: bytes | None) -> Path:
        """The folder of the bundle with this manifest, fetched file by file if it is not there yet.

        What lies there is not trusted: loading it checks every file against the manifest, as for any folder.

        Raises:
            BundleError: the manifest is none, or the place does not hand out what it lists, or there is no room.
        """
        target = self._folder / hashlib.sha256(manifest).hexdigest()
        files = parse_manifest(manifest, "the bundle's manifest").files
        with self._writing():
            if not _is_whole(target, files):
                with self._draft() as draft:
                    for name, seal in files.items():
                        _fetch(place, name, seal, draft / name)
                    (draft / MANIFEST).write_bytes(manifest)
                    _move(draft, target, files)
            if signature is not None and _content(target / SIGNATURE) != signature:
                _write(target / SIGNATURE, signature)
        with suppress(OSError):  # a cache that may only be read serves what it holds
            os.utime(target)
        return target

    def forget(self, folder: Path) -> None:
        """Throw a kept bundle away."""
        shutil.rmtree(folder, ignore_errors=True)

    def answered(self, folder: Path) -> None:
        """Note that the bundle in ``folder`` answers, and throw away what is no longer needed."""
        try:
            if _content(self._folder / _LAST_GOOD) != folder.name.encode():
                _write(self._folder / _LAST_GOOD, folder.name.encode())
            self._sweep(folder)
        except OSError as error:  # it answers: no reason to do without
            logger.warning("%s cannot be written (%s): no last good bundle is noted", self._folder, error.strerror)

    def last_good(self) -> Path | None:
        """The folder of the bundle that answered last, ``None`` if none did."""
        self._check_owner()
        name = (_content(self._folder / _LAST_GOOD) or b"").decode("ascii", errors="replace").strip()
        folder = self._folder / name
        return folder if _BUNDLE.fullmatch(name) and folder.is_dir() else None

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self._check_owner()
        try:
            yield
        except OSError as error:
            raise BundleFetchError(
                f"{self._folder}: the bundle cannot be kept there ({error.strerror})",
                hint="make room, allow it to be written, or name another folder in HOOFBEAT_CACHE",
            ) from error

    @contextmanager
    def _draft(self) -> Iterator[Path]:
        for folder in self._ours or (self._folder,):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._check_owner()
        draft = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=self._folder))
        try:
            yield draft
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def _check_owner(self) -> None:
        """Whoever could write there could name the bundle that is taken up as the last good one."""
        for folder in self._ours if hasattr(os, "geteuid") else ():
            try:
                found = folder.lstat()
            except OSError:
                continue
            if folder.is_symlink() or found.st_uid != os.geteuid() or found.st_mode & _OTHERS_WRITE:
                raise BundleFetchError(
                    f"{folder} belongs to somebody else, or others may write there",
                    hint="remove it, or name another folder in HOOFBEAT_CACHE",
                )

    def _sweep(self, current: Path) -> None:
        """Remove all but the current bundle and the newest others; drafts that nobody finishes any more."""
        folders = [path for path in self._folder.iterdir() if path != current and path.is_dir()]
        drafts = [path for path in folders if path.name.startswith(_DRAFT)]
        bundles = sorted((path for path in folders if _BUNDLE.fullmatch(path.name)), key=_modified, reverse=True)
        abandoned = time.time() - _ABANDONED_HOURS * 3600
        for path in (*bundles[_KEPT:], *(path for path in drafts if _modified(path) < abandoned)):
            shutil.rmtree(path, ignore_errors=True)


def _fetch(place: Place, name: str, seal: FileSeal, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        try:
            copy(place, name, file, seal.bytes)
        except FileNotFoundError as error:
            raise BundleIncompleteError(
                f"{name} is missing where the bundle lies: it is half-written or half-copied",
                hint="copy or export it again",
            ) from error
    if FileSeal.of(path) != seal:
        raise BundleChecksumError(
            f"{name} is not the file that the manifest names: it was damaged or changed where the bundle lies",
            hint="copy or export it again",
        )


def _is_whole(folder: Path, files: Mapping[str, FileSeal]) -> bool:
    """Whether all is there, by its size: loading looks closer."""
    try:
        return (folder / MANIFEST).is_file() and all(
            (folder / name).stat().st_size == seal.bytes for name, seal in files.items()
        )
    except OSError:
        return False


def _move(draft: Path, target: Path, files: Mapping[str, FileSeal]) -> None:
    """Put a draft in its place, unless another process has put the same there: somebody may be reading that."""
    for _ in range(2):
        try:
            draft.rename(target)
        except OSError:
            if _is_whole(target, files):
                return
            shutil.rmtree(target, ignore_errors=True)
        else:
            return
    draft.rename(target)


def _write(path: Path, content: bytes) -> None:
    """Write a file in one step; two containers may bear the same number of a process."""
    draft = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=path.parent)) / path.name
    try:
        draft.write_bytes(content)
        draft.replace(path)
    finally:
        shutil.rmtree(draft.parent, ignore_errors=True)


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _modified(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # another process was faster
        return 0.0
