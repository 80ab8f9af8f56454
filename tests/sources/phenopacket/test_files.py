import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hoofbeat.domain.errors import RecordError, SourceError
from hoofbeat.sources import PhenopacketSource

Packet = Callable[..., dict[str, Any]]


def test_a_folder_is_read_with_its_subfolders_in_order(make_packet: Packet, tmp_path: Path) -> None:
    for name in ("b/2.json", "a/1.json", "b/1.json", "note.txt"):
        file = tmp_path / "packets" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(make_packet(name)))
    locations = [record.location for record in PhenopacketSource(tmp_path / "packets").records()]
    assert locations == ["packets/a/1.json", "packets/b/1.json", "packets/b/2.json"]


def test_one_file_is_one_record_unchanged(make_packet: Packet, tmp_path: Path) -> None:
    file = tmp_path / "one.json"
    file.write_text("\ufeff" + json.dumps(make_packet("p1"), indent=3), encoding="utf-8")
    source = PhenopacketSource(file)
    (record,) = source.records()
    assert (record.location, record.payload) == ("one.json", file.read_text(encoding="utf-8"))
    assert source.parse(record).case_id == "p1"


def test_a_zip_is_read_in_its_own_order(make_packet: Packet, tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("z.json", "a.json", "__MACOSX/a.json", "readme.txt"):
            archive.writestr(name, json.dumps(make_packet(name)))
    assert [record.location for record in PhenopacketSource(path).records()] == ["all.zip!z.json", "all.zip!a.json"]


def test_a_damaged_zip_member_is_one_refused_record(make_packet: Packet, write_zip: Callable[..., Path]) -> None:
    path = write_zip([make_packet("p1"), make_packet("p2"), make_packet("p3")])
    path.write_bytes(path.read_bytes().replace(b"subject of p2", b"subject of pX"))
    source = PhenopacketSource(path)
    records = list(source.records())
    assert [record.defect is None for record in records] == [True, False, True]
    with pytest.raises(RecordError, match="BadZipFile"):
        source.parse(records[1])


def test_bytes_that_are_no_text_are_one_refused_record(make_packet: Packet, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(json.dumps(make_packet("p1")).encode().replace(b"Seizure", b"Sei\xffure"))
    (tmp_path / "b.json").write_text(json.dumps(make_packet("p2")))
    source = PhenopacketSource(tmp_path)
    bad, good = source.records()
    with pytest.raises(RecordError, match="not UTF-8"):
        source.parse(bad)
    assert source.parse(good).case_id == "p2"


def test_two_damaged_members_are_two_records(tmp_path: Path) -> None:
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_bytes(b"\xff")
    hashes = {record.content_hash for record in PhenopacketSource(tmp_path).records()}
    assert len(hashes) == 2


def _empty_zip(path: Path) -> Path:
    zipfile.ZipFile(path, "w").close()
    return path


def _text(path: Path) -> Path:
    path.write_text("no zip at all")
    return path


def _truncated(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.json", "{}" * 1000)
    path.write_bytes(path.read_bytes()[:-40])
    return path


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


@pytest.mark.parametrize("make", [_empty_zip, _text, _truncated, _folder, lambda path: path])
def test_a_source_without_a_packet_is_an_error(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    with pytest.raises(SourceError) as caught:
        list(PhenopacketSource(make(tmp_path / "packets.zip")).records())
    assert "packets.zip" in str(caught.value)
    assert caught.value.hint
