"""Tables from their draft, unedited, to gold: what is learnt from them is what they say.

Mirrors: hoofbeat.jobs.ingest
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from drafted_tables import read_as_drafted, write_table
from hoofbeat.bundle.export.writer import lexicon_of
from hoofbeat.jobs.ingest import IngestJob
from hoofbeat.knowledge.release import Knowledge
from hoofbeat.lake.lake import Lake
from hoofbeat.sources import SourceConfig
from hoofbeat.sources.mapping.meanings import Meanings

Gold = Callable[[Mapping[str, Sequence[object]]], list[dict[str, Any]]]

FEVER, COUGH = "HP:0001945", "HP:0012735"


@pytest.fixture(scope="module")
def meanings(embedded_knowledge: Knowledge) -> Meanings:
    return Meanings(lexicon_of(embedded_knowledge.ontology), embedded_knowledge.catalogue.diseases, "es")


@pytest.fixture
def gold(tmp_path: Path, embedded_knowledge: Knowledge, meanings: Meanings) -> Gold:
    """The rows of gold that a table becomes by its own draft, over the whole ontology and catalogue."""
    ontology, catalogue = embedded_knowledge.ontology, embedded_knowledge.catalogue

    def gold(columns: Mapping[str, Sequence[object]]) -> list[dict[str, Any]]:
        table = write_table(tmp_path / "t.csv", columns, rows=30)
        read_as_drafted(table, meanings=meanings)
        source = SourceConfig(name="t", format="table", path=table, mapping=table.with_suffix(".yaml"))
        IngestJob(output=tmp_path / "run", sources=(source,)).run(ontology.resolve, catalogue.canonical)
        return Lake(tmp_path / "run" / "lake").gold.read().to_pylist()

    return gold


def test_another_spelling_of_an_id_is_the_same_disease(gold: Gold) -> None:
    rows = gold(
        {"id": [f"c{n}" for n in range(30)], "Fever": ["yes", "no"], "diagnosis": ["Orphanet:558", "MIM:154700"]}
    )
    assert Counter(row["disease_id"] for row in rows) == {"OMIM:154700": 30}


def test_what_is_ruled_out_is_nobodys_label(gold: Gold) -> None:
    rows = gold(
        {
            "id": [f"c{n}" for n in range(30)], "Fever": ["yes", "no"], "sexo": ["H", "M", "NSNC"],
            "diagnosis": ["Influenza", "Pneumonia", "Marfan syndrome"],
            "diagnosis_status": ["Confirmed", "Confirmed", "Ruled out"],
        }
    )  # fmt: skip
    assert Counter((row["disease_id"], row["sex"]) for row in rows) == {
        ("HBD:0000039", "male"): 10, ("HBD:0000040", "female"): 10, (None, "unknown"): 10,
    }  # fmt: skip


def test_the_visits_of_a_patient_have_its_sex_age_and_label_and_its_record_number_is_nowhere(
    gold: Gold, tmp_path: Path
) -> None:
    rows = gold(
        {
            "record_id": [f"70{n // 3:02}" for n in range(30)], "redcap_event_name": ["baseline", "visit", "visit"],
            "redcap_repeat_instance": ["", 1, 2], "sex": ["F", "", "", "M", "", ""], "age": [41, "", ""],
            "fiebre": ["", 1, 0], "Tos": ["", 0, 1], "diagnosis": ["Influenza", "", ""],
        }
    )  # fmt: skip
    assert Counter((row["sex"], row["age"], row["disease_id"]) for row in rows) == {
        ("female", 41, "HBD:0000039"): 10, ("male", 41, "HBD:0000039"): 10,
    }  # fmt: skip
    assert Counter(tuple(row["observed"]) for row in rows) == {(FEVER,): 10, (COUGH,): 10}
    assert len({row["patient_id"] for row in rows}) == 10
    assert not any("7003" in str(row) for row in rows)
