"""A file that cannot be written as a whole stays as it was."""

from pathlib import Path

import pytest

from hoofbeat.whole import write_whole


def test_it_is_written_as_it_is_given_and_replaces_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "new" / "año.json"
    for content, expected in (("fiebre á\n", "fiebre á\n".encode()), (b"\x00\r\n", b"\x00\r\n")):
        write_whole(path, content)
        assert path.read_bytes() == expected
        assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_what_was_there_stays_where_the_new_cannot_be_written(tmp_path: Path) -> None:
    path = tmp_path / "kept.json"
    write_whole(path, "before")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "\ud800")
    assert path.read_text() == "before"
