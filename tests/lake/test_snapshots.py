"""What only the snapshots of Google Cloud Storage have to get right, on a store in memory."""

from base64 import b64encode
from collections.abc import Iterator
from typing import Any, ClassVar

import pyarrow as pa
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from hoofbeat.domain.errors import LakeConflictError, LakeError
from hoofbeat.lake.snapshots import SnapshotFormat
from hoofbeat.lake.table import LakeTable

SCHEMA = pa.schema([pa.field("content_hash", pa.string(), nullable=False)])


class Store(MemoryFileSystem):  # type: ignore[misc]
    """Creates exclusively, as the real one does, and fails as told."""

    cachable = False
    store: ClassVar[dict[str, Any]] = {}
    pseudo_dirs: ClassVar[list[str]] = [""]
    lose_answers = False
    rivals = 0

    def pipe_file(self, path: str, value: bytes, mode: str = "overwrite", **options: Any) -> None:
        if self.rivals:
            self.rivals -= 1
            super().pipe_file(path, _rival(path), mode="overwrite")
        if mode == "create" and self.exists(path):
            raise FileExistsError(path)
        super().pipe_file(path, value, mode="overwrite")
        if self.lose_answers:
            raise FileExistsError(path)


def _rival(path: str) -> bytes:
    version = int(path.rsplit("/", 1)[-1].removesuffix(".json"))
    schema = b64encode(SCHEMA.serialize().to_pybytes()).decode()
    return (
        f'{{"version": {version}, "time": "2026-01-01T00:00:00+00:00", "operation": "append", "metadata": {{}}, '
        f'"schema": "{schema}", "files": []}}'
    ).encode()


@pytest.fixture
def store() -> Iterator[Store]:
    store = Store()
    yield store
    store.store.clear()


@pytest.fixture
def table(store: Store) -> LakeTable:
    return LakeTable(SnapshotFormat("table", "/bucket/table", store), SCHEMA)


def test_a_commit_whose_answer_was_lost_is_not_made_twice(table: LakeTable, store: Store) -> None:
    store.lose_answers = True
    table.append([{"content_hash": "a"}])
    assert (table.version, table.count()) == (0, 1)


def test_a_rival_is_given_way_to_and_the_commit_made_again(table: LakeTable, store: Store) -> None:
    store.rivals = 2
    table.append([{"content_hash": "a"}])
    assert (table.version, table.values("content_hash")) == (2, {"a"})
    store.rivals = 1
    with pytest.raises(LakeConflictError):
        table.append_batches([pa.RecordBatch.from_pylist([{"content_hash": "b"}], schema=SCHEMA)], seen=2)


def test_endless_rivals_end_in_a_conflict(table: LakeTable, store: Store) -> None:
    store.rivals = 1_000
    with pytest.raises(LakeConflictError):
        table.append([{"content_hash": "a"}])


def test_only_files_that_hold_the_rows_are_written_anew(table: LakeTable, store: Store) -> None:
    for name in "abc":
        table.append([{"content_hash": name}])
    before = set(store.find("/bucket/table/data"))
    table.delete({"b"})
    assert set(store.find("/bucket/table/data")) == before  # a file that holds nothing else is let go of, not rewritten
    table.delete({"unknown"})
    assert (table.version, table.files().count) == (3, 2)


def test_a_vacuumed_version_is_said_to_be_gone(table: LakeTable) -> None:
    table.append([{"content_hash": "a"}])
    table.replace([], {})
    assert table.vacuum(0) == 1
    assert table.read().num_rows == 0
    with pytest.raises(LakeError, match="no version 0"):
        table.read(0)
