"""Gold: the newest revision of every case of silver, with its diagnosis as the catalogue names it.

The rules:

- A record that comes twice is one record: same source, same text, same ``content_hash``.
- A case that comes twice is told by its pseudonym: of several revisions the highest counts, whichever came first.
  Silver keeps them all. A second text for the same case and revision is a contradiction; it stands in quarantine.
- A case whose newest revision is withdrawn is not listed.
- Several encounters of one patient are several cases, tied by ``patient_id``, which keeps them on one side of a split.
- Every row leads back to its record in bronze by ``content_hash``.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from hoofbeat.domain.errors import LakeConflictError
from hoofbeat.features.cohort import Cohort
from hoofbeat.lake.asof import AsOf
from hoofbeat.lake.lake import Lake
from hoofbeat.lake.rows import case_of
from hoofbeat.lake.schemas import GOLD
from hoofbeat.lake.scratch import Scratch
from hoofbeat.lake.staging import StagedRows
from hoofbeat.lake.table import ROWS_AT_ONCE

#: Takes a recorded diagnosis to the catalogue's id, or to ``None`` where the catalogue lacks it.
Canonical = Callable[[str], str | None]

_ORDER = [("source", "ascending"), ("ordinal", "ascending"), ("content_hash", "ascending")]


#: Marks rows of silver as withdrawn that must not teach.
HoldBack = Callable[[pa.RecordBatch], pa.RecordBatch]


def refresh(
    lake: Lake,
    canonical: Canonical,
    check: Callable[[StagedRows, int], object] = lambda *_: None,
    held_back: HoldBack = lambda batch: batch,
) -> bool:
    """Make gold from silver in one commit, unless it already is what silver and the catalogue make it.

    If another writer changes silver or gold meanwhile, it is made again, so that the newest silver wins.

    Args:
        lake: its silver is read, its gold written.
        canonical: names diseases.
        check: shown the new gold and the version of silver it was made from, before it takes its place; may raise.
        held_back: marks cases of silver as withdrawn that wait for a person's look.

    Returns:
        Whether gold had to be written.
    """
    written = False
    while (version := lake.silver.content_version()) is not None:
        seen = lake.gold.version
        diseases = _diseases(lake, version, canonical)
        origin = {
            "silver_version": str(version),
            "diseases": hashlib.sha256(repr(sorted(diseases.items())).encode()).hexdigest(),
        }
        if held := _held(lake, version, held_back):
            origin["held"] = held
        if origin.items() <= lake.gold.metadata().items() and held == lake.gold.metadata().get("held", ""):
            break
        with lake.staging() as folder:
            with StagedRows(folder / "gold.arrow", GOLD) as staged, Superseded(folder / "newest.sqlite") as superseded:
                superseded.read(lake.silver.batches(["case_id", "revision"], version))
                for batch in lake.silver.batches(version=version):
                    staged.write_batch(_gold_rows(superseded.without(held_back(batch)), diseases))
            check(staged, version)
            with suppress(LakeConflictError):
                lake.gold.replace(staged.batches(ROWS_AT_ONCE), origin, seen=seen)
                written = True
    return written


def read_cohort(lake: Path | str, as_of: AsOf | None = None) -> Cohort:
    """Read the cohort, ordered by source and by the records' position in it.

    Args:
        lake: ``<output>/lake``, or the address of a store.
        as_of: version of gold, or a moment; now if not given.

    Raises:
        LakeError: no lake there, or no such version.
    """
    table = Lake(lake).gold
    at = table.content_version(as_of)
    rows = table.read(at).sort_by(_ORDER).to_pylist()
    return Cohort(
        cases=tuple(case_of(row) for row in rows),
        diseases=tuple(row["disease_id"] for row in rows),
        sources=tuple(row["source"] for row in rows),
        version=at if at is not None else 0,
    )


class Superseded(Scratch):
    """Finds the rows of which silver holds a newer revision; on disk, for there may be millions.

    Args:
        file: made anew.
    """

    def __init__(self, file: Path) -> None:
        super().__init__(file)
        self._database.execute("CREATE TABLE newest (case_id TEXT PRIMARY KEY, revision INTEGER) WITHOUT ROWID")
        self._any = False

    def read(self, silver: Iterable[pa.RecordBatch]) -> None:
        """Learn the newest revisions, given ``case_id`` and ``revision`` of all rows."""
        for batch in silver:
            # A revision 0 supersedes nothing; most cases have no other.
            corrections = batch.filter(pc.greater(batch.column("revision"), 0))
            self._any = self._any or corrections.num_rows > 0
            self._database.executemany(
                "INSERT INTO newest VALUES (?, ?)"
                " ON CONFLICT DO UPDATE SET revision = max(revision, excluded.revision)",
                zip(*(corrections.column(name).to_pylist() for name in ("case_id", "revision")), strict=True),
            )

    def without(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The rows that no newer revision supersedes."""
        if not self._any:
            return batch
        query = "SELECT revision FROM newest WHERE case_id = ?"
        newest = [
            self._database.execute(query, (case_id,)).fetchone() for case_id in batch.column("case_id").to_pylist()
        ]
        revisions = pa.array([found[0] if found else 0 for found in newest], pa.int64())
        return batch.filter(pc.equal(batch.column("revision"), revisions))


def _held(lake: Lake, version: int, held_back: HoldBack) -> str:
    """Digest of the cases of silver that are held back; empty where none is."""
    held: set[str] = set()
    for batch in lake.silver.batches(["source", "case_id", "revision", "diagnosis", "withdrawn"], version):
        if (marked := held_back(batch)) is not batch:
            of_us = pc.and_(marked.column("withdrawn"), pc.invert(batch.column("withdrawn")))
            held.update(marked.filter(of_us).column("case_id").to_pylist())
    return hashlib.sha256(repr(sorted(held)).encode()).hexdigest() if held else ""


def _diseases(lake: Lake, version: int, canonical: Canonical) -> dict[str, str | None]:
    """Every diagnosis of silver, and the disease it is."""
    stated: set[str] = set()
    for batch in lake.silver.batches(["diagnosis"], version):
        stated.update(batch.column("diagnosis").unique().drop_null().to_pylist())
    return {diagnosis: canonical(diagnosis) for diagnosis in stated}


def _gold_rows(batch: pa.RecordBatch, diseases: Mapping[str, str | None]) -> pa.RecordBatch:
    batch = batch.filter(pc.invert(batch.column("withdrawn")))
    diagnoses = batch.column("diagnosis").dictionary_encode()
    ids = pa.array([diseases[diagnosis] for diagnosis in diagnoses.dictionary.to_pylist()], pa.string())
    return pa.RecordBatch.from_arrays([*batch.columns, ids.take(diagnoses.indices)], schema=GOLD)
