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
from hoofbeat.knowledge.release import Knowledge, build_knowledge
from hoofbeat.knowledge.site import NO_SITE, SiteVocabulary
from hoofbeat.locks import locked
from hoofbeat.places import cache_home

#: Installations that take turns on one machine.
_KEPT = 3


def knowledge_of(release: Path | None = None, site: SiteVocabulary = NO_SITE) -> Knowledge:
    """The knowledge that ``build_knowledge`` builds of these, off the shelf where it is the embedded release alone.

    Raises:
        KnowledgeError: a file is missing or malformed.
    """
    if release is not None or site != NO_SITE:
        return build_knowledge(release, site)
    try:
        shelf = cache_home() / "knowledge"
    except RuntimeError:  # this user has no home
        return build_knowledge()
    folder = shelf / _digest()
    try:
        return Knowledge.load(folder)
    except (KnowledgeError, OSError):  # not built yet, not to its end, or in a folder that this user may not enter
        pass
    try:
        shelf.mkdir(parents=True, exist_ok=True)
        with locked(shelf):  # a second process waits for what the first one builds
            return _built(folder)
    except OSError:
        return build_knowledge()


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
