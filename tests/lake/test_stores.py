"""The same lake on disk, S3, Azure Blob and Google Cloud Storage: each promise on each store, against a real server.

Mirrors: hoofbeat.lake.faults
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from hoofbeat.domain.errors import LakeConflictError, LakeError
from hoofbeat.lake.stores import azure_options, open_store, s3_options
from hoofbeat.lake.table import LakeTable
from store_servers import Servers, address

SCHEMA = pa.schema(
    [
        pa.field("content_hash", pa.string(), nullable=False),
        pa.field("value", pa.int64()),
        pa.field("texts", pa.list_(pa.string()), nullable=False),
    ]
)

#: Appends one row after the other, each only at the version read, and again if another writer was faster.
WRITER = """
import sys, pyarrow as pa
from hoofbeat.domain.errors import LakeConflictError
from hoofbeat.lake.stores import open_store
from hoofbeat.lake.table import LakeTable
from test_stores import SCHEMA, batches
table = LakeTable(open_store(sys.argv[1])("table"), SCHEMA)
for number in range(4):
    for _ in range(100):
        try:
            table.append_batches(batches(f"{sys.argv[2]}{number}"), seen=table.version)
            break
        except LakeConflictError:
            continue
    else:
        sys.exit("never got through")
"""


def batches(*hashes: str) -> list[pa.RecordBatch]:
    rows = [{"content_hash": one, "value": len(one), "texts": [one, one]} for one in hashes]
    return [pa.RecordBatch.from_pylist(rows, schema=SCHEMA)]


def hashes(table: LakeTable, version: int | None = None) -> list[str]:
    return sorted(table.read(version)["content_hash"].to_pylist())


@pytest.fixture
def table(lake_url: str) -> LakeTable:
    return LakeTable(open_store(lake_url)("table"), SCHEMA)


class TestEveryStore:
    def test_before_the_first_commit_there_is_nothing(self, table: LakeTable) -> None:
        assert (table.exists, table.version, table.content_version(), table.count()) == (False, None, None, 0)
        assert (table.metadata(), list(table.history()), list(table.batches()), table.head(3)) == ({}, [], [], [])
        assert table.files().count == 0
        with pytest.raises(LakeError, match="does not exist"):
            table.read()

    def test_rows_come_back_as_they_were_written(self, table: LakeTable) -> None:
        table.append_batches(batches("a", "bcd"))
        rows = table.read().sort_by("content_hash")
        assert rows.schema == SCHEMA
        assert rows.to_pylist() == [
            {"content_hash": "a", "value": 1, "texts": ["a", "a"]},
            {"content_hash": "bcd", "value": 3, "texts": ["bcd", "bcd"]},
        ]
        assert [batch.schema.names for batch in table.batches(["texts", "value"])] == [["texts", "value"]]
        assert table.find("content_hash", "bcd") == rows.to_pylist()[1:]
        assert table.find("content_hash", "unknown") == []
        assert len(table.head(1)) == 1
        assert table.values("value") == {1, 3}

    def test_every_commit_is_a_version_that_can_be_read_again(self, table: LakeTable) -> None:
        moments = []
        for name in "abcd":
            table.append_batches(batches(name), metadata={"batch": name})
            moments.append(next(iter(table.history())).time)
            time.sleep(0.02)
        assert (table.version, table.count()) == (3, 4)
        assert [hashes(table, version) for version in range(4)] == [["a"], ["a", "b"], ["a", "b", "c"], list("abcd")]
        assert [table.at(moment) for moment in moments] == [0, 1, 2, 3]
        assert table.at(datetime.now(UTC)) == 3
        assert [commit.metadata["batch"] for commit in table.history()] == list("dcba")
        with pytest.raises(LakeError, match=r"no version of 2020-01-01T00:00:00\+00:00"):
            table.at(datetime(2020, 1, 1, tzinfo=UTC))
        with pytest.raises(LakeError, match="no version 7"):
            table.read(7)
        with pytest.raises(LakeError, match="no version 7"):
            table.at(7)

    def test_replace_and_delete_leave_older_versions_readable(self, table: LakeTable) -> None:
        table.append_batches(batches("a", "b"))
        table.append_batches(batches("c"))
        table.delete({"a", "c", "unknown"})
        assert hashes(table) == ["b"]
        table.delete([])
        table.replace(batches("x"), {"made_from": "b"})
        assert (hashes(table), table.count()) == (["x"], 1)
        assert table.metadata() == {"made_from": "b"}
        assert [hashes(table, version) for version in range(4)] == [["a", "b"], ["a", "b", "c"], ["b"], ["x"]]
        assert [commit.operation for commit in table.history()] == ["replace", "delete", "append", "append"]

    def test_a_commit_made_with_an_older_version_conflicts(self, table: LakeTable) -> None:
        table.append_batches(batches("a"), seen=None)
        with pytest.raises(LakeConflictError, match="another writer"):
            table.append_batches(batches("b"), seen=None)
        table.append_batches(batches("b"), seen=0)
        with pytest.raises(LakeConflictError):
            table.replace(batches("c"), {}, seen=0)
        assert hashes(table) == ["a", "b"]

    def test_two_writers_at_once_lose_nothing(self, table: LakeTable, lake_url: str) -> None:
        command = [sys.executable, "-c", WRITER, lake_url]
        environment = {"PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])}
        writers = [subprocess.Popen([*command, name], env=os.environ | environment) for name in "ab"]
        assert [writer.wait(120) for writer in writers] == [0, 0]
        assert hashes(table) == [f"{name}{number}" for name in "ab" for number in range(4)]
        assert table.version == 7

    def test_compaction_keeps_the_rows_and_what_the_last_change_said(self, table: LakeTable) -> None:
        for name in "abc":
            table.append_batches(batches(name), metadata={"batch": name})
        assert table.compact() == 2
        assert (table.files().count, hashes(table)) == (1, ["a", "b", "c"])
        assert (table.version, table.content_version(), table.content_version(1)) == (3, 2, 1)
        assert table.metadata() == {"batch": "c"}
        assert hashes(table, 1) == ["a", "b"]
        assert table.compact() == 0

    def test_vacuum_takes_what_no_version_needs_and_leaves_the_newest(self, table: LakeTable) -> None:
        for name in "abc":
            table.append_batches(batches(name))
        table.compact()
        assert table.vacuum(168) == 0
        assert hashes(table, 1) == ["a", "b"]
        assert table.vacuum(0) == 3
        assert hashes(table) == ["a", "b", "c"]
        with pytest.raises(LakeError):
            hashes(table, 1)
        table.append_batches(batches("d"))
        assert hashes(table) == ["a", "b", "c", "d"]

    def test_new_columns_that_may_be_empty_are_added(self, lake_url: str) -> None:
        older = pa.schema([SCHEMA.field("content_hash")])
        LakeTable(open_store(lake_url)("table"), older).append([{"content_hash": "a"}])
        table = LakeTable(open_store(lake_url)("table"), SCHEMA)
        old = {"content_hash": "a", "value": None, "texts": []}
        assert table.read().to_pylist() == [old]
        table.append_batches(batches("b"))
        table.append_batches(batches("c"))
        table.compact()
        table.delete({"c"})
        rows = table.read().sort_by("content_hash")
        assert rows.schema == SCHEMA
        assert rows.to_pylist() == [old, {"content_hash": "b", "value": 1, "texts": ["b", "b"]}]
        assert table.find("value", 1) == rows.to_pylist()[1:]

    def test_what_the_rows_maker_raises_comes_through_and_nothing_is_added(self, table: LakeTable) -> None:
        def breaking() -> Iterator[pa.RecordBatch]:
            yield from batches("b")
            raise LakeError("the maker gave up")

        table.append_batches(batches("a"))
        with pytest.raises(LakeError, match="the maker gave up"):
            table.append_batches(breaking())
        assert (table.version, hashes(table)) == (0, ["a"])


def test_one_writer_gets_along_with_a_store_that_keeps_no_preconditions(
    servers: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = LakeTable(open_store(address("gs-lenient", servers, tmp_path, monkeypatch))("table"), SCHEMA)
    for name in "abc":
        table.append_batches(batches(name))
    table.delete({"b"})
    assert (hashes(table), hashes(table, 1), table.compact()) == (["a", "c"], ["a", "b"], 1)


@pytest.mark.parametrize("url", ["ftp://host/lake", "s3:///lake", "gs://", "az://container/lake?sig=secret"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(LakeError) as caught:
        open_store(url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("kind", ["s3", "az", "gs"])
def test_a_bucket_that_does_not_exist_is_said_in_one_sentence(
    kind: str, servers: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = address(kind, servers, tmp_path, monkeypatch).replace("://lake/", "://no-such-bucket/")
    table = LakeTable(open_store(url)("silver"), SCHEMA)
    with pytest.raises(LakeError, match=r"lake table silver .* → "):
        table.append_batches(batches("a"))


def test_azure_is_told_what_its_own_command_line_calls_things() -> None:
    assert azure_options({"AZURE_STORAGE_ACCOUNT": "a", "AZURE_STORAGE_KEY": "k"}) == {
        "azure_storage_account_name": "a",
        "azure_storage_account_key": "k",
    }
    stated = "AccountName=a;AccountKey=a2V5==;DefaultEndpointsProtocol=https;EndpointSuffix=core.chinacloudapi.cn"
    assert azure_options({"AZURE_STORAGE_CONNECTION_STRING": stated}) == {
        "azure_storage_account_name": "a",
        "azure_storage_account_key": "a2V5==",
        "azure_storage_endpoint": "https://a.blob.core.chinacloudapi.cn",
    }
    assert azure_options({"AZURE_STORAGE_CONNECTION_STRING": "UseDevelopmentStorage=true"})["allow_http"] == "true"
    assert azure_options({}) == {}


def test_only_a_plain_address_of_s3_is_allowed_to_be_unencrypted() -> None:
    assert s3_options({}) == {}
    assert "allow_http" not in s3_options({"AWS_ENDPOINT_URL": "https://minio.example"})
    assert s3_options({"AWS_ENDPOINT_URL": "http://127.0.0.1:9000"})["allow_http"] == "true"
