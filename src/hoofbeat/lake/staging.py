"""Rows on their way to a table, on disk so that memory does not grow with the source."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq


class StagedRows:
    """Rows in one Parquet file: written inside a ``with`` block, read back after it.

    A commit reads from here and never straight from another Delta table: the Delta library
    cannot read one table while it writes another from the same stream.

    Args:
        path: the file to write.
        schema: its columns.
    """

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.path = path
        self.schema = schema
        self.count = 0

    def __enter__(self) -> Self:
        self._writer = pq.ParquetWriter(self.path, self.schema)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._writer.close()

    def write(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Add rows."""
        self.write_batch(pa.RecordBatch.from_pylist(list(rows), schema=self.schema))

    def write_batch(self, batch: pa.RecordBatch) -> None:
        """Add a record batch."""
        if batch.num_rows:
            self._writer.write_batch(batch)
            self.count += batch.num_rows

    def batches(self, rows_at_once: int) -> Iterator[pa.RecordBatch]:
        """Read the rows back, streaming."""
        with pq.ParquetFile(self.path) as file:
            for batch in file.iter_batches(batch_size=rows_at_once):
                yield batch.cast(self.schema)
