"""What a run holds on local disk until it commits, so that memory does not grow with the source."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa
from pyarrow import ipc

from hoofbeat.domain.errors import LakeError

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has no such locks: there, nobody clears up after a killed run
    fcntl = None  # type: ignore[assignment]

_PREFIX = "run-"

#: Rows after which memory that was freed is given back.
_RELEASED_AFTER = 50_000


@contextmanager
def run_folder(parent: Path) -> Iterator[Path]:
    """Lend an empty folder of this run's own; it is gone afterwards.

    Each run holds a lock on its folder for as long as it lives. A folder that nobody holds was left by a run that was
    killed, and is removed: nothing in it was ever part of the lake.

    Args:
        parent: folder of the folders of all runs, on local disk.

    Raises:
        LakeError: nothing can be written there.
    """
    try:
        parent.mkdir(parents=True, exist_ok=True)
        _remove_stale(parent)
        folder, lock = _locked_folder(parent)
    except OSError as error:
        raise LakeError(
            f"{parent} cannot be written ({error.strerror})", hint="choose another output directory"
        ) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if lock is not None:
            os.close(lock)
        _remove_empty(parent)


class StagedRows:
    """Rows in one Arrow file: written inside a ``with`` block, read back after it.

    A commit reads from here and never straight from another Delta table: the Delta library
    cannot read one table while it writes another from the same stream.

    Args:
        path: the file to write.
        schema: columns of the rows.
    """

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.path = path
        self.schema = schema
        self.count = 0
        self._since_release = 0

    def __enter__(self) -> Self:
        self._writer = ipc.new_file(self.path, self.schema, options=ipc.IpcWriteOptions(compression="lz4"))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._writer.close()

    def write_batch(self, batch: pa.RecordBatch) -> None:
        """Add a record batch."""
        if batch.num_rows:
            self._writer.write_batch(batch)
            self.count += batch.num_rows
            self._since_release += batch.num_rows
            if self._since_release >= _RELEASED_AFTER:
                # Arrow's allocator keeps what many threads freed; over a long stream that adds up.
                pa.default_memory_pool().release_unused()
                self._since_release = 0

    def batches(self, rows_at_once: int) -> Iterator[pa.RecordBatch]:
        """Read the rows back in their order, streaming, ``rows_at_once`` in a batch and the rest in the last one."""
        waiting, count = [], 0
        with pa.OSFile(str(self.path)) as file, ipc.open_file(file) as reader:
            for position in range(reader.num_record_batches):
                waiting.append(reader.get_batch(position))
                count += waiting[-1].num_rows
                if count >= rows_at_once:
                    table = pa.Table.from_batches(waiting)
                    full = count - count % rows_at_once
                    yield from table.slice(0, full).combine_chunks().to_batches(max_chunksize=rows_at_once)
                    waiting, count = table.slice(full).to_batches(), count - full
        if count:
            yield from pa.Table.from_batches(waiting).combine_chunks().to_batches()


def _locked_folder(parent: Path) -> tuple[Path, int | None]:
    while True:
        # Another run may clear up at this very moment: then a folder vanishes, and the next try succeeds.
        try:
            parent.mkdir(parents=True, exist_ok=True)
            folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
            if fcntl is None:
                return folder, None
            lock = os.open(folder, os.O_RDONLY)
        except FileNotFoundError:
            continue
        fcntl.flock(lock, fcntl.LOCK_EX)
        if folder.is_dir():
            return folder, lock
        os.close(lock)


def _remove_stale(parent: Path) -> None:
    if fcntl is None:
        return
    for folder in parent.glob(f"{_PREFIX}*"):
        try:
            lock = os.open(folder, os.O_RDONLY)
        except OSError:  # gone meanwhile
            continue
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        except BlockingIOError:  # its run is alive
            continue
        finally:
            os.close(lock)


def _remove_empty(parent: Path) -> None:
    try:
        parent.rmdir()
    except OSError:  # other runs have their folders there
        return
