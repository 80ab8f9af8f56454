"""``hoofbeat knowledge``: new releases into the store, and two of them compared."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from hoofbeat.console import console, stage
from hoofbeat.domain.errors import InputError
from hoofbeat.downloads.fetch import Fetcher
from hoofbeat.downloads.pull import fetcher, pull
from hoofbeat.downloads.record import SourceRecord
from hoofbeat.downloads.registry import PublicSource, source_named
from hoofbeat.jobs.data import show_licence
from hoofbeat.knowledge.diff import KnowledgeDiff, compare
from hoofbeat.knowledge.inputs import ReleaseFiles
from hoofbeat.knowledge.kept import knowledge_of
from hoofbeat.knowledge.refresh import Published, publish
from hoofbeat.knowledge.release import Knowledge
from hoofbeat.knowledge.store import KnowledgeStore, ReleasedFile, resolve_release
from hoofbeat.knowledge.validation import MOST_LOST
from hoofbeat.places import data_home

#: Names the store where no option does.
STORE_VARIABLE = "HOOFBEAT_KNOWLEDGE"

#: What a release is made of; only the first is required.
SOURCES = ("hpo", "orphadata", "hpo-translations")


def default_store() -> Path:
    """The store that the environment names, else the one among the user's data."""
    named = os.environ.get(STORE_VARIABLE)
    return Path(named) if named else data_home() / "knowledge"


def release_folder(name: str, store: Path | None = None) -> Path | None:
    """The folder of the release that ``--knowledge`` names (``None``: the embedded one), for ``build_knowledge``.

    Raises:
        KnowledgeError: there is no such release.
    """
    return resolve_release(name, KnowledgeStore(store or default_store()))


class RefreshJob(BaseModel):
    """Bring the newest release into the store.

    Attributes:
        store: folder of the releases; see ``default_store``.
        origin: a folder with the publishers' files (in it, or in folders right below it) instead of the publishers.
        without: sources to leave out (``orphadata``, ``hpo-translations``).
        most_lost: greatest share of findings, profiles, entries or annotations that a new release may lose.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    store: Path = Field(default_factory=default_store)
    origin: Path | None = None
    without: tuple[str, ...] = ()
    most_lost: float = Field(default=MOST_LOST, ge=0, le=1)

    def run(self) -> Published:
        """Fetch, check and store; a release that is there already is left as it is.

        Raises:
            InputError: a source to leave out does not exist, or cannot be left out.
            SourceError: a publisher cannot be reached.
            KnowledgeError: the release is broken; the store is as it was.
        """
        unknown = [name for name in self.without if name not in SOURCES[1:]]
        if unknown:
            raise InputError(
                f"{', '.join(unknown)} cannot be left out", hint=f"leave out {' or '.join(SOURCES[1:])}, or nothing"
            )
        wanted = [source_named(name) for name in SOURCES if name not in self.without]
        with self._files(wanted) as files:
            kept = {part: path for part, path in files.parts.items() if self._is_wanted(path, wanted)}
            with stage("Checking the release"):
                published = publish(ReleaseFiles(kept), KnowledgeStore(self.store), _origins(kept), self.most_lost)
        release = published.release
        state = "stored" if published.new else "is stored already: nothing to do"
        console.print(f"  {release.version} {state}", soft_wrap=True)
        return published

    @contextmanager
    def _files(self, wanted: list[PublicSource]) -> Iterator[ReleaseFiles]:
        if self.origin is not None:
            yield ReleaseFiles.of(self.origin)
            return
        downloads = self.store / ".downloads"
        with fetcher() as fetch:
            self._pull(wanted, downloads, fetch)
        yield ReleaseFiles.of(downloads)

    def _pull(self, wanted: list[PublicSource], downloads: Path, fetch: Fetcher) -> None:
        for source in wanted:
            show_licence(source)
            pull(source, downloads / source.name, fetch)

    def _is_wanted(self, path: Path, wanted: list[PublicSource]) -> bool:
        """Whether a file belongs to none of the sources that are left out."""
        left_out = {file.name for name in self.without for file in source_named(name).files}
        return path.name not in left_out


class DiffJob(BaseModel):
    """Compare two releases.

    Attributes:
        old: ``embedded``, ``latest``, a folder, or a stored version (or its beginning).
        new: the same.
        store: folder of the releases.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    old: str
    new: str
    store: Path = Field(default_factory=default_store)

    def run(self) -> KnowledgeDiff:
        """Build both and compare them.

        Raises:
            KnowledgeError: there is no such release, or it cannot be read.
        """
        store = KnowledgeStore(self.store)
        folders = [resolve_release(name, store) for name in (self.old, self.new)]
        built: list[Knowledge] = []
        for name, folder in zip((self.old, self.new), folders, strict=True):
            with stage(f"Building {name if folder is None else folder.name}"):
                built.append(knowledge_of(folder))
        return compare(*built)


def _origins(parts: dict[str, Path]) -> dict[str, ReleasedFile]:
    """Address, licence and time of arrival of each file, from the record beside it, else from the registry."""
    published = {
        file.name: (file.url, source) for name in SOURCES for source in [source_named(name)] for file in source.files
    }
    origins = {}
    for path in parts.values():
        if path.name not in published:
            continue
        url, source = published[path.name]
        arrived = SourceRecord.load(source, path.parent).files.get(path.name)
        fetched_at = arrived.fetched_at if arrived is not None else ""
        origins[path.name] = ReleasedFile(path.name, 0, "", url, source.licence, fetched_at)
    return origins
