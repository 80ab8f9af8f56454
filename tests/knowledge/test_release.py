"""The built form: saved and read back, it is the same knowledge."""

from pathlib import Path

import pandas as pd
import pytest

from hoofbeat.domain.errors import KnowledgeError
from hoofbeat.knowledge.release import Knowledge, build_knowledge
from small_world import CATALOGUE, ONTOLOGY, C, H, statements

SMALL = Knowledge(
    "hpo-test",
    ONTOLOGY,
    CATALOGUE,
    statements(
        {"disease_id": "OMIM:1", "finding_id": C, "observed": 3, "examined": 7},
        {"disease_id": "HBD:0000003", "finding_id": H, "diagnostic": "criterion"},
        {"disease_id": "OMIM:1", "finding_id": "HP:0000006", "aspect": "I"},
    ),
)


def assert_same(left: Knowledge, right: Knowledge) -> None:
    assert left.version == right.version
    assert left.ontology == right.ontology
    assert left.catalogue == right.catalogue
    pd.testing.assert_frame_equal(left.annotations, right.annotations, check_dtype=False)


def test_comes_back_as_it_was(tmp_path: Path) -> None:
    SMALL.save(tmp_path / "new" / "knowledge")
    assert_same(Knowledge.load(tmp_path / "new" / "knowledge"), SMALL)


def test_the_embedded_release_comes_back_as_it_was(embedded_knowledge: Knowledge, tmp_path: Path) -> None:
    embedded_knowledge.save(tmp_path)
    assert_same(Knowledge.load(tmp_path), embedded_knowledge)


def test_counts_what_there_is() -> None:
    assert SMALL.counts == {
        "findings": 7,
        "profiles": 2,
        "catalogue entries": 3,
        "orphan": 2,
        "common": 1,
        "annotations": 3,
        "diagnostic signs": 1,
    }


@pytest.mark.parametrize("name", ["ontology.json", "catalogue.json", "annotations.parquet", "version.json"])
def test_names_the_file_that_is_missing(tmp_path: Path, name: str) -> None:
    SMALL.save(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(KnowledgeError, match=f"lacks {name} → run `hoofbeat ingest`"):
        Knowledge.load(tmp_path)


def test_half_saved_over_an_older_form_is_not_taken_for_a_whole_one(tmp_path: Path) -> None:
    SMALL.save(tmp_path)
    broken = Knowledge("hpo-newer", ONTOLOGY, CATALOGUE, "no table")  # type: ignore[arg-type]
    with pytest.raises(AttributeError):
        broken.save(tmp_path)
    with pytest.raises(KnowledgeError, match=r"lacks version\.json"):
        Knowledge.load(tmp_path)


@pytest.mark.parametrize("name", ["ontology.json", "catalogue.json", "annotations.parquet", "version.json"])
@pytest.mark.parametrize("keep", [0, 0.5])
def test_a_damaged_form_is_refused_with_the_way_out(name: str, keep: float, tmp_path: Path) -> None:
    SMALL.save(tmp_path)
    content = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(content[: int(len(content) * keep)])
    with pytest.raises(KnowledgeError, match=r"is damaged .*hoofbeat ingest"):
        Knowledge.load(tmp_path)


def test_the_version_names_ontology_annotations_and_tables(embedded_knowledge: Knowledge) -> None:
    hpo, hpoa, orphadata, ours = embedded_knowledge.version.split("+")
    assert hpo == "hpo-2026-06-06"
    assert hpoa == "hpoa-2026-06-06"
    assert orphadata == "orphadata-2026-06-23"
    assert ours.startswith("tables-")


def test_common_diseases_are_described_like_published_ones(embedded_knowledge: Knowledge) -> None:
    table = embedded_knowledge.annotations
    ours = table[table["disease_id"].str.startswith("HBD:")]
    assert ours["disease_id"].nunique() == 49
    assert (ours["examined"] <= 100).all()
    assert (ours["observed"] <= ours["examined"]).all()
    assert set(ours["finding_id"]) <= set(embedded_knowledge.ontology.ids)
    assert not table.isna().drop(columns=["observed", "examined"]).any().any()


def test_a_folder_without_a_release_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"No ontology at .*hp\.obo"):
        build_knowledge(tmp_path)
