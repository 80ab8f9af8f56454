"""The sources that a file lists and a command line names, and what is said of a wrong entry.

Mirrors: hoofbeat.cli.sources
"""

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from hoofbeat.cli.commands import app
from hoofbeat.domain.errors import SourceError
from hoofbeat.sources import choose_sources, read_sources

TWO = """
sources:
  - {name: ward, format: jsonl, path: cases.jsonl}
  - {name: clinic, format: table, path: tables/clinic.csv, mapping: tables/clinic.yaml}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "sources.yaml"
    path.write_text(TWO, encoding="utf-8")
    return path


def test_paths_start_at_the_files_folder(file: Path) -> None:
    ward, clinic = read_sources(file)
    assert (ward.path, ward.mapping) == (file.parent / "cases.jsonl", None)
    assert (clinic.path, clinic.mapping) == (file.parent / "tables/clinic.csv", file.parent / "tables/clinic.yaml")


def test_the_command_prints_a_name_a_line(file: Path) -> None:
    assert CliRunner().invoke(app, ["sources", "--sources", str(file)]).stdout.splitlines() == ["ward", "clinic"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sources: [", "sources.yaml cannot be read (ParserError)"),
        ("", "lists no sources → write `sources:` and a list"),
        ("sources: {}", "lists no sources"),
        ("- {name: a}", "lists no sources"),
        ("sources: [{name: a, format: jsonl}]", "path: Field required → correct the fields named"),
        ("sources: [{name: a, format: docx, path: p}]", "format: "),
        ("sources: [{name: a, format: jsonl, path: p, colour: red}]", "colour: Extra inputs"),
        (TWO + TWO.replace("\nsources:\n", ""), "clinic, ward is listed twice → give each source its own name"),
    ],
)
def test_a_wrong_file_is_refused_with_the_way_out(file: Path, text: str, said: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError) as refused:
        read_sources(file)
    assert said in str(refused.value)
    assert str(refused.value).startswith(str(file))


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"nowhere\.yaml cannot be read \(FileNotFoundError\)"):
        read_sources(tmp_path / "nowhere.yaml")


def test_some_of_a_file_and_single_paths_go_together(file: Path) -> None:
    chosen = choose_sources(file, ["clinic"], jsonl=Path("more.jsonl"), table=None)
    assert [(one.name, one.format) for one in chosen] == [("clinic", "table"), ("jsonl", "jsonl")]


@pytest.mark.parametrize(
    ("listed", "given", "said"),
    [
        (True, {"names": ["ward", "icu"]}, "no source icu is listed in .*sources.yaml → choose from: ward, clinic"),
        (False, {"names": ["icu"]}, "no source icu is listed → give a file with --sources"),
        (False, {"mapping": Path("m.yaml"), "jsonl": Path("c.jsonl")}, "a mapping is given, but no table → .*--table"),
    ],
)
def test_what_does_not_go_together_is_refused(file: Path, listed: bool, given: dict[str, Any], said: str) -> None:
    with pytest.raises(SourceError, match=said):
        choose_sources(file if listed else None, **given)


def test_a_path_may_not_take_the_name_of_a_listed_source(file: Path) -> None:
    file.write_text(TWO.replace("name: ward", "name: jsonl"), encoding="utf-8")
    with pytest.raises(SourceError, match="jsonl is given twice → give each source its own name"):
        choose_sources(file, jsonl=Path("more.jsonl"))
