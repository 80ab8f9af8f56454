"""What a bundle says of itself, and whether its files are the ones that were exported."""

import hashlib
import json
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from hoofbeat.bundle.runtime.numbers import NumericFeature
from hoofbeat.bundle.runtime.trust import Trust
from hoofbeat.domain.errors import BundleChecksumError, BundleFormatError, BundleIncompleteError
from hoofbeat.domain.frozen import Frozen

#: Raised by one whenever an older runtime could misread a newer bundle.
FORMAT = 5

MANIFEST = "manifest.json"
FINDINGS_GRAPH = "findings.onnx"
COHORT_GRAPH = "cohort.onnx"
RANKER_GRAPH = "ranker.onnx"
PROFILES_GRAPH = "profiles.onnx"
CATALOGUE = "catalogue.json"
LEXICON = "lexicon.json"

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


def read_manifest(folder: Path) -> Manifest:
    """Read a bundle's manifest and check every file against it.

    Raises:
        BundleIncompleteError: the manifest or a file it names is missing.
        BundleFormatError: the manifest is not one this version reads.
        BundleChecksumError: the manifest or a file is not the one that was exported.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise BundleIncompleteError(
            f"No {MANIFEST} in {folder}", hint="give the folder of an exported bundle, or export it again"
        )
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(content, dict) and content.get("format") != FORMAT:
            raise BundleFormatError(
                f"{path}: bundle format {content.get('format')}, this version reads {FORMAT}",
                hint="export the bundle with this version of hoofbeat",
            )
        manifest = Manifest.model_validate(content)
    except (ValueError, ValidationError, RecursionError) as error:  # a file nested to exhaust the parser is none either
        raise BundleFormatError(f"{path} is not a bundle manifest", hint="export the bundle again") from error
    if manifest.version != manifest.named().version:
        raise BundleChecksumError(f"{path} was changed after export", hint="export the bundle again")
    needed = {*ESSENTIAL, *([COHORT_GRAPH] if manifest.classes else [])}
    if unsealed := sorted(needed - manifest.files.keys()):
        raise BundleIncompleteError(f"{path} does not list {', '.join(unsealed)}", hint="export the bundle again")
    for name, seal in manifest.files.items():
        _check(folder / name, seal)
    return manifest


def _check(path: Path, seal: FileSeal) -> None:
    if not path.is_file():
        raise BundleIncompleteError(
            f"{path} is missing: the bundle is half-written or half-copied", hint="copy or export it again"
        )
    found = FileSeal.of(path)
    if found != seal:
        raise BundleChecksumError(
            f"{path}: SHA-256 {found.sha256[:12]}… ({found.bytes} bytes), "
            f"the manifest says {seal.sha256[:12]}… ({seal.bytes} bytes)",
            hint="the file was damaged or changed: copy or export the bundle again",
        )
