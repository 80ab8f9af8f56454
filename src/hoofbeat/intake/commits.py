"""Commits that lose nothing and add nothing twice, whatever other writers do to the lake meanwhile.

A commit states the version of the table that it was prepared for. If another writer was faster, what it added is read,
what is no longer new is dropped, and the rest is committed again.
"""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from hoofbeat.domain.errors import LakeConflictError
from hoofbeat.intake.ledger import ACCEPTED, CASE_KEY, QUARANTINED, UNKNOWN, Ledger
from hoofbeat.intake.tally import SAME_REVISION, Tally
from hoofbeat.lake.lake import Lake
from hoofbeat.lake.schemas import QUARANTINE, SILVER
from hoofbeat.lake.staging import StagedRows
from hoofbeat.lake.table import ROWS_AT_ONCE, LakeTable

#: A commit is made of so many rows or bytes, whichever comes first: few versions, and a bounded memory.
ROWS_A_COMMIT = 50_000
BYTES_A_COMMIT = 96_000_000


class Appender:
    """Gathers rows for a table that holds every content hash once, and adds them in large commits.

    Args:
        table: bronze or quarantine.
        seen: version of the table that the first rows are prepared for, ``None`` if it did not exist.
    """

    def __init__(self, table: LakeTable, seen: int | None) -> None:
        self._table = table
        self._seen = seen
        self._batches: list[pa.RecordBatch] = []

    @property
    def full(self) -> bool:
        """Whether it is time to commit."""
        rows = sum(batch.num_rows for batch in self._batches)
        size = sum(int(batch.nbytes) for batch in self._batches)
        return rows >= ROWS_A_COMMIT or size >= BYTES_A_COMMIT

    def add(self, batch: pa.RecordBatch) -> None:
        """Gather rows."""
        if batch.num_rows:
            self._batches.append(batch)

    def commit(self) -> None:
        """Add what was gathered."""
        while self._batches:
            try:
                self._table.append_batches(self._batches, seen=self._seen)
            except LakeConflictError:
                self._seen = self._table.version
                self._drop_known()
            else:
                self._seen = 0 if self._seen is None else self._seen + 1
                self._batches = []

    def _drop_known(self) -> None:
        ours = pa.concat_arrays([batch.column("content_hash") for batch in self._batches])
        found = rows_of(self._table, ours, ["content_hash"], self._seen)
        known = pa.array([content_hash for batch in found for content_hash in batch.column(0).to_pylist()], pa.string())
        kept = [batch.filter(pc.invert(pc.is_in(batch.column("content_hash"), known))) for batch in self._batches]
        self._batches = [batch for batch in kept if batch.num_rows]


def rows_of(
    table: LakeTable, content_hashes: pa.Array, columns: list[str] | None = None, version: int | None = None
) -> Iterator[pa.RecordBatch]:
    """Stream the rows of a table that have one of these content hashes.

    Args:
        table: any with content hashes.
        content_hashes: those wanted.
        columns: columns to read, all if ``None``; ``content_hash`` must be one.
        version: the newest if not given.
    """
    yield from table.batches(columns, version, where=pc.field("content_hash").isin(content_hashes))


def quarantined(sealed: pa.RecordBatch, reasons: list[str]) -> pa.RecordBatch:
    """Rows of quarantine from rows of bronze."""
    columns = [*sealed.columns, pa.array(reasons, pa.string()), pa.repeat("parse", sealed.num_rows)]
    return pa.RecordBatch.from_arrays(columns, schema=QUARANTINE)


def commit_cases(lake: Lake, ledger: Ledger, staged: list[StagedRows], tallies: list[Tally]) -> None:
    """Add all staged cases to silver in one commit, then let go of what quarantine no longer needs to hold.

    Args:
        lake: lake to write to.
        ledger: what the lake held when the cases were staged; read anew if that has changed.
        staged: the cases of each source, new to silver.
        tallies: one for each source; corrected if another writer was faster.
    """
    while any(cases.count for cases in staged):
        rows = (batch for cases in staged for batch in cases.batches(ROWS_AT_ONCE))
        try:
            lake.silver.append_batches(rows, seen=ledger.seen["silver"])
        except LakeConflictError:
            ledger.read(lake)
            staged = [_still_new(lake, ledger, *each) for each in zip(staged, tallies, strict=True)]
        else:
            break
    lake.quarantine.delete(ledger.with_fates(ACCEPTED | QUARANTINED))


def _still_new(lake: Lake, ledger: Ledger, staged: StagedRows, tally: Tally) -> StagedRows:
    """Stage again what another writer has not added meanwhile."""
    refused = Appender(lake.quarantine, ledger.seen["quarantine"])
    with StagedRows(_next(staged.path), SILVER) as kept:
        for batch in staged.batches(ROWS_AT_ONCE):
            fates = ledger.fates(hashes := batch.column("content_hash").to_pylist())
            unknown = [not fates.get(content_hash, UNKNOWN) & ACCEPTED for content_hash in hashes]
            new = batch.filter(pa.array(unknown, pa.bool_()))
            admitted = pa.array(ledger.admit(*(new.column(name).to_pylist() for name in CASE_KEY)), pa.bool_())
            accepted, second = new.filter(admitted), new.filter(pc.invert(admitted))
            kept.write_batch(accepted)
            ledger.note(accepted.column("content_hash").to_pylist(), ACCEPTED)
            tally.new_cases -= batch.num_rows - accepted.num_rows
            tally.accepted -= second.num_rows
            for rows in rows_of(lake.bronze, second.column("content_hash")):
                refused.add(quarantined(rows, [SAME_REVISION] * rows.num_rows))
            for ordinal in second.column("ordinal").to_pylist():
                tally.refuse(ordinal, SAME_REVISION, new=True)
    refused.commit()
    return kept


def _next(path: Path) -> Path:
    return path.with_stem(f"{path.stem}'")
