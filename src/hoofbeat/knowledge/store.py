"""Knowledge releases side by side, each in a folder of its own name that nothing writes to again.

STORE/hpo-2026-02-03+hpoa-2026-02-03+orphadata-2026-07-01+files-1a2b3c4d/
    hp.obo, phenotype.hpoa, …      as published
    release.json                   files, sizes, SHA-256, addresses, licences, dates, counts
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from hoofbeat.domain.errors import KnowledgeError
from hoofbeat.knowledge.inputs import ReleaseFiles

RECORD = "release.json"

#: What names the release that comes with the installation (``knowledge.embedded``), and the newest one of a store.
EMBEDDED, LATEST = "embedded", "latest"


@dataclass(frozen=True)
class ReleasedFile:
    """One file of a release: what it is, and where it came from ("" where that is not known)."""

    name: str
    size: int
    sha256: str
    address: str = ""
    licence: str = ""
    fetched_at: str = ""


@dataclass(frozen=True)
class Release:
    """The record of a stored release.

    Attributes:
        version: names its folder; the knowledge built from it is called so, followed by the version of our tables.
        created_at: time at which it was stored, UTC.
        dates: publisher (``hpo``, ``hpoa``, ``orphadata``) → date of what it published.
        counts: ``Knowledge.counts`` when it was stored.
        files: names of the files in the folder.
        compared_with: the release it was checked against.
    """

    version: str
    created_at: str
    dates: Mapping[str, str]
    counts: Mapping[str, int]
    files: tuple[ReleasedFile, ...]
    compared_with: str = ""
    folder: Path = field(default=Path(), compare=False)

    def save(self, folder: Path) -> None:
        """Write ``release.json``."""
        content = {name: value for name, value in asdict(self).items() if name != "folder"}
        (folder / RECORD).write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "Release":
        """Read the record of a release.

        Raises:
            KnowledgeError: it is missing or damaged.
        """
        try:
            raw = json.loads((folder / RECORD).read_text(encoding="utf-8"))
            files = tuple(ReleasedFile(**file) for file in raw.pop("files"))
            return cls(**raw, files=files, folder=folder)
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise KnowledgeError(
                f"{folder / RECORD} cannot be read ({type(error).__name__})",
                hint="move the folder away, and run `hoofbeat knowledge refresh`",
            ) from error

    def verify(self) -> None:
        """See that the files are still those that were stored.

        Raises:
            KnowledgeError: one is missing or was changed.
        """
        if ReleaseFiles.of(self.folder).checksums != {file.name: file.sha256 for file in self.files}:
            raise KnowledgeError(
                f"The files of the release {self.version} were changed",
                hint="move the folder away, and run `hoofbeat knowledge refresh`",
            )


@dataclass(frozen=True)
class KnowledgeStore:
    """A folder of releases; it need not exist yet."""

    directory: Path

    def releases(self) -> list[Release]:
        """Every release, the oldest publication first.

        Raises:
            KnowledgeError: the record of one is damaged.
        """
        if not self.directory.is_dir():
            return []
        folders = [path for path in self.directory.iterdir() if path.is_dir() and not path.name.startswith(".")]
        found = [Release.load(folder) for folder in folders if (folder / RECORD).exists()]
        return sorted(found, key=lambda release: (tuple(release.dates.values()), release.created_at))

    def latest(self) -> Release | None:
        """The newest publication, ``None`` in an empty store."""
        return next(reversed(self.releases()), None)

    def find(self, name: str) -> Release:
        """The release of that version, of a beginning of it that only one has, or ``latest``.

        Raises:
            KnowledgeError: none, or several.
        """
        releases = self.releases()
        if name == LATEST and releases:
            return releases[-1]
        named = [release for release in releases if release.version == name]
        named = named or [release for release in releases if name and release.version.startswith(name)]
        if len(named) == 1:
            return named[0]
        known = ", ".join(release.version for release in releases) or "none yet"
        raise KnowledgeError(
            f"{'Several releases' if named else 'No release'} {name!r} in {self.directory}",
            hint=f"choose {EMBEDDED!r}, a folder, or a stored version ({known}); `hoofbeat knowledge refresh` adds one",
        )


def resolve_release(name: str, store: KnowledgeStore) -> Path | None:
    """The folder of a release, ``None`` for the embedded one: what ``build_knowledge`` takes.

    Args:
        name: ``embedded``, ``latest``, a folder, or a stored version (or its beginning).
        store: store in which versions are looked for.

    Raises:
        KnowledgeError: there is no such release, or its files were changed.
    """
    if name == EMBEDDED:
        return None
    folder = Path(name)
    if folder.is_dir():
        if (folder / RECORD).is_file():
            Release.load(folder).verify()
        return folder
    release = store.find(name)
    release.verify()
    return release.folder
