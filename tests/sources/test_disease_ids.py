import json
from pathlib import Path

import pytest

from hoofbeat.sources.base import Record
from hoofbeat.sources.disease_ids import recorded_disease
from hoofbeat.sources.jsonl import JsonlSource


@pytest.mark.parametrize(
    ("text", "kept", "noted"),
    [
        ("Orphanet:558", "ORPHA:558", False),
        ("CIE-10: Q87.4", "OMIM:154700", False),
        # What stands behind an id may be a label, and may take it back.
        ("MIM:154700 (ruled out)", None, True),
        ("DDXPLUS:Anemia", "DDXPLUS:Anemia", False),
        ("SITE:rare", "SITE:rare", False),
        ("HBD:0000040", "HBD:0000040", False),
        ("ICD-10:Z00.0", "ICD10:Z00.0", True),
        ("UMLS:C0024796", "UMLS:C0024796", True),
        ("OMIMPS:154700", "OMIMPS:154700", True),
        ("Marfan", None, True),
        ("", None, True),
    ],
)
def test_an_id_is_kept_in_one_spelling_or_noted_without_being_quoted(text: str, kept: str | None, noted: bool) -> None:
    id_, note = recorded_disease(text)
    assert id_ == kept
    assert (note is not None) == noted
    assert not note or not text or text not in note


def test_json_lines_keep_the_same_spelling() -> None:
    def parse(diagnosis: str) -> tuple[str | None, tuple[str, ...]]:
        line = json.dumps({"case_id": "x", "findings": [{"id": "HP:0001166"}], "diagnosis": diagnosis})
        case = JsonlSource(Path("x")).parse(Record("jsonl", "x:1", line))
        return case.diagnosis, case.notes

    assert parse("Orphanet:558") == ("ORPHA:558", ())
    assert parse("UMLS:C0024796") == (
        "UMLS:C0024796",
        ("diagnosis: of a vocabulary that is not read: kept as recorded",),
    )
    assert parse("Marfan") == (None, ("diagnosis: no id of the form OMIM:154700: read as unknown",))
