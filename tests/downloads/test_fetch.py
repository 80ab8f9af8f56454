"""One file over HTTP: whatever happens on the way, it arrives whole or not at all.

Mirrors: hoofbeat.downloads.record
"""

import hashlib
import json
from pathlib import Path

import httpx
import pytest
from rich.progress import Progress

from hoofbeat.domain.errors import SourceError
from hoofbeat.downloads.fetch import Fetcher
from hoofbeat.downloads.record import FileRecord
from hoofbeat.downloads.registry import PublicFile
from local_publisher import Publisher

BODY = bytes(range(256)) * 4000  # a megabyte: more than the sockets' buffers hold
CHECKSUM = hashlib.sha256(BODY).hexdigest()


def left_over(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("."))


def test_arrives_whole_and_described(publisher: Publisher, fetch: Fetcher, tmp_path: Path) -> None:
    record = fetch.fetch(publisher.file("a.bin", BODY), tmp_path, None)
    assert (tmp_path / "a.bin").read_bytes() == BODY
    assert (record.sha256, record.size, record.came_by) == (CHECKSUM, len(BODY), "download")
    assert record.etag == publisher.etag(BODY)
    assert left_over(tmp_path) == []


def test_unchanged_is_not_sent_again(publisher: Publisher, fetch: Fetcher, tmp_path: Path) -> None:
    file = publisher.file("a.bin", BODY)
    first = fetch.fetch(file, tmp_path, None)
    assert fetch.fetch(file, tmp_path, first) == first
    assert publisher.asked[-1]["If-None-Match"] == first.etag
    assert publisher.sent == len(BODY)


def test_changed_takes_the_place_of_the_old(publisher: Publisher, fetch: Fetcher, tmp_path: Path) -> None:
    first = fetch.fetch(publisher.file("a.bin", BODY), tmp_path, None)
    second = fetch.fetch(publisher.file("a.bin", b"new"), tmp_path, first)
    assert (tmp_path / "a.bin").read_bytes() == b"new"
    assert second.sha256 != first.sha256


def test_damaged_here_is_fetched_again(publisher: Publisher, fetch: Fetcher, tmp_path: Path) -> None:
    file = publisher.file("a.bin", BODY)
    first = fetch.fetch(file, tmp_path, None)
    (tmp_path / "a.bin").write_bytes(BODY[:-1] + b"?")
    assert fetch.fetch(file, tmp_path, first).sha256 == CHECKSUM
    assert (tmp_path / "a.bin").read_bytes() == BODY


def test_a_fixed_file_that_is_here_asks_nobody(publisher: Publisher, fetch: Fetcher, tmp_path: Path) -> None:
    file = publisher.file("a.bin", BODY, sha256=CHECKSUM)
    first = fetch.fetch(file, tmp_path, None)
    assert fetch.fetch(file, tmp_path, first) == first
    assert len(publisher.asked) == 1


def test_goes_on_where_it_was_cut(publisher: Publisher, fetch: Fetcher, tmp_path: Path) -> None:
    publisher.mishaps = ["cut", "cut"]
    fetch.fetch(publisher.file("a.bin", BODY), tmp_path, None)
    assert (tmp_path / "a.bin").read_bytes() == BODY
    half = len(BODY) // 2
    assert [asked.get("Range") for asked in publisher.asked] == [None, f"bytes={half}-", f"bytes={half + half // 2}-"]
    assert publisher.asked[1]["If-Range"] == publisher.etag(BODY)
    assert publisher.sent == len(BODY)


def test_goes_on_in_the_next_run(publisher: Publisher, fetch: Fetcher, tmp_path: Path) -> None:
    publisher.mishaps = ["cut", 404]
    file = publisher.file("a.bin", BODY)
    with pytest.raises(SourceError, match="answers with status 404"):
        fetch.fetch(file, tmp_path, None)
    assert left_over(tmp_path) == [".a.bin.part", ".a.bin.part.json"]
    fetch.fetch(file, tmp_path, None)
    assert (tmp_path / "a.bin").read_bytes() == BODY
    assert publisher.sent == len(BODY)
    assert left_over(tmp_path) == []


def test_a_part_of_an_older_file_is_thrown_away(publisher: Publisher, fetch: Fetcher, tmp_path: Path) -> None:
    publisher.mishaps = ["cut", 404]
    with pytest.raises(SourceError):
        fetch.fetch(publisher.file("a.bin", BODY), tmp_path, None)
    newer = BODY[::-1]
    fetch.fetch(publisher.file("a.bin", newer), tmp_path, None)
    assert (tmp_path / "a.bin").read_bytes() == newer


@pytest.mark.parametrize("fault", ["no ranges", "weak", "no validator"])
def test_without_a_promise_of_the_same_bytes_it_starts_over(
    fault: str, publisher: Publisher, fetch: Fetcher, tmp_path: Path
) -> None:
    publisher.ranges = fault != "no ranges"
    if fault != "no ranges":
        publisher.etag = lambda _: 'W/"weak"' if fault == "weak" else ""
    publisher.mishaps = ["cut"]
    fetch.fetch(publisher.file("a.bin", BODY), tmp_path, None)
    assert (tmp_path / "a.bin").read_bytes() == BODY
    assert publisher.sent == len(BODY) // 2 + len(BODY)


def test_complete_but_not_yet_in_its_place(publisher: Publisher, fetch: Fetcher, tmp_path: Path) -> None:
    file = publisher.file("a.bin", BODY)
    (tmp_path / ".a.bin.part").write_bytes(BODY)
    kept = {"url": file.url, "etag": publisher.etag(BODY), "last_modified": ""}
    (tmp_path / ".a.bin.part.json").write_text(json.dumps(kept))
    assert fetch.fetch(file, tmp_path, None).sha256 == CHECKSUM
    assert publisher.sent == 0
    assert left_over(tmp_path) == []


def test_a_part_longer_than_the_file_is_thrown_away(publisher: Publisher, fetch: Fetcher, tmp_path: Path) -> None:
    file = publisher.file("a.bin", BODY)
    (tmp_path / ".a.bin.part").write_bytes(BODY + b"surplus")
    kept = {"url": file.url, "etag": publisher.etag(BODY), "last_modified": ""}
    (tmp_path / ".a.bin.part.json").write_text(json.dumps(kept))
    fetch.fetch(file, tmp_path, None)
    assert (tmp_path / "a.bin").read_bytes() == BODY


def test_shorter_than_announced_never_takes_the_place(publisher: Publisher, fetch: Fetcher, tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"old and sound")
    publisher.etag = lambda _: ""
    publisher.mishaps = ["long"] * 20
    with pytest.raises(SourceError, match="cannot be fetched"):
        fetch.fetch(publisher.file("a.bin", BODY), tmp_path, None)
    assert (tmp_path / "a.bin").read_bytes() == b"old and sound"


@pytest.mark.parametrize("mishaps", [[500], [503, 502, 429], [408, "cut", 500, "cut"]])
def test_a_passing_fault_is_waited_out(
    mishaps: list[int | str], publisher: Publisher, fetch: Fetcher, tmp_path: Path
) -> None:
    publisher.mishaps = list(mishaps)
    assert fetch.fetch(publisher.file("a.bin", BODY), tmp_path, None).sha256 == CHECKSUM


def test_a_lasting_fault_is_said_with_the_way_out(publisher: Publisher, fetch: Fetcher, tmp_path: Path) -> None:
    publisher.mishaps = [500] * 20
    file = publisher.file("a.bin", BODY)
    with pytest.raises(SourceError) as raised:
        fetch.fetch(file, tmp_path, None)
    assert file.url in raised.value.what
    assert "status 500" in raised.value.what
    assert "--from" in raised.value.hint
    assert len(publisher.asked) == fetch.attempts


def test_an_address_that_points_elsewhere_is_followed_and_resumed_there(
    publisher: Publisher, fetch: Fetcher, tmp_path: Path
) -> None:
    publisher.file("elsewhere", BODY)
    publisher.moved["/latest/a.bin"] = "/elsewhere?signature=new-each-time"
    publisher.content["/elsewhere?signature=new-each-time"] = BODY
    publisher.mishaps = [None, "cut"]
    file = PublicFile("a.bin", f"{publisher.address}/latest/a.bin")
    record = fetch.fetch(file, tmp_path, None)
    assert (record.sha256, record.address) == (CHECKSUM, file.url)
    assert publisher.asked[-1]["Range"] == f"bytes={len(BODY) // 2}-"
    assert fetch.fetch(file, tmp_path, record) == record
    assert publisher.sent == len(BODY)


@pytest.mark.parametrize("status", [401, 403, 404, 410, 202])
def test_a_refusal_is_not_repeated(status: int, publisher: Publisher, fetch: Fetcher, tmp_path: Path) -> None:
    publisher.mishaps = [status]
    with pytest.raises(SourceError, match=f"status {status} → .*--from"):
        fetch.fetch(publisher.file("a.bin", BODY), tmp_path, None)
    assert len(publisher.asked) == 1
    assert not (tmp_path / "a.bin").exists()


def test_nobody_there_is_said_with_the_address(fetch: Fetcher, tmp_path: Path) -> None:
    file = PublicFile("a.bin", "http://127.0.0.1:9/a.bin")
    with pytest.raises(SourceError, match=r"127\.0\.0\.1:9/a\.bin cannot be fetched \(ConnectError\) → .*--from"):
        fetch.fetch(file, tmp_path, None)


def test_a_login_page_is_no_data(publisher: Publisher, fetch: Fetcher, tmp_path: Path) -> None:
    publisher.content_type = "text/html; charset=utf-8"
    with pytest.raises(SourceError, match="a web page instead of the file"):
        fetch.fetch(publisher.file("a.obo", b"<html>please log in</html>"), tmp_path, None)
    publisher.content_type = "text/plain"
    with pytest.raises(SourceError, match="a web page instead of the file"):
        fetch.fetch(publisher.file("a.obo", b"\n <!DOCTYPE html><html>please"), tmp_path, None)
    with pytest.raises(SourceError, match="a web page instead of the file"):
        fetch.fetch(publisher.file("a.zip", b"please log in"), tmp_path, None)
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_checksum_is_refused_unless_renewed(publisher: Publisher, fetch: Fetcher, tmp_path: Path) -> None:
    file = publisher.file("a.bin", BODY, sha256="0" * 64)
    with pytest.raises(SourceError, match=r"another checksum than 000000000000… → .*--renewed"):
        fetch.fetch(file, tmp_path, None)
    assert list(tmp_path.iterdir()) == []
    lenient = Fetcher(fetch.client, fetch.progress, renewed=True)
    assert lenient.fetch(file, tmp_path, None).sha256 == CHECKSUM


def test_pieces_that_do_not_belong_together_are_fetched_as_one(
    publisher: Publisher, fetch: Fetcher, tmp_path: Path
) -> None:
    file = publisher.file("a.bin", BODY, sha256=CHECKSUM)
    (tmp_path / ".a.bin.part").write_bytes(b"?" * 1000)  # a publisher that gives two contents one ETag
    kept = {"url": file.url, "etag": publisher.etag(BODY), "last_modified": ""}
    (tmp_path / ".a.bin.part.json").write_text(json.dumps(kept))
    fetch.fetch(file, tmp_path, None)
    assert (tmp_path / "a.bin").read_bytes() == BODY


def test_bytes_are_shown(publisher: Publisher, tmp_path: Path) -> None:
    progress = Progress()
    with httpx.Client(trust_env=False) as client:
        Fetcher(client, progress).fetch(publisher.file("a.bin", BODY), tmp_path, None)
    (task,) = progress.tasks
    assert (task.description, task.total, task.completed) == ("a.bin", len(BODY), len(BODY))


def test_a_record_describes_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(BODY)
    record = FileRecord.of(path, "address", "folder")
    assert record.describes(path)
    path.write_bytes(BODY[::-1])
    assert not record.describes(path)
    path.unlink()
    assert not record.describes(path)
