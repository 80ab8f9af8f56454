"""A table as a Delta table: on local disk, S3 or Azure Blob Storage."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.dataset as ds
from deltalake import CommitProperties, DeltaTable, WriterProperties, write_deltalake
from deltalake.exceptions import CommitFailedError, DeltaError

from hoofbeat.domain.errors import LakeConflictError, LakeError
from hoofbeat.lake.evolution import written_schema
from hoofbeat.lake.faults import store_faults
from hoofbeat.lake.format import Commit, Files, Seen

#: What Delta's own words for an operation are here.
_OPERATIONS = {
    "WRITE": "append", "CREATE TABLE": "create", "DELETE": "delete", "OPTIMIZE": "compact",
    "VACUUM START": "vacuum", "VACUUM END": "vacuum",
}  # fmt: skip

#: What Delta itself says of a commit; the rest is the writer's.
_OWN_KEYS = frozenset(
    {
        "timestamp", "operation", "operationParameters", "operationMetrics", "engineInfo", "clientVersion", "version",
        "readVersion", "isBlindAppend", "isolationLevel", "inCommitTimestamp", "userMetadata", "txnId",
    }
)  # fmt: skip

#: Delta's log is what time travel goes by; its default would forget what is older than a month.
_CONFIGURATION = {"delta.logRetentionDuration": "interval 3650 days"}

_ROWS_A_GROUP = 50_000
_HASHES_AT_ONCE = 10_000


class DeltaFormat:
    """One Delta table.

    Args:
        name: name of the table.
        uri: a local path, or an address that the Delta library understands.
        options: options of the store, besides those the library finds in the environment by itself.
    """

    def __init__(self, name: str, uri: str, options: Mapping[str, str] | None = None) -> None:
        self.name = name
        self.uri = uri
        self._options = dict(options or {}) or None

    def version(self) -> int | None:
        """Newest version, ``None`` before the first commit."""
        with store_faults(self.name):
            exists = DeltaTable.is_deltatable(self.uri, self._options)
            return int(DeltaTable(self.uri, storage_options=self._options).version()) if exists else None

    def dataset(self, version: int | None = None) -> ds.Dataset:
        """The rows of a version, read as they are asked for."""
        return self._open(version).to_pyarrow_dataset()

    def columns(self, version: int | None = None) -> pa.Schema:
        """The columns of a version."""
        return pa.schema(self._open(version).schema().to_arrow())

    def count(self) -> int:
        """Rows of the newest version, by the log's own count."""
        return int(self._open().count())

    def files(self) -> Files:
        """Data files of the newest version."""
        sizes = pa.table(self._open().get_add_actions(flatten=True)).column("size_bytes").to_pylist()
        return Files(len(sizes), sum(sizes))

    def history(self) -> Iterator[Commit]:
        """Commits, the newest first."""
        table, read, limit = self._open(), 0, 4
        while True:
            with store_faults(self.name):
                entries = table.history(limit)
            yield from (_commit(entry) for entry in islice(entries, read, None))
            if len(entries) < limit:
                return
            read, limit = len(entries), limit * 8

    def write(
        self,
        schema: pa.Schema,
        batches: Iterator[pa.RecordBatch],
        *,
        replace: bool,
        metadata: Mapping[str, str],
        seen: int | Seen | None,
    ) -> None:
        """Add rows, or put them in the place of all, in one commit."""
        now = self.version()
        if now is None:
            self._require_free_place()
        checked = not isinstance(seen, Seen)
        if checked and now != seen:
            raise self._conflict()
        # A table object opened at the version seen, and no retry: the log takes the commit as the very next one, or
        # not at all. Without a table the library looks for one itself, and would add to what another writer has made
        # a moment ago, unless it is told that there must be none.
        mode: Literal["error", "overwrite", "append"] = "overwrite" if replace else "append"
        if checked and now is None:
            mode = "error"
        table = None if now is None else self._open(now)
        found = None if table is None else pa.schema(table.schema().to_arrow())
        layout = written_schema(schema, found)
        grown = found is not None and set(layout.names) != set(found.names)
        rows = pa.RecordBatchReader.from_batches(
            layout, (pa.RecordBatch.from_arrays(batch.columns, schema=layout) for batch in batches)
        )
        commit = CommitProperties(custom_metadata=dict(metadata), max_commit_retries=0 if checked else None)
        try:
            write_deltalake(
                table or self.uri,
                rows,
                mode=mode,
                schema_mode="merge" if grown else None,
                storage_options=None if table else self._options,
                configuration=None if table else _CONFIGURATION,
                commit_properties=commit,
                # A row group stays in memory until it is full, and the library's own size is a million rows.
                writer_properties=WriterProperties(max_row_group_size=_ROWS_A_GROUP),
            )
        except DeltaError as error:
            if (isinstance(error, CommitFailedError) or mode == "error") and self.version() != now:
                raise self._conflict() from error
            with store_faults(self.name):
                raise

    def delete(self, content_hashes: Sequence[str]) -> None:
        """Remove the rows with these content hashes, some thousands in one commit."""
        for start in range(0, len(content_hashes), _HASHES_AT_ONCE):
            listed = ", ".join(f"'{content_hash}'" for content_hash in content_hashes[start : start + _HASHES_AT_ONCE])
            with self._conflicts():
                self._open().delete(f"content_hash IN ({listed})")

    def compact(self) -> int:
        """Put small files together, up to Delta's target size."""
        with self._conflicts():
            done = self._open().optimize.compact()
        return int(done["numFilesRemoved"]) - int(done["numFilesAdded"])

    def vacuum(self, hours: float) -> int:
        """Remove the files that no version of the last ``hours`` needs, those of broken-off commits included."""
        with self._conflicts():
            removed = self._open().vacuum(
                retention_hours=round(hours), dry_run=False, enforce_retention_duration=False, full=True
            )
        return len(removed)

    def _open(self, version: int | None = None) -> DeltaTable:
        try:
            return DeltaTable(self.uri, version=version, storage_options=self._options)
        except DeltaError as error:
            missing = "does not exist" if version is None else f"has no version {version}"
            raise LakeError(f"lake table {self.name} {missing}", hint="run `hoofbeat ingest` first") from error
        except OSError:
            with store_faults(self.name):
                raise

    def _require_free_place(self) -> None:
        """See that a local folder holds nothing, or at most what a killed first commit left there."""
        folder = Path(self.uri)
        if "://" in self.uri or not folder.exists():
            return
        if any(not entry.name.startswith(("part-", "_delta_log")) for entry in folder.iterdir()):
            raise LakeError(
                f"{self.name} in the lake is no Delta table", hint="move that directory away, or use a new output"
            )

    @contextmanager
    def _conflicts(self) -> Iterator[None]:
        try:
            with store_faults(self.name):
                yield
        except LakeError as error:
            if isinstance(error.__cause__, CommitFailedError):
                raise self._conflict() from error
            raise

    def _conflict(self) -> LakeConflictError:
        return LakeConflictError(
            f"lake table {self.name} was changed by another writer meanwhile", hint="repeat the command"
        )


def _commit(entry: Mapping[str, Any]) -> Commit:
    operation = _OPERATIONS.get(str(entry["operation"]), str(entry["operation"]).lower())
    if operation == "append" and entry.get("operationParameters", {}).get("mode") == "Overwrite":
        operation = "replace"
    return Commit(
        version=int(entry["version"]),
        time=datetime.fromtimestamp(int(entry["timestamp"]) / 1000, UTC),
        operation=operation,
        metadata={key: str(value) for key, value in entry.items() if key not in _OWN_KEYS},
    )
