"""``hoofbeat knowledge check``: what it lists, the sheet it draws up, and when it fails.

Mirrors: hoofbeat.cli.knowledge
"""

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hoofbeat.cli.commands import app
from hoofbeat.domain.errors import InputError
from hoofbeat.jobs.knowledge_check import SHEET, CheckJob
from hoofbeat.knowledge.common import check
from hoofbeat.knowledge.common.profiles import CuratedRow, curated_rows
from small_release import write_release


@pytest.fixture
def unsourced(monkeypatch: pytest.MonkeyPatch) -> CuratedRow:
    """One shipped row loses its source."""
    row = curated_rows()[0]._replace(source="")
    monkeypatch.setattr(check, "curated_rows", lambda: (row, *curated_rows()[1:]))
    return row


def test_the_shipped_rows_pass_and_what_is_weak_or_thin_is_listed() -> None:
    run = CliRunner().invoke(app, ["knowledge", "check", "--limit", "1"])
    assert run.exit_code == 0
    assert "0 rows without a source" in run.stdout
    assert "rows whose source is weak" in run.stdout
    assert "diseases with a thin profile" in run.stdout


def test_a_row_without_a_source_fails_and_is_named(unsourced: CuratedRow) -> None:
    run = CliRunner().invoke(app, ["knowledge", "check", "--json"])
    assert run.exit_code == 1
    (told,) = json.loads(run.stdout)["without_source"]
    assert (told["table"], told["disease"]) == ("curated", unsourced.disease)
    assert unsourced.finding in told["states"]


def test_the_sheet_has_the_most_influential_rows_and_room_for_the_physician(tmp_path: Path) -> None:
    """With an ontology of a few terms: only rows of its findings are weighed."""
    release = write_release(tmp_path / "release")
    CheckJob(output=tmp_path / "deep" / "review.tsv", release=release, most=5).run()
    with (tmp_path / "deep" / "review.tsv").open(encoding="utf-8", newline="") as stream:
        head, *rows = csv.reader(stream, delimiter="\t")
    assert tuple(head) == SHEET
    assert head[-3:] == ["agree / de acuerdo", "disagree / en desacuerdo", "comment / comentario"]
    assert len(rows) == 5
    known = {(row.disease, row.finding, row.source) for row in curated_rows()}
    assert {(row[1], row[4], row[7]) for row in rows} <= known
    assert all(row[3] and row[-3:] == ["", "", ""] for row in rows)
    influence = [float(row[9]) for row in rows]
    assert influence == sorted(influence, reverse=True)


def test_a_sheet_that_cannot_be_written_is_said_to_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    release = write_release(tmp_path / "release")
    with pytest.raises(InputError, match="cannot be written"):
        CheckJob(output=tmp_path / "file" / "review.tsv", release=release).run()
