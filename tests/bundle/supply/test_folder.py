"""A bundle in a folder of this machine, or behind a link that moves."""

from pathlib import Path

import pytest

from hoofbeat.bundle.supply.folder import FolderPlace
from hoofbeat.bundle.supply.place import read
from hoofbeat.domain.errors import BundleFetchError


def test_a_link_that_moves_mixes_nothing(tmp_path: Path) -> None:
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text(name)
    link = tmp_path / "bundle"
    link.symlink_to("old")
    place = FolderPlace(link)
    (tmp_path / "next").symlink_to("new")
    (tmp_path / "next").replace(link)
    assert read(place, "file", 9) == b"old"
    assert read(FolderPlace(link), "file", 9) == b"new"


def test_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list(FolderPlace(tmp_path / "nowhere").chunks("file"))


def test_a_file_where_a_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "bundle.zip").write_text("no folder")
    with pytest.raises(BundleFetchError, match=r"bundle\.zip/file cannot be read \(Not a directory\)"):
        list(FolderPlace(tmp_path / "bundle.zip").chunks("file"))


def test_links_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "one").symlink_to("other")
    (tmp_path / "other").symlink_to("one")
    with pytest.raises(BundleFetchError, match="one leads nowhere → mend the link"):
        FolderPlace(tmp_path / "one")
