"""A table as numbered snapshots over Parquet files: on Google Cloud Storage.

``_snapshots/<version>.json`` lists the Parquet files that make the table at that version, with their rows and sizes,
the columns, the time, and what the writer said. A snapshot is created only if no object of its name exists (the store's
own precondition, ``ifGenerationMatch=0``), so that of two writers one succeeds and the other sees a conflict. Files are
never changed; what no snapshot lists was never part of the table.
"""

import json
import os
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from hoofbeat.domain.errors import LakeConflictError, LakeError
from hoofbeat.lake.evolution import written_schema
from hoofbeat.lake.faults import store_faults
from hoofbeat.lake.format import Commit, Files, Seen

# Read when the library is imported: its newer kinds of buckets are not needed here, and it would ask every bucket for
# its kind in a way that no emulator answers.
os.environ.setdefault("GCSFS_EXPERIMENTAL_ZB_HNS_SUPPORT", "false")
import gcsfs
from gcsfs.retry import HttpError

_LOG = "_snapshots"
_DATA = "data"

#: Smaller files are put together when the table is compacted, up to so much.
_TARGET_BYTES = 64_000_000

#: A writer that does not mind others tries so often.
_TRIES = 20


@dataclass(frozen=True, slots=True)
class _File:
    path: str
    rows: int
    size: int


@dataclass(frozen=True, slots=True)
class _Snapshot:
    version: int
    time: datetime
    operation: str
    metadata: dict[str, str]
    schema: pa.Schema
    files: tuple[_File, ...]

    def dump(self) -> bytes:
        return json.dumps(
            {
                "version": self.version,
                "time": self.time.isoformat(),
                "operation": self.operation,
                "metadata": self.metadata,
                "schema": b64encode(self.schema.serialize().to_pybytes()).decode(),
                "files": [asdict(file) for file in self.files],
            }
        ).encode()

    @classmethod
    def load(cls, text: bytes) -> "_Snapshot":
        content = json.loads(text)
        return cls(
            version=content["version"],
            time=datetime.fromisoformat(content["time"]),
            operation=content["operation"],
            metadata=content["metadata"],
            schema=pa.ipc.read_schema(pa.py_buffer(b64decode(content["schema"]))),
            files=tuple(_File(**file) for file in content["files"]),
        )


#: What a change makes of the newest snapshot: columns, files, and nothing (``None``) if there is no need to commit.
_Change = Callable[[_Snapshot | None], tuple[pa.Schema, tuple[_File, ...]] | None]


def google_storage() -> Any:
    """Google Cloud Storage as a file system, by the usual credentials, or ``STORAGE_EMULATOR_HOST`` without any."""
    emulator = os.environ.get("STORAGE_EMULATOR_HOST")
    return gcsfs.GCSFileSystem(token="anon" if emulator else None, endpoint_url=emulator, use_listings_cache=False)


class SnapshotFormat:
    """One table of snapshots.

    Args:
        name: name of the table.
        root: ``bucket/prefix/name``.
        storage: an fsspec file system that creates objects exclusively (``pipe_file(…, mode="create")``).
    """

    def __init__(self, name: str, root: str, storage: Any) -> None:
        self.name = name
        self.root = root
        self._storage = storage

    def version(self) -> int | None:
        """Newest version, ``None`` before the first commit."""
        return max(self._versions(), default=None)

    def columns(self, version: int | None = None) -> pa.Schema:
        """The columns of a version."""
        return self._snapshot(version).schema

    def dataset(self, version: int | None = None) -> ds.Dataset:
        """The rows of a version, read as they are asked for."""
        return self._dataset(self._snapshot(version))

    def count(self) -> int:
        """Rows of the newest version."""
        return sum(file.rows for file in self._snapshot(None).files)

    def files(self) -> Files:
        """Data files of the newest version."""
        files = self._snapshot(None).files
        return Files(len(files), sum(file.size for file in files))

    def history(self) -> Iterator[Commit]:
        """Commits, the newest first."""
        for version in sorted(self._versions(), reverse=True):
            snapshot = self._snapshot(version)
            yield Commit(snapshot.version, snapshot.time, snapshot.operation, snapshot.metadata)

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
        if not isinstance(seen, Seen) and self.version() != seen:
            raise self._conflict()
        added = self._stored(schema, batches)

        def change(newest: _Snapshot | None) -> tuple[pa.Schema, tuple[_File, ...]]:
            kept = newest.files if newest and not replace else ()
            return written_schema(schema, newest.schema if newest else None), (*kept, *added)

        self._commit("replace" if replace else "append", change, metadata, seen)

    def delete(self, content_hashes: Sequence[str]) -> None:
        """Remove the rows with these content hashes in one commit; only files that hold some are written anew."""
        gone = pc.field("content_hash").isin(pa.array(content_hashes, pa.string()))

        def change(newest: _Snapshot | None) -> tuple[pa.Schema, tuple[_File, ...]] | None:
            assert newest is not None  # noqa: S101 - the table was read before
            files: list[_File] = []
            for file in newest.files:
                dataset = self._dataset(newest, (file,))
                if not dataset.count_rows(filter=gone):
                    files.append(file)
                else:
                    files += self._stored(newest.schema, dataset.scanner(filter=~gone).to_reader())
            return None if tuple(files) == newest.files else (newest.schema, tuple(files))

        self._commit("delete", change, {}, Seen.ANY)

    def compact(self) -> int:
        """Put small files together."""
        fewer = 0

        def change(newest: _Snapshot | None) -> tuple[pa.Schema, tuple[_File, ...]] | None:
            nonlocal fewer
            assert newest is not None  # noqa: S101 - the table was read before
            small = tuple(file for file in newest.files if file.size < _TARGET_BYTES // 2)
            if len(small) < 2:
                return None
            large = tuple(file for file in newest.files if file not in small)
            joined = self._stored(newest.schema, self._dataset(newest, small).scanner().to_reader())
            fewer = len(small) - len(joined)
            return newest.schema, (*large, *joined)

        self._commit("compact", change, {}, Seen.ANY)
        return fewer

    def vacuum(self, hours: float) -> int:
        """Remove snapshots that were replaced more than ``hours`` ago, and all older files that no snapshot lists."""
        limit = datetime.now(UTC) - timedelta(hours=hours)
        snapshots = [self._snapshot(version) for version in sorted(self._versions())]
        kept = [old for old, new in pairwise(snapshots) if new.time > limit] + snapshots[-1:]
        needed = {file.path for snapshot in kept for file in snapshot.files}
        removed = 0
        with self._faults():
            for snapshot in snapshots:
                if snapshot not in kept:
                    self._storage.rm_file(self._log(snapshot.version))
            for path in self._storage.find(f"{self.root}/{_DATA}"):
                if path.removeprefix(f"{self.root}/") not in needed and self._storage.modified(path) <= limit:
                    self._storage.rm_file(path)
                    removed += 1
        return removed

    @contextmanager
    def _faults(self) -> Iterator[None]:
        with store_faults(self.name, HttpError):
            yield

    def _commit(self, operation: str, change: _Change, metadata: Mapping[str, str], seen: int | Seen | None) -> None:
        tries = _TRIES if isinstance(seen, Seen) else 1
        for _ in range(tries):
            version = self.version()
            newest = None if version is None else self._snapshot(version)
            if not isinstance(seen, Seen) and version != seen:
                break
            changed = change(newest)
            if changed is None:
                return
            number = 0 if version is None else version + 1
            snapshot = _Snapshot(number, datetime.now(UTC), operation, dict(metadata), *changed)
            with self._faults(), suppress(FileExistsError):
                self._storage.pipe_file(self._log(number), snapshot.dump(), mode="create")
                return
            if self._snapshot(number) == snapshot:
                return  # ours after all: the store's answer was lost, and the library asked again
        raise self._conflict()

    def _stored(self, schema: pa.Schema, batches: Iterator[pa.RecordBatch]) -> tuple[_File, ...]:
        """Write rows into one new file; no rows, no file."""
        path = f"{_DATA}/{uuid4().hex}.parquet"
        full = f"{self.root}/{path}"
        rows, writer = 0, None
        with self._faults():
            try:
                for batch in batches:
                    if batch.num_rows:
                        writer = writer or pq.ParquetWriter(full, schema, filesystem=self._storage)
                        writer.write_batch(pa.RecordBatch.from_arrays(batch.columns, schema=schema))
                        rows += batch.num_rows
            finally:
                if writer:
                    writer.close()
            return (_File(path, rows, int(self._storage.size(full))),) if writer else ()

    def _dataset(self, snapshot: _Snapshot, files: tuple[_File, ...] | None = None) -> ds.Dataset:
        paths = [f"{self.root}/{file.path}" for file in (snapshot.files if files is None else files)]
        # Older files may lack a newer column: read as null, whatever the newest files say.
        schema = pa.schema([field.with_nullable(True) for field in snapshot.schema])
        with self._faults():
            return ds.dataset(paths, schema=schema, format="parquet", filesystem=self._storage)

    def _snapshot(self, version: int | None) -> _Snapshot:
        at = self.version() if version is None else version
        if at is None:
            raise LakeError(f"lake table {self.name} does not exist", hint="run `hoofbeat ingest` first")
        try:
            with self._faults():
                return _Snapshot.load(self._storage.cat_file(self._log(at)))
        except LakeError as error:
            if isinstance(error.__cause__, FileNotFoundError):
                raise LakeError(
                    f"lake table {self.name} has no version {at}", hint="`hoofbeat lake history` lists those it has"
                ) from error
            raise

    def _versions(self) -> list[int]:
        with self._faults(), suppress(FileNotFoundError):
            names = self._storage.ls(f"{self.root}/{_LOG}", detail=False)
            return [int(name.rsplit("/", 1)[-1].removesuffix(".json")) for name in names if name.endswith(".json")]
        return []

    def _log(self, version: int) -> str:
        return f"{self.root}/{_LOG}/{version:020}.json"

    def _conflict(self) -> LakeConflictError:
        return LakeConflictError(
            f"lake table {self.name} was changed by another writer meanwhile", hint="repeat the command"
        )
