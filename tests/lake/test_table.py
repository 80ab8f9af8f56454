"""One table: appended to, replaced, read as it was, and conflicts between writers.

Mirrors: hoofbeat.lake.delta
"""

import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pyarrow as pa
import pytest

from hoofbeat.domain.errors import LakeConflictError, LakeError
from hoofbeat.lake.delta import DeltaFormat
from hoofbeat.lake.table import LakeTable

SCHEMA = pa.schema([pa.field("content_hash", pa.string(), nullable=False), pa.field("value", pa.int64())])


def rows(*hashes: str) -> list[dict[str, object]]:
    return [{"content_hash": content_hash, "value": len(content_hash)} for content_hash in hashes]


@pytest.fixture
def table(tmp_path: Path) -> LakeTable:
    return LakeTable(DeltaFormat("table", str(tmp_path / "table")), SCHEMA)


def test_a_table_that_does_not_exist_is_empty_but_cannot_be_read(table: LakeTable) -> None:
    assert (table.exists, table.version, table.count(), table.values("value"), table.metadata()) == (
        False,
        None,
        0,
        set(),
        {},
    )
    with pytest.raises(LakeError, match="hoofbeat ingest"):
        table.read()


def test_every_append_is_a_version_that_can_be_read_again(table: LakeTable) -> None:
    table.append(rows("a"))
    table.append(rows("b", "c"))
    assert (table.version, table.count()) == (1, 3)
    assert table.read(0)["content_hash"].to_pylist() == ["a"]
    assert table.values("content_hash") == {"a", "b", "c"}
    with pytest.raises(LakeError, match="no version 7"):
        table.read(7)


def test_appending_or_deleting_nothing_makes_no_version(table: LakeTable) -> None:
    table.append(rows("a"))
    table.append([])
    table.delete([])
    assert table.version == 0


def test_delete_removes_the_rows_named(table: LakeTable) -> None:
    table.append(rows("a", "b", "c"))
    table.delete({"a", "c", "unknown"})
    assert table.values("content_hash") == {"b"}


def test_replace_leaves_the_new_content_and_its_metadata(table: LakeTable) -> None:
    table.append(rows("a"))
    table.replace([pa.RecordBatch.from_pylist(rows("b"), schema=SCHEMA)], {"made_from": "b"})
    assert table.values("content_hash") == {"b"}
    assert table.metadata()["made_from"] == "b"


def test_a_write_that_breaks_off_leaves_the_table_as_it_was(table: LakeTable) -> None:
    def breaking() -> Iterator[pa.RecordBatch]:
        yield pa.RecordBatch.from_pylist(rows("b"), schema=SCHEMA)
        raise OSError("the disk is gone")

    table.append(rows("a"))
    with pytest.raises(Exception, match="the disk is gone"):
        table.append_batches(breaking())
    assert (table.version, table.values("content_hash")) == (0, {"a"})


def test_a_directory_of_something_else_is_refused(table: LakeTable, tmp_path: Path) -> None:
    folder = tmp_path / "table"
    folder.mkdir()
    (folder / "letter.txt").write_text("not a table")
    with pytest.raises(LakeError, match="no Delta table"):
        table.append(rows("a"))


def test_a_table_of_other_columns_is_refused(table: LakeTable, tmp_path: Path) -> None:
    table.append(rows("a"))
    other = LakeTable(DeltaFormat("table", str(tmp_path / "table")), pa.schema([pa.field("content_hash", pa.string())]))
    with pytest.raises(LakeError, match="has column value, which"):
        other.append([{"content_hash": "b"}])
    assert table.count() == 1


def batches(*hashes: str) -> list[pa.RecordBatch]:
    return [pa.RecordBatch.from_pylist(rows(*hashes), schema=SCHEMA)]


def overtaken(folder: Path, *hashes: str) -> Iterator[pa.RecordBatch]:
    """Yield a batch, but only after another process has committed to the table."""
    command = (
        "import sys; import pyarrow as pa; from hoofbeat.lake.delta import DeltaFormat;"
        "from hoofbeat.lake.table import LakeTable;"
        "schema = pa.schema([pa.field('content_hash', pa.string(), nullable=False), pa.field('value', pa.int64())]);"
        "LakeTable(DeltaFormat('table', sys.argv[1]), schema).append([{'content_hash': 'other', 'value': 5}])"
    )
    subprocess.run([sys.executable, "-c", command, str(folder / "table")], check=True)
    yield from batches(*hashes)


@pytest.mark.parametrize("how", ["append", "replace"])
@pytest.mark.parametrize("existing", [True, False])
def test_a_commit_made_with_an_older_version_conflicts(
    table: LakeTable, tmp_path: Path, how: str, existing: bool
) -> None:
    if existing:
        table.append(rows("a"))
    seen = table.version
    write = table.append_batches if how == "append" else partial(table.replace, metadata={})
    with pytest.raises(LakeConflictError, match="another writer"):
        write(overtaken(tmp_path, "b"), seen=seen)
    kept = {"a", "other"} if existing else {"other"}
    assert table.values("content_hash") == kept
    with pytest.raises(LakeConflictError):
        table.append_batches(batches("b"), seen=seen)
    table.append_batches(batches("b"), seen=table.version, metadata={"batch": "7"})
    assert table.values("content_hash") == kept | {"b"}
    assert table.metadata()["batch"] == "7"


class Slow(DeltaFormat):
    """Looks whether there is a table, and is overtaken before it makes one."""

    def _require_free_place(self) -> None:
        super()._require_free_place()
        LakeTable(DeltaFormat("table", self.uri), SCHEMA).append(rows("other"))


@pytest.mark.parametrize("how", ["append", "replace"])
def test_a_first_commit_conflicts_with_one_that_came_between_the_look_and_the_write(tmp_path: Path, how: str) -> None:
    table = LakeTable(Slow("table", str(tmp_path / "table")), SCHEMA)
    write = table.append_batches if how == "append" else partial(table.replace, metadata={})
    with pytest.raises(LakeConflictError, match="another writer"):
        write(batches("b"), seen=None)
    assert table.values("content_hash") == {"other"}
    table.append_batches(batches("b"), seen=table.version)
    assert table.count() == 2


def test_without_a_version_a_commit_goes_through_beside_others(table: LakeTable, tmp_path: Path) -> None:
    table.append(rows("a"))
    table.append_batches(overtaken(tmp_path, "b"))
    assert table.values("content_hash") == {"a", "b", "other"}
