"""All files of a source: fetched or brought, checked and recorded alike.

Mirrors: hoofbeat.cli.data, hoofbeat.downloads.registry, hoofbeat.jobs.data
"""

import hashlib
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from hoofbeat.domain.errors import InputError, SourceError
from hoofbeat.downloads.fetch import Fetcher
from hoofbeat.downloads.pull import Pulled, copy, pull
from hoofbeat.downloads.registry import SOURCES, PublicFile, PublicSource, source_named
from hoofbeat.jobs.data import DataPullJob
from hoofbeat.sources.ddxplus import DdxplusSource
from local_publisher import Publisher

SourceOf = Callable[..., PublicSource]


def states(pulled: list[Pulled]) -> dict[str, str]:
    return {each.file: each.state for each in pulled}


def recorded(folder: Path) -> dict[str, dict[str, object]]:
    return {entry["file"]: entry for entry in json.loads((folder / "source.json").read_text())["files"]}


def test_pulls_all_and_records_where_from(
    publisher: Publisher, fetch: Fetcher, source_of: SourceOf, tmp_path: Path
) -> None:
    source = source_of(publisher.file("a.txt", b"first"), publisher.file("b.txt", b"second"))
    folder = tmp_path / "new" / "folder"
    assert states(pull(source, folder, fetch)) == {"a.txt": "new", "b.txt": "new"}
    record = json.loads((folder / "source.json").read_text())
    assert (record["licence"], record["citation"], record["page"]) == ("CC0", "cite", "the page")
    first = recorded(folder)["a.txt"]
    assert first["address"] == source.files[0].url
    assert first["sha256"] == hashlib.sha256(b"first").hexdigest()
    assert (first["size"], first["came_by"]) == (5, "download")
    assert first["etag"]
    assert str(first["fetched_at"]).endswith("+00:00")


def test_only_what_changed_comes_again(
    publisher: Publisher, fetch: Fetcher, source_of: SourceOf, tmp_path: Path
) -> None:
    source = source_of(publisher.file("a.txt", b"first"), publisher.file("b.txt", b"second"))
    pull(source, tmp_path, fetch)
    before = recorded(tmp_path)["a.txt"]
    publisher.content["/b.txt"] = b"renewed"
    assert states(pull(source, tmp_path, fetch)) == {"a.txt": "unchanged", "b.txt": "renewed"}
    assert recorded(tmp_path)["a.txt"] == before
    assert publisher.sent == len(b"firstsecondrenewed")


def test_what_came_before_a_failure_is_kept(
    publisher: Publisher, fetch: Fetcher, source_of: SourceOf, tmp_path: Path
) -> None:
    source = source_of(publisher.file("a.txt", b"first"), PublicFile("b.txt", f"{publisher.address}/b.txt"))
    with pytest.raises(SourceError, match=r"b\.txt answers with status 404"):
        pull(source, tmp_path, fetch)
    assert set(recorded(tmp_path)) == {"a.txt"}
    publisher.content["/b.txt"] = b"second"
    assert states(pull(source, tmp_path, fetch)) == {"a.txt": "unchanged", "b.txt": "new"}


def test_an_optional_file_may_be_missing(
    publisher: Publisher, fetch: Fetcher, source_of: SourceOf, tmp_path: Path
) -> None:
    optional = PublicFile("b.txt", f"{publisher.address}/b.txt", optional=True)
    source = source_of(publisher.file("a.txt", b"first"), optional)
    assert states(pull(source, tmp_path, fetch)) == {"a.txt": "new", "b.txt": "absent"}


def test_an_unreadable_record_counts_as_none(
    publisher: Publisher, fetch: Fetcher, source_of: SourceOf, tmp_path: Path
) -> None:
    (tmp_path / "source.json").write_text('{"files": [{"file": "a.txt"}]}')
    assert states(pull(source_of(publisher.file("a.txt", b"first")), tmp_path, fetch)) == {"a.txt": "new"}


@pytest.mark.skipif(sys.platform == "win32", reason="locks files as Unix does")
def test_two_pulls_into_one_folder_do_not_mix(
    publisher: Publisher, fetch: Fetcher, source_of: SourceOf, tmp_path: Path
) -> None:
    hold = "import fcntl, sys; f = open(sys.argv[1], 'w'); fcntl.flock(f, fcntl.LOCK_EX); print(flush=True); input()"
    command = [sys.executable, "-c", hold, str(tmp_path / ".lock")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(SourceError, match="Another process is at work"):
            pull(source_of(publisher.file("a.txt", b"first")), tmp_path, fetch)
        other.communicate(b"\n")
    assert states(pull(source_of(publisher.file("a.txt", b"first")), tmp_path, fetch)) == {"a.txt": "new"}


def test_a_folder_serves_as_well_as_the_publisher(source_of: SourceOf, tmp_path: Path) -> None:
    origin, folder = tmp_path / "usb", tmp_path / "here"
    origin.mkdir()
    (origin / "a.txt").write_bytes(b"first")
    checksum = hashlib.sha256(b"first").hexdigest()
    source = source_of(PublicFile("a.txt", "https://x/a", checksum), PublicFile("b.txt", "https://x/b", optional=True))
    assert states(copy(source, folder, origin)) == {"a.txt": "new", "b.txt": "absent"}
    assert (folder / "a.txt").read_bytes() == b"first"
    first = recorded(folder)["a.txt"]
    assert (first["address"], first["came_by"], first["sha256"]) == ("https://x/a", "folder", checksum)
    assert states(copy(source, folder, origin)) == {"a.txt": "unchanged", "b.txt": "absent"}


def test_a_folder_is_checked_as_a_download_is(source_of: SourceOf, tmp_path: Path) -> None:
    origin, folder = tmp_path / "usb", tmp_path / "here"
    origin.mkdir()
    wanted = source_of(PublicFile("a.txt", "https://x/a", "0" * 64))
    with pytest.raises(SourceError, match=r"lacks a\.txt → fetch https://x/a \(see the page\)"):
        copy(wanted, folder, origin)
    (origin / "a.txt").write_bytes(b"other")
    with pytest.raises(SourceError, match="another checksum"):
        copy(wanted, folder, origin)
    assert states(copy(wanted, folder, origin, renewed=True)) == {"a.txt": "new"}
    (origin / "b.zip").write_bytes(b"<html>")
    with pytest.raises(SourceError, match="is a web page"):
        copy(source_of(PublicFile("b.zip", "https://x/b")), folder, origin)
    assert not (folder / "b.zip").exists()


def test_every_source_names_its_licence_addresses_and_use() -> None:
    assert len({source.name for source in SOURCES}) == len(SOURCES) == 7
    for source in SOURCES:
        assert source.licence
        assert source.citation
        for url in (source.page, source.licence_url, *(file.url for file in source.files)):
            assert urlsplit(url).scheme in {"http", "https"}, url
        assert len({file.name for file in source.files}) == len(source.files)
        assert all(file.sha256 == "" or len(file.sha256) == 64 for file in source.files)
    with pytest.raises(InputError, match="No public source 'omim' → choose one of phenopacket-store, ddxplus"):
        source_named("omim")


def test_ddxplus_is_read_as_it_was_pulled(tmp_path: Path) -> None:
    origin = tmp_path / "usb"
    origin.mkdir()
    header = "AGE,DIFFERENTIAL_DIAGNOSIS,SEX,PATHOLOGY,EVIDENCES,INITIAL_EVIDENCE\n"
    for part in ("train", "validate", "test"):
        with zipfile.ZipFile(origin / f"release_{part}_patients.zip", "w") as archive:
            row = "18,[],M,GERD,\"['E_91', 'E_53']\",E_53\n"
            archive.writestr(f"release_{part}_patients", header + row * 2)
    for name in ("release_evidences.json", "release_conditions.json"):
        (origin / name).write_text("{}")
    job = DataPullJob(name="ddxplus", to=tmp_path / "pulled", origin=origin, renewed=True)
    assert set(states(job.run()).values()) == {"new"}
    source = DdxplusSource(tmp_path / "pulled")
    assert [source.parse(record).diagnosis for record in source.records()] == ["DDXPLUS:GERD"] * 6


def test_a_wrong_name_or_folder_is_said_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No public source"):
        DataPullJob(name="omim", to=tmp_path / "new").run()
    with pytest.raises(InputError, match="No folder"):
        DataPullJob(name="hpo", to=tmp_path / "new", origin=tmp_path / "none").run()
    assert list(tmp_path.iterdir()) == []


def test_the_command_shows_licence_record_and_result(tmp_path: Path) -> None:
    origin = tmp_path / "usb"
    origin.mkdir()
    (origin / "loinc2hpo-annotations.tsv").write_text("loincId\n")
    command = [sys.executable, "-m", "hoofbeat", "data", "pull", "loinc2hpo", "--to", "here", "--from", "usb"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == ""
    assert "licence: JAX licence" in done.stderr
    assert "recorded in source.json" in done.stderr
    assert set(recorded(tmp_path / "here")) == {"loinc2hpo-annotations.tsv"}
    listed = subprocess.run(
        [sys.executable, "-m", "hoofbeat", "data", "list", "--json"], capture_output=True, timeout=60, check=True
    )
    assert {source["name"] for source in json.loads(listed.stdout)} == {source.name for source in SOURCES}
