"""What a bundle was made from: kept in it as ``lineage.json``, sealed with the rest, and enough to make it again.

It names batches, versions and digests. Where the records stood is sealed in bronze, for it may name a patient.
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import distributions
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from hoofbeat.bundle.runtime.manifest import FileSeal, parse_manifest
from hoofbeat.domain.errors import BundleChecksumError, BundleFormatError
from hoofbeat.domain.frozen import Frozen
from hoofbeat.lake.lake import Lake

LINEAGE = "lineage.json"
#: Raised whenever an older reader could misread a newer one.
_FORMAT = 1


class BronzeBatch(Frozen):
    """The records of one source that one run brought, as far as they are in the cohort.

    Attributes:
        batch: id of the run that brought them.
        source: source that gave them.
        records: how many.
        ingested_at: time of that run.
        content: SHA-256 (hex) over the hashes of the records, in order of hash.
    """

    batch: str
    source: str
    records: int
    ingested_at: datetime
    content: str


class BundleLineage(Frozen):
    """What a bundle was made from, and with which settings.

    Attributes:
        format: version of this form.
        code_version: version of Hoofbeat, with the commit where one is known.
        lock: SHA-256 (hex) over name and version of every installed package.
        knowledge_version: release of ontology, annotations and tables.
        gold_version: version of gold.
        silver_version: version of silver that gold was made from; ``None`` where gold does not say.
        bronze_version: version of bronze when the bundle was made.
        cases: rows of that gold.
        cohort: SHA-256 (hex) over the hashes of their records, in order of hash.
        batches: where they came from.
        runs: MLflow runs of the training, by what they recorded.
        training: settings of the training.
        evaluation: folds and seed of the evaluation.
        parity_cases: real cases on which graphs and native models were compared, at most.
        reserved: share of the patients that was set aside, and taught to nothing; ``None`` where it does not say.
    """

    format: int = _FORMAT
    code_version: str
    lock: str
    knowledge_version: str
    gold_version: int
    silver_version: int | None
    bronze_version: int | None
    cases: int
    cohort: str
    batches: tuple[BronzeBatch, ...]
    runs: dict[str, str]
    training: dict[str, int | float | str]
    evaluation: dict[str, int]
    parity_cases: int
    reserved: float | None = None


class Ancestry(NamedTuple):
    """Where the rows of a gold version came from.

    Attributes:
        cases: how many rows it has.
        cohort: SHA-256 (hex) over the hashes of their records.
        batches: the batches of bronze, by time.
    """

    cases: int
    cohort: str
    batches: tuple[BronzeBatch, ...]


def ancestry(lake: Lake, gold_version: int) -> Ancestry:
    """Follow a version of gold back to the batches of bronze.

    Raises:
        LakeError: there is no such version.
    """
    hashes: set[str] = set()
    for rows in lake.gold.batches(["content_hash"], gold_version):
        hashes.update(rows.column(0).to_pylist())
    found: dict[tuple[str, str, datetime], list[str]] = {}
    wanted = pa.array(sorted(hashes), pa.string())
    for rows in lake.bronze.batches(["content_hash", "batch", "source", "ingested_at"]):
        for row in rows.filter(_among(rows.column(0), wanted)).to_pylist():
            at = row["ingested_at"].astimezone(UTC)
            found.setdefault((row["batch"], row["source"], at), []).append(row["content_hash"])
    batches = [
        BronzeBatch(batch=batch, source=source, records=len(ours), ingested_at=at, content=_digest(ours))
        for (batch, source, at), ours in found.items()
    ]
    batches.sort(key=lambda one: (one.ingested_at, one.source, one.batch))
    return Ancestry(len(hashes), _digest(hashes), tuple(batches))


def installed() -> str:
    """SHA-256 (hex) over name and version of every installed package but ours, whose commit is stated by itself."""
    packages = {(one.metadata["Name"] or "").lower().replace("_", "-"): one.version for one in distributions()}
    packages.pop("hoofbeat", None)
    return hashlib.sha256("\n".join(f"{n}=={v}" for n, v in sorted(packages.items())).encode()).hexdigest()


def read_lineage(manifest: bytes, content: bytes | None, where: str) -> BundleLineage | None:
    """The lineage of a bundle; ``None`` where it was exported before there was one.

    Args:
        manifest: the bytes of its manifest.
        content: the bytes of its ``lineage.json``; ``None`` where it has none.
        where: its place, for messages.

    Raises:
        BundleError: manifest or lineage are not those that were exported.
    """
    seal = parse_manifest(manifest, where).files.get(LINEAGE)
    if seal is None:
        return None
    if content is None or FileSeal(bytes=len(content), sha256=hashlib.sha256(content).hexdigest()) != seal:
        raise BundleChecksumError(
            f"{LINEAGE} of {where} is not the one that was exported", hint="copy or export the bundle again"
        )
    try:
        return BundleLineage.model_validate_json(content)
    except ValueError as error:
        raise BundleFormatError(
            f"{LINEAGE} of {where} is of a form that this version does not read", hint="use the version that wrote it"
        ) from error


def lineage_text(lineage: BundleLineage) -> Mapping[str, str]:
    """The lineage as a file of the bundle: its name → its text."""
    return {LINEAGE: lineage.model_dump_json(indent=1) + "\n"}


def _among(column: pa.Array, wanted: pa.Array) -> pa.Array:
    return pc.is_in(column, value_set=wanted)


def _digest(hashes: set[str] | list[str]) -> str:
    return hashlib.sha256("\n".join(sorted(hashes)).encode()).hexdigest()
