"""Notes are found in files, folders and zips; what cannot be read carries its defect, in its place."""

import gzip
import zipfile
from pathlib import Path

import pytest

from hoofbeat.domain.errors import SourceError
from hoofbeat.sources.passed_over import PassedOver
from hoofbeat.sources.text.files import MAX_BYTES, NoteText, notes_at


def notes(path: Path) -> list[NoteText]:
    return list(notes_at(path, PassedOver("text")))


def test_one_file_is_one_note(tmp_path: Path) -> None:
    path = tmp_path / "visit.txt"
    path.write_bytes(b"\xef\xbb\xbfTos\n\nFiebre\n")
    assert notes(path) == [NoteText("visit.txt", "Tos\n\nFiebre\n")]


def test_a_line_is_a_note_and_blank_ones_are_none(tmp_path: Path) -> None:
    path = tmp_path / "visits.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"id": 1}\n\n  \n{"id": 2}\r\n'))
    assert notes(path) == [NoteText("visits.jsonl.gz:1", '{"id": 1}'), NoteText("visits.jsonl.gz:4", '{"id": 2}')]


def test_a_zip_keeps_its_order_and_other_files_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "notes.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("2.txt", "1.txt", "__MACOSX/1.txt", "letter.docx"):
            archive.writestr(name, name)
    passed = PassedOver("text")
    assert [note.location for note in notes_at(path, passed)] == ["notes.zip!2.txt", "notes.zip!1.txt"]
    assert str(passed) == "1 .docx, 1 hidden"


def test_what_is_no_text_or_too_large_says_so(tmp_path: Path) -> None:
    (tmp_path / "1.txt").write_bytes(b"fever \xff")
    (tmp_path / "2.txt").write_bytes(b"a" * (MAX_BYTES + 1))
    (tmp_path / "3.jsonl").write_bytes(b"a" * (MAX_BYTES + 1) + b"\n{}\n")
    (tmp_path / "4.txt.gz").write_bytes(b"no gzip")
    latin, large, line, behind, broken = notes(tmp_path)
    assert latin.defect == "byte 6 is not UTF-8 text"
    assert large.defect == line.defect == "larger than 1 MB"
    assert (behind.location.rsplit("/", 1)[-1], behind.defect) == ("3.jsonl:2", None)
    assert broken.defect is not None


@pytest.mark.parametrize("name", ["nothing.txt", "notes.zip", "notes.pdf"])
def test_what_holds_no_notes_is_refused(tmp_path: Path, name: str) -> None:
    if name != "nothing.txt":
        (tmp_path / name).write_text("no zip")
    with pytest.raises(SourceError, match=name.split(".", maxsplit=1)[0]):
        notes(tmp_path / name)
