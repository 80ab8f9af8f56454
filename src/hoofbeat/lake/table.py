"""One Delta table on local disk."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, write_deltalake
from deltalake.exceptions import DeltaError

from hoofbeat.domain.errors import LakeError

#: Rows handled at once wherever a table is streamed.
ROWS_AT_ONCE = 10_000


class LakeTable:
    """A table of the lake: every write is one commit, seen whole or not at all.

    Args:
        path: the table's directory; it need not exist yet.
        schema: the columns it has or will have.
    """

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.path = path
        self.schema = schema

    @property
    def exists(self) -> bool:
        """Whether anything was ever committed."""
        return bool(DeltaTable.is_deltatable(str(self.path)))

    @property
    def version(self) -> int | None:
        """Delta version, ``None`` before the first commit."""
        return int(self._open().version()) if self.exists else None

    def append(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Add rows in one commit; no rows, no commit."""
        batch = pa.RecordBatch.from_pylist(list(rows), schema=self.schema)
        if batch.num_rows:
            self.append_batches([batch])

    def append_batches(self, batches: Iterable[pa.RecordBatch]) -> None:
        """Add record batches in one commit, streaming."""
        self._write(batches, "append", {})

    def replace(self, batches: Iterable[pa.RecordBatch], metadata: Mapping[str, str]) -> None:
        """Put record batches in the place of the whole content in one commit, streaming.

        Args:
            batches: the new content.
            metadata: kept with the commit, read back by :meth:`metadata`.
        """
        self._write(batches, "overwrite", metadata)

    def delete(self, content_hashes: Iterable[str]) -> None:
        """Remove the rows with these content hashes; none given, no commit."""
        hashes = sorted(content_hashes)
        for start in range(0, len(hashes), ROWS_AT_ONCE):
            listed = ", ".join(f"'{content_hash}'" for content_hash in hashes[start : start + ROWS_AT_ONCE])
            self._open().delete(f"content_hash IN ({listed})")

    def batches(self, columns: list[str] | None = None, version: int | None = None) -> Iterator[pa.RecordBatch]:
        """Stream the rows, in no particular order; nothing where the table does not exist yet."""
        if self.exists:
            dataset = self._open(version).to_pyarrow_dataset()
            yield from dataset.scanner(columns=columns, batch_size=ROWS_AT_ONCE).to_reader()

    def read(self, version: int | None = None) -> pa.Table:
        """Read all rows, in no particular order.

        Raises:
            LakeError: no such table or version.
        """
        return self._open(version).to_pyarrow_table()

    def values(self, column: str) -> set[str]:
        """Read the distinct values of a column; empty where the table does not exist yet."""
        return {value for batch in self.batches([column]) for value in batch.column(0).to_pylist()}

    def count(self) -> int:
        """Count the rows; none where the table does not exist yet."""
        return int(self._open().count()) if self.exists else 0

    def metadata(self) -> dict[str, str]:
        """Read what the last commit says of itself; empty where the table does not exist yet."""
        return dict(self._open().history(1)[0]) if self.exists else {}

    def _open(self, version: int | None = None) -> DeltaTable:
        try:
            table = DeltaTable(str(self.path), version=version)
        except DeltaError as error:
            missing = "does not exist" if version is None else f"has no version {version}"
            raise LakeError(f"lake table {self.path.name} {missing}", hint="run `hoofbeat ingest` first") from error
        columns = {field.name for field in table.schema().fields}
        if columns != set(self.schema.names):
            raise LakeError(
                f"lake table {self.path.name} has other columns than this version writes",
                hint="ingest into a new output directory",
            )
        return table

    def _write(
        self, batches: Iterable[pa.RecordBatch], mode: Literal["append", "overwrite"], metadata: Mapping[str, str]
    ) -> None:
        if self.exists:
            self._open()  # refuses a table of another shape before anything is written
        elif self.path.exists() and any(self.path.iterdir()):
            raise LakeError(
                f"{self.path.name} in the lake is no Delta table", hint="move that directory away, or use a new output"
            )
        rows = pa.RecordBatchReader.from_batches(self.schema, batches)
        commit = CommitProperties(custom_metadata=dict(metadata))
        if mode == "append":
            write_deltalake(self.path, rows, mode="append", commit_properties=commit)
        else:
            write_deltalake(self.path, rows, mode="overwrite", commit_properties=commit)
