"""Which kind of place an address means, and what is read from one."""

from io import BytesIO
from pathlib import Path

import pytest

from hoofbeat.bundle.supply.cloud import CloudPlace
from hoofbeat.bundle.supply.place import copy, place_of, read
from hoofbeat.domain.errors import BundleFetchError, ConfigError


def test_folders_by_path_and_by_address(tmp_path: Path) -> None:
    folder = tmp_path / "a bundle"
    folder.mkdir()
    for address in (str(folder), folder.as_uri(), f"file://localhost{folder.as_uri().removeprefix('file://')}"):
        assert place_of(address)().folder == folder


@pytest.mark.parametrize(
    "address", ["s3://bucket/a/b", "s3a://bucket", "gs://bucket/b", "gcs://bucket/b/", "az://box/b"]
)
def test_buckets(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_STORAGE_ACCOUNT_NAME", "one")
    place = place_of(address, {})()
    assert isinstance(place, CloudPlace)
    assert place.folder is None


@pytest.mark.parametrize(
    "address",
    [
        "https://user:zq7canary@host/bundle",
        "ftp://host/zq7canary",
        "file://host/zq7canary",
        "s3:///zq7canary",
        "s3://zq7canary:secret@bucket/prefix",
        "s3://bucket/prefix?sig=zq7canary",
        "az://box/prefix#zq7canary",
        "models:/zq7canary",
        "models:/zq7canary/3",
        "models:/a/b@zq7canary",
        "models:/name@",
        "models:/@zq7canary",
    ],
)
def test_an_address_of_no_kind_is_refused_without_being_told(address: str) -> None:
    with pytest.raises(ConfigError, match="→ write ") as caught:
        place_of(address, {"MLFLOW_TRACKING_URI": "http://localhost"})
    assert "zq7canary" not in str(caught.value)


def test_a_small_file_is_read_and_a_large_one_is_not(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"12345")
    place = place_of(str(tmp_path))()
    assert read(place, "file", 5) == b"12345"
    assert read(place, "other", 5) is None
    with pytest.raises(BundleFetchError, match="file has more than 4 bytes"):
        read(place, "file", 4)


def test_no_more_is_written_than_allowed(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x" * (3 << 20))
    target = BytesIO()
    with pytest.raises(BundleFetchError, match="more than"):
        copy(place_of(str(tmp_path))(), "file", target, 1 << 20)
    assert len(target.getvalue()) <= 1 << 20


def test_an_address_that_cannot_be_taken_apart_is_refused_without_its_words() -> None:
    with pytest.raises(ConfigError, match="none that serving knows") as told:
        place_of("s3://user:hunter2@[bucket/prefix", {})
    assert "hunter2" not in str(told.value)
