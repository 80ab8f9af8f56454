"""What a bundle says of itself, and whether its files are the ones that were exported."""

import hashlib
import json
from datetime import datetime
from pathlib import Path, PurePosixPath

from pydantic import ValidationError

from hoofbeat.bundle.runtime.numbers import NumericFeature
from hoofbeat.bundle.runtime.trust import Trust
from hoofbeat.domain.errors import BundleChecksumError, BundleFormatError, BundleIncompleteError
from hoofbeat.domain.frozen import Frozen

#: Raised by one whenever an older runtime could misread a newer bundle.
FORMAT = 6

MANIFEST = "manifest.json"
FINDINGS_GRAPH = "findings.onnx"
COHORT_GRAPH = "cohort.onnx"
RANKER_GRAPH = "ranker.onnx"
PROFILES_GRAPH = "profiles.onnx"
CATALOGUE = "catalogue.json"
LEXICON = "lexicon.json"
#: Other names of the diseases; a bundle may lack it.
SYNONYMS = "disease_synonyms.json"
#: What windows of the service are compared with (``monitoring/windows``); a bundle may lack it.
REFERENCE = "reference.json"
SIGNATURE = "signature.json"

#: Fields that list thousands of ids: whoever only tells what a bundle is leaves them out.
LONG = frozenset({"features", "classes", "labels"})

#: What no bundle can answer without; the cohort model's graph comes on top where there are classes.
ESSENTIAL = (FINDINGS_GRAPH, RANKER_GRAPH, PROFILES_GRAPH, CATALOGUE, LEXICON)


class FileSeal(Frozen):
    """Size in bytes and SHA-256 (hex) of one file."""

    bytes: int
    sha256: str

    @classmethod
    def of(cls, path: Path) -> "FileSeal":
        """Seal a file as it is now."""
        content = path.read_bytes()
        return cls(bytes=len(content), sha256=hashlib.sha256(content).hexdigest())


class Manifest(Frozen):
    """Everything one needs to trace an answer back to data, code and knowledge.

    Attributes:
        format: version of the bundle format.
        version: names this bundle: creation date and the first hex digits of a digest over all the rest.
        created: when it was exported (UTC).
        code_version: version of Hoofbeat, with the commit where one is known.
        knowledge_version: release of ontology, annotations and tables.
        data_version: version of the gold table, with the numbers of cases by source.
        simulated: true if any training case was simulated: its figures then claim no accuracy.
        seed: of every random choice in training.
        opset: ONNX operator set of the graphs.
        model: the cohort model's name, and the parameters of knowledge model and pool.
        features: columns of the cohort model, in order.
        numbers: measurements among the columns, with the unit each is in, in order.
        classes: diseases of the cohort model, in order.
        labels: diseases of the answer, in order: the catalogue.
        metrics: figures of the evaluation, by name.
        parity: largest absolute probability difference between graphs and native models, and cases compared.
        counts: diseases, findings, cases.
        trust: what held-out answers say of the next one; ``None`` where too few could be asked, and an answer then
            comes without sufficiency and conformal set.
        files: seal of every other file of the bundle.
    """

    format: int = FORMAT
    version: str
    created: datetime
    code_version: str
    knowledge_version: str
    data_version: str
    simulated: bool
    seed: int
    opset: int
    model: dict[str, str | float]
    features: tuple[str, ...]
    numbers: tuple[NumericFeature, ...] = ()
    classes: tuple[str, ...]
    labels: tuple[str, ...]
    metrics: dict[str, float]
    parity: dict[str, float]
    counts: dict[str, int]
    trust: Trust | None = None
    files: dict[str, FileSeal]

    def digest(self) -> str:
        """SHA-256 (hex) over everything but the version itself."""
        content = self.model_dump(mode="json", exclude={"version"})
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    def named(self) -> "Manifest":
        """The same manifest under the version its content gives it."""
        return self.model_copy(update={"version": f"{self.created:%Y.%m.%d}-{self.digest()[:12]}"})


def read_manifest(folder: Path, signed: bytes | None = None) -> Manifest:
    """Read a bundle's manifest and check every file against it.

    Args:
        folder: the bundle.
        signed: the manifest's bytes whose signature was verified; they count instead of what lies in the folder now.

    Raises:
        BundleIncompleteError: the manifest or a file it names is missing.
        BundleFormatError: the manifest is not one this version reads.
        BundleChecksumError: the manifest or a file is not the one that was exported.
    """
    return read_sealed(folder, signed)[0]


def read_sealed(folder: Path, signed: bytes | None = None) -> tuple[Manifest, dict[str, bytes]]:
    """Read a bundle as ``read_manifest`` does, and keep what was checked: a file may be another one a moment later.

    Args:
        folder: the bundle.
        signed: the manifest's bytes whose signature was verified.

    Returns:
        The manifest, and the content of each file it lists.
    """
    path = folder / MANIFEST
    if signed is None and not path.is_file():
        raise BundleIncompleteError(
            f"No {MANIFEST} in {folder}", hint="give the folder of an exported bundle, or export it again"
        )
    manifest = parse_manifest(path.read_bytes() if signed is None else signed, str(path))
    return manifest, {name: checked(folder / name, seal) for name, seal in manifest.files.items()}


def parse_manifest(text: bytes, where: str) -> Manifest:
    """A manifest of this version, unchanged since its export; its files are not looked at.

    Args:
        text: the bytes of ``manifest.json``.
        where: its place, for messages.

    Raises:
        BundleIncompleteError: it lacks a file that every bundle has.
        BundleFormatError: it is not one this version reads.
        BundleChecksumError: it was changed after the export.
    """
    try:
        content = json.loads(text)
        if isinstance(content, dict) and content.get("format") != FORMAT:
            raise BundleFormatError(
                f"{where}: bundle format {content.get('format')}, this version reads {FORMAT}",
                hint="export the bundle with this version of hoofbeat",
            )
        manifest = Manifest.model_validate(content)
    except (ValueError, ValidationError, RecursionError) as error:  # a file nested to exhaust the parser is none either
        raise BundleFormatError(f"{where} is not a bundle manifest", hint="export the bundle again") from error
    if manifest.version != manifest.named().version:
        raise BundleChecksumError(f"{where} was changed after export", hint="export the bundle again")
    needed = {*ESSENTIAL, *([COHORT_GRAPH] if manifest.classes else [])}
    if unsealed := sorted(needed - manifest.files.keys()):
        raise BundleIncompleteError(f"{where} does not list {', '.join(unsealed)}", hint="export the bundle again")
    if any(not _stays_inside(name) for name in manifest.files):
        raise BundleFormatError(f"{where} lists a file that can be none of a bundle", hint="export the bundle again")
    return manifest


def _stays_inside(name: str) -> bool:
    """Whether a name of a file is a plain path below the bundle, on any system."""
    path = PurePosixPath(name)
    plain = name == str(path) and bool(path.parts) and not path.is_absolute() and ".." not in path.parts
    return plain and not set(name) & set("\\:\0") and name not in (MANIFEST, SIGNATURE)


def checked(path: Path, seal: FileSeal) -> bytes:
    """The content of a file, which must bear this seal.

    Raises:
        BundleIncompleteError: it is missing, or may not be read.
        BundleChecksumError: it is another one.
    """
    try:
        content = path.read_bytes()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
        raise BundleIncompleteError(
            f"{path} is missing: the bundle is half-written or half-copied", hint="copy or export it again"
        ) from error
    except OSError as error:
        raise BundleIncompleteError(
            f"{path} cannot be read ({error.strerror})", hint="allow it, or copy the bundle again"
        ) from error
    found = hashlib.sha256(content).hexdigest()
    if (len(content), found) != (seal.bytes, seal.sha256):
        raise BundleChecksumError(
            f"{path}: SHA-256 {found[:12]}… ({len(content)} bytes), "
            f"the manifest says {seal.sha256[:12]}… ({seal.bytes} bytes)",
            hint="the file was damaged or changed: copy or export the bundle again",
        )
    return content
