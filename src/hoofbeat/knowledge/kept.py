"""The embedded release as it was built before: reading it takes a twentieth of building it.

It is kept in the user's cache folder (``~/.cache/hoofbeat/knowledge`` on Linux; ``XDG_CACHE_HOME`` moves it), under the
digest of all that it is built from, so that no change of files, tables or code is missed. It holds what is public and
nothing else. Where nothing can be kept, it is built each time.
"""

import hashlib
import shutil
from importlib.resources import files
from pathlib import Path

from hoofbeat.domain.errors import KnowledgeError
from hoofbeat.knowledge.embedded import embedded_release
from hoofbeat.knowledge.inputs import ReleaseFiles
from hoofbeat.knowledge.release import Knowledge, build_knowledge, copy_built
from hoofbeat.knowledge.site import NO_SITE, SiteVocabulary
from hoofbeat.locks import locked
from hoofbeat.places import cache_home

#: Installations that take turns on one machine.
_KEPT = 3


def knowledge_of(release: Path | None = None, site: SiteVocabulary = NO_SITE) -> Knowledge:
    """The knowledge of a release with a site's own vocabulary; that of the embedded release comes off the shelf.

    Raises:
        KnowledgeError: a file is missing or malformed.
    """
    return _found(release, site)[0]


def knowledge_into(folder: Path, release: Path | None = None, site: SiteVocabulary = NO_SITE) -> Knowledge:
    """What ``knowledge_of`` gives, with its built form left in a folder: a copy of that on the shelf, if it lies there.

    Raises:
        KnowledgeError: a file is missing or malformed.
        OSError: the folder cannot be written.
    """
    knowledge, form = _found(release, site)
    try:
        if form is not None:
            copy_built(form, folder)
            return knowledge
    except OSError:  # another process may have taken it off the shelf
        pass
    knowledge.save(folder)
    return knowledge


def _found(release: Path | None, site: SiteVocabulary) -> tuple[Knowledge, Path | None]:
    """The knowledge, and the folder of the shelf that holds it."""
    if site != NO_SITE:
        return _found(release, NO_SITE)[0].with_site(site), None
    if release is not None:
        return build_knowledge(release), None
    try:
        shelf = cache_home() / "knowledge"
    except RuntimeError:  # this user has no home
        return build_knowledge(), None
    folder = shelf / _digest()
    try:
        return Knowledge.load(folder), folder
    except (KnowledgeError, OSError):  # not built yet, not to its end, or in a folder that this user may not enter
        pass
    try:
        shelf.mkdir(parents=True, exist_ok=True)
        with locked(shelf):  # a second process waits for what the first one builds
            return _built(folder), folder
    except OSError:
        return build_knowledge(), None


def _built(folder: Path) -> Knowledge:
    try:
        return Knowledge.load(folder)
    except KnowledgeError:
        knowledge = build_knowledge()
        knowledge.save(folder)
        for old in sorted(folder.parent.iterdir(), key=lambda one: one.stat().st_mtime)[:-_KEPT]:
            shutil.rmtree(old)
        return knowledge


def _digest() -> str:
    """Of all code and tables of ours, and of names, sizes and times of the release's files."""
    total = hashlib.sha256()
    package = Path(str(files("hoofbeat")))
    for path in sorted(path for path in package.rglob("*") if path.suffix in {".py", ".tsv", ".xz"}):
        total.update(f"{path.relative_to(package)}\0".encode() + path.read_bytes())
    for part, path in ReleaseFiles.of(embedded_release()).parts.items():
        told = path.stat()
        total.update(f"{part} {path} {told.st_size} {told.st_mtime_ns}\0".encode())
    return total.hexdigest()[:16]
