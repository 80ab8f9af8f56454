"""The files by which a browser ranks as the bundle does: those of the bundle, and one of the rules beside it."""

import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from hoofbeat.bundle.runtime import manifest as layout
from hoofbeat.bundle.runtime.manifest import Manifest
from hoofbeat.bundle.runtime.offline.rules import rules_of
from hoofbeat.domain.errors import BundleChecksumError

#: The file that no bundle holds: what this program knows, and a browser must not know otherwise.
RULES = "rules.json"

_GRAPHS = (layout.FINDINGS_GRAPH, layout.COHORT_GRAPH, layout.RANKER_GRAPH, layout.PROFILES_GRAPH)
_TAKEN = (*_GRAPHS, layout.CATALOGUE, layout.LEXICON)
_CHUNK = 1 << 16
#: Packed as gzip does, whose header tells ``zlib`` from its own.
_GZIP = 31


@dataclass(frozen=True, slots=True)
class ModelPart:
    """One file: where it lies, or what it holds, with its size in bytes and its SHA-256 (hex)."""

    size: int
    sha256: str
    source: Path | bytes

    def chunks(self) -> Iterator[bytes]:
        """Its content, piece by piece.

        Raises:
            BundleError: it is not there any more, or has another size than when the bundle was loaded.
        """
        if isinstance(self.source, bytes):
            return iter((self.source,))
        size = self.source.stat().st_size if self.source.is_file() else 0
        if size != self.size:
            raise BundleChecksumError(f"{self.source.name} is not what was loaded", hint="put the bundle back whole")
        return _pieces(self.source)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def packed(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same, packed by gzip while it passes."""
    packer = zlib.compressobj(wbits=_GZIP)
    for chunk in chunks:
        if told := packer.compress(chunk):
            yield told
    yield packer.flush()


def parts_of(folder: Path, manifest: Manifest, orphan_diseases: int, findings: int) -> Mapping[str, ModelPart]:
    """The parts of a loaded bundle by name, the rules last.

    Args:
        folder: where the bundle lies.
        manifest: what it says of itself.
        orphan_diseases: how many of its diseases are orphan.
        findings: how many findings its lexicon knows.
    """
    seals = {name: manifest.files[name] for name in _TAKEN if name in manifest.files}
    parts = {name: ModelPart(seal.bytes, seal.sha256, folder / name) for name, seal in seals.items()}
    rules = rules_of(manifest, orphan_diseases, findings)
    # Not sorted by key: some of the orders mean something.
    text = json.dumps(rules, ensure_ascii=False, separators=(",", ":")).encode()
    return parts | {RULES: ModelPart(len(text), hashlib.sha256(text).hexdigest(), text)}
