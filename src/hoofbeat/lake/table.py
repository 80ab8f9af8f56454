"""One table of the lake, whatever its format and store."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from hoofbeat.lake.asof import AsOf, version_at
from hoofbeat.lake.evolution import check_evolution, conform
from hoofbeat.lake.faults import store_faults
from hoofbeat.lake.format import Commit, Files, Seen, TableFormat

__all__ = ["ROWS_AT_ONCE", "LakeTable", "Seen"]

#: Rows handled at once wherever a table is streamed.
ROWS_AT_ONCE = 10_000


#: Reading ahead as far as the library likes takes hundreds of megabytes, and what it buffers of a file it keeps to the
#: file's end.
_STREAMED = {
    "batch_readahead": 2,
    "fragment_readahead": 1,
    "fragment_scan_options": ds.ParquetFragmentScanOptions(pre_buffer=False, use_buffered_stream=True),
}


class LakeTable:
    """A table of the lake: every write is one commit, seen whole or not at all.

    Args:
        form: format and place of the table; it need not exist yet.
        schema: the columns it has or will have (see ``evolution`` for what may differ).
    """

    def __init__(self, form: TableFormat, schema: pa.Schema) -> None:
        self._form = form
        self.name = form.name
        self.schema = schema

    @property
    def exists(self) -> bool:
        """Whether anything was ever committed."""
        return self.version is not None

    @property
    def version(self) -> int | None:
        """Newest version, ``None`` before the first commit."""
        return self._form.version()

    def content_version(self, as_of: AsOf | None = None) -> int | None:
        """The version that gave the rows as they are (or were): compaction and vacuum make versions, but no new rows.

        Args:
            as_of: a version or a moment; now if not given.

        Returns:
            ``None`` before the first commit.

        Raises:
            LakeError: no such version, or none at that moment.
        """
        at = self.version if as_of is None else self.at(as_of)
        if at is None:
            return None
        return next((commit.version for commit in self._row_changes() if commit.version <= at), at)

    def at(self, as_of: AsOf) -> int:
        """The version that was the newest at a moment; a version is checked to exist.

        Raises:
            LakeError: no such version, or none at that moment.
        """
        version = version_at(self.name, self._form.history(), as_of)
        self._checked(version)
        return version

    def append(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Add rows in one commit; no rows, no commit."""
        batch = pa.RecordBatch.from_pylist(list(rows), schema=self.schema)
        if batch.num_rows:
            self.append_batches([batch])

    def append_batches(
        self,
        batches: Iterable[pa.RecordBatch],
        *,
        seen: int | Seen | None = Seen.ANY,
        metadata: Mapping[str, str] | None = None,
    ) -> None:
        """Add record batches in one commit, streaming.

        Args:
            batches: the new rows.
            seen: the version that the rows were made with (``None``: there was no table yet); if given, the commit
                succeeds only as the very next version.
            metadata: kept with the commit, read back by :meth:`metadata`.

        Raises:
            LakeConflictError: the table is no longer at ``seen``; nothing was added.
            LakeError: the table has other columns, or cannot be written.
        """
        self._write(batches, replace=False, metadata=metadata or {}, seen=seen)

    def replace(
        self, batches: Iterable[pa.RecordBatch], metadata: Mapping[str, str], *, seen: int | Seen | None = Seen.ANY
    ) -> None:
        """Put record batches in the place of the whole content in one commit, streaming.

        Args:
            batches: the new content.
            metadata: kept with the commit, read back by :meth:`metadata`.
            seen: as for :meth:`append_batches`.

        Raises:
            LakeConflictError: the table is no longer at ``seen``; nothing was changed.
            LakeError: the table has other columns, or cannot be written.
        """
        self._write(batches, replace=True, metadata=metadata, seen=seen)

    def delete(self, content_hashes: Iterable[str]) -> None:
        """Remove the rows with these content hashes; none given, no commit."""
        if hashes := sorted(content_hashes):
            self._checked(None)
            self._form.delete(hashes)

    def batches(
        self,
        columns: list[str] | None = None,
        version: int | None = None,
        where: pc.Expression | None = None,
    ) -> Iterator[pa.RecordBatch]:
        """Stream the rows, in no particular order; nothing where the table does not exist yet.

        Args:
            columns: columns to read; all if ``None``.
            version: the newest if not given.
            where: keeps the rows for which it is true; it may name only columns that the version has.

        Raises:
            LakeError: no such version, or other columns.
        """
        if version is None and not self.exists:
            return
        found = self._checked(version)
        wanted = self.schema.names if columns is None else columns
        stored = [column for column in wanted if column in found.names]
        dataset = self._form.dataset(version)
        with store_faults(self.name):
            scanner = dataset.scanner(columns=stored, filter=where, batch_size=ROWS_AT_ONCE, **_STREAMED)
            for batch in scanner.to_reader():
                yield conform(batch, self.schema, wanted)

    def read(self, version: int | None = None) -> pa.Table:
        """Read all rows, in no particular order.

        Raises:
            LakeError: no such table or version, or other columns.
        """
        self._checked(version)
        return pa.Table.from_batches(self.batches(version=version), schema=self.schema)

    def head(self, rows: int, columns: list[str] | None = None, version: int | None = None) -> list[dict[str, Any]]:
        """Read a few rows, whichever come first, without reading the rest; none where the table does not exist yet."""
        if version is None and not self.exists:
            return []
        found = self._checked(version)
        wanted = columns or self.schema.names
        stored = [column for column in wanted if column in found.names]
        dataset = self._form.dataset(version)
        with store_faults(self.name):
            # Reading ahead is for those who want more.
            table = dataset.head(rows, columns=stored, batch_size=rows, batch_readahead=0, fragment_readahead=0)
        return [row for batch in table.to_batches() for row in conform(batch, self.schema, wanted).to_pylist()]

    def find(self, column: str, value: object, version: int | None = None) -> list[dict[str, Any]]:
        """Read the rows with a value in a column; none where the table does not exist yet."""
        batches = self.batches(version=version, where=pc.field(column) == pa.scalar(value))
        return list(chain.from_iterable(batch.to_pylist() for batch in batches))

    def holding(self, column: str, values: Iterable[str]) -> list[str]:
        """Paths of the data files of the newest version that hold a row with one of the values in a column."""
        if not self.exists:
            return []
        where = pc.field(column).isin(sorted(values))
        with store_faults(self.name):
            pieces = self._form.dataset(None).get_fragments(filter=where)
            return sorted(piece.path for piece in pieces if piece.count_rows(filter=where))

    def values(self, column: str) -> set[str]:
        """Read the distinct values of a column; empty where the table does not exist yet."""
        return {value for batch in self.batches([column]) for value in batch.column(0).to_pylist()}

    def count(self) -> int:
        """Count the rows; none where the table does not exist yet."""
        return self._form.count() if self.exists else 0

    def files(self) -> Files:
        """Data files of the newest version; none where the table does not exist yet."""
        return self._form.files() if self.exists else Files(0, 0)

    def history(self) -> Iterator[Commit]:
        """Commits, the newest first; none where the table does not exist yet."""
        return self._form.history() if self.exists else iter(())

    def metadata(self) -> dict[str, str]:
        """Read what the newest commit that changed the rows says of itself; empty without a table."""
        return dict(next((commit.metadata for commit in self._row_changes()), {}))

    def compact(self) -> int:
        """Put small files together in one commit; returns how many files fewer there are.

        Raises:
            LakeConflictError: another writer removed rows meanwhile; nothing was changed.
        """
        return self._form.compact() if self.exists else 0

    def vacuum(self, hours: float) -> int:
        """Remove the files that no version of the last ``hours`` needs; returns how many.

        Versions that were replaced before then cannot be read any more.
        """
        return self._form.vacuum(hours) if self.exists else 0

    def _row_changes(self) -> Iterator[Commit]:
        return (commit for commit in self.history() if commit.changes_rows)

    def _checked(self, version: int | None) -> pa.Schema:
        found = self._form.columns(version)
        check_evolution(self.name, self.schema, found)
        return found

    def _write(
        self,
        batches: Iterable[pa.RecordBatch],
        *,
        replace: bool,
        metadata: Mapping[str, str],
        seen: int | Seen | None,
    ) -> None:
        if self.exists:
            self._checked(None)  # refuses a table of another shape before anything is written
        faults: list[Exception] = []
        try:
            self._form.write(self.schema, _noting(batches, faults), replace=replace, metadata=metadata, seen=seen)
        except Exception as error:
            # The libraries below wrap what the rows' own maker raised beyond recognition.
            if faults:
                raise faults[0] from error
            raise


def _noting(batches: Iterable[pa.RecordBatch], faults: list[Exception]) -> Iterator[pa.RecordBatch]:
    try:
        yield from batches
    except Exception as error:
        faults.append(error)
        raise
