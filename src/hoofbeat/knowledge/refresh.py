"""A new release into the store: put together aside, built, checked, and only then given its name."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from hoofbeat.domain.errors import KnowledgeError
from hoofbeat.knowledge.inputs import ReleaseFiles
from hoofbeat.knowledge.kept import knowledge_of
from hoofbeat.knowledge.release import build_knowledge
from hoofbeat.knowledge.store import EMBEDDED, KnowledgeStore, Release, ReleasedFile
from hoofbeat.knowledge.validation import MOST_LOST, validate


@dataclass(frozen=True)
class Published:
    """What came of a refresh: the release, and whether it is new."""

    release: Release
    new: bool


def publish(
    files: ReleaseFiles,
    store: KnowledgeStore,
    origins: Mapping[str, ReleasedFile] | None = None,
    most_lost: float = MOST_LOST,
) -> Published:
    """Store a release, unless one with the same content is stored already.

    Args:
        files: the parts of the release.
        store: store of the releases.
        origins: file name → address, licence and time of arrival.
        most_lost: see ``validation.validate``.

    Raises:
        KnowledgeError: the release is broken; the store is as it was.
    """
    checksums = files.checksums
    for release in store.releases():
        if {file.name: file.sha256 for file in release.files} == checksums:
            release.verify()
            return Published(release, new=False)
    with _aside(store.directory) as draft:
        for path in files.parts.values():
            shutil.copyfile(path, draft / path.name)
        knowledge = build_knowledge(draft)
        before, counts = _previous(store)
        copied = ReleaseFiles.of(draft)
        validate(knowledge, copied.parts["annotations"], counts, most_lost)
        version = knowledge.version.partition("+tables-")[0]
        origins = origins or {}
        release = Release(
            version=version,
            created_at=datetime.now(UTC).isoformat(timespec="seconds"),
            dates=_dates(version),
            counts=knowledge.counts,
            files=tuple(
                replace(
                    origins.get(name, ReleasedFile(name, 0, "")), size=(draft / name).stat().st_size, sha256=checksum
                )
                for name, checksum in copied.checksums.items()
            ),
            compared_with=before,
            folder=store.directory / version,
        )
        release.save(draft)
        draft.chmod(0o755)
        stored = _name(draft, release)
    return Published(stored, new=stored is release)


def _name(draft: Path, release: Release) -> Release:
    """Give the draft its name; if another process stored the same release meanwhile, it is that one."""
    try:
        draft.rename(release.folder)
    except OSError as error:
        if not release.folder.is_dir():
            raise
        try:
            stored = Release.load(release.folder)
            stored.verify()
        except KnowledgeError:
            raise KnowledgeError(
                f"{release.folder} is in the way, and no sound release", hint="move it away, and run this again"
            ) from error
        return stored
    return release


def _previous(store: KnowledgeStore) -> tuple[str, Mapping[str, int]]:
    """Version and counts of the newest release, of the embedded one in an empty store."""
    latest = store.latest()
    if latest is not None:
        return latest.version, latest.counts
    return EMBEDDED, knowledge_of().counts


def _dates(version: str) -> dict[str, str]:
    """Publisher → date, out of the parts of a version."""
    parts = (part.partition("-") for part in version.split("+"))
    return {publisher: date for publisher, _, date in parts if publisher != "files"}


@contextmanager
def _aside(directory: Path) -> Iterator[Path]:
    """A draft beside the releases, gone at the end unless it was renamed; what a killed run left goes too."""
    directory.mkdir(parents=True, exist_ok=True)
    for left in directory.glob(".incoming-*"):
        if datetime.now(UTC).timestamp() - left.stat().st_mtime > 24 * 3600:
            shutil.rmtree(left, ignore_errors=True)
    draft = Path(tempfile.mkdtemp(prefix=".incoming-", dir=directory))
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)
