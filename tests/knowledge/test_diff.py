"""What changed between two releases: on releases whose changes are known, and on the embedded one."""

import json
from pathlib import Path
from typing import Any

import pytest

from hoofbeat.knowledge.diff import KnowledgeDiff, StatementChanges, compare
from hoofbeat.knowledge.embedded import embedded_file
from hoofbeat.knowledge.release import Knowledge, build_knowledge
from orphadata_layouts import EXACT, disorder, reference, write
from small_release import ROWS, TERMS, write_release


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return build_knowledge(write_release(tmp_path_factory.mktemp("old")))


def against(old: Knowledge, folder: Path, **fields: Any) -> KnowledgeDiff:
    return compare(old, build_knowledge(write_release(folder, **fields)))


def row(disease: str, finding: str, **fields: str) -> dict[str, str]:
    return {"database_id": disease, "disease_name": f"Name of {disease}", "hpo_id": finding, **fields}


def test_nothing_changed_is_nothing_to_say(old: Knowledge, tmp_path: Path) -> None:
    diff = against(old, tmp_path)
    assert diff.is_empty
    assert diff.statements == ()
    assert set(diff.summary) == {"findings", "diseases", "annotations"}


def test_findings_added_renamed_moved_merged_and_obsolete(old: Knowledge, tmp_path: Path) -> None:
    terms = {
        "HP:0000118": TERMS["HP:0000118"],
        "HP:0000707": ("Nervous system", ("HP:0000118",)),
        "HP:0001250": ("Seizure", ("HP:0000118",)),
        "HP:0099999": ("Something new", ("HP:0001250",)),
    }
    diff = against(old, tmp_path, terms=terms, replaced={"HP:0001263": "HP:0001250"}, obsolete=["HP:0000256"])
    found = diff.findings
    assert found.added == (("HP:0099999", "Something new"),)
    assert found.renamed == (("HP:0000707", "Abnormality of the nervous system", "Nervous system"),)
    assert found.moved == (("HP:0001250", "Seizure"),)
    assert found.merged == (("HP:0001263", "Global developmental delay", "HP:0001250"),)
    assert found.obsolete == (("HP:0000256", "Macrocephaly"),)
    assert diff.summary["findings"] == {"added": 1, "changed": 2, "retired": 2}


def test_a_merged_finding_is_no_lost_statement(old: Knowledge, tmp_path: Path) -> None:
    terms = {term: about for term, about in TERMS.items() if term != "HP:0001263"}
    diff = against(old, tmp_path, terms=terms, replaced={"HP:0001263": "HP:0000256"})
    assert diff.summary["annotations"] == {"added": 0, "changed": 0, "retired": 0}


def test_diseases_added_retired_and_changed(old: Knowledge, tmp_path: Path) -> None:
    rows = [*ROWS[:3], row("OMIM:999999", "HP:0001250")]
    rows[0] = rows[0] | {"disease_name": "Marfan's syndrome"}
    rows[1] = rows[1] | {"disease_name": "Marfan's syndrome"}
    diff = against(old, tmp_path, rows=rows)
    assert diff.diseases.added == (("OMIM:999999", "Name of OMIM:999999"),)
    assert diff.diseases.retired == (("ORPHA:61", "Alpha-mannosidosis"),)
    assert diff.diseases.changed == {"OMIM:154700": {"name": ("Marfan syndrome", "Marfan's syndrome")}}


def test_a_disease_under_another_id_is_the_same_disease(old: Knowledge, tmp_path: Path) -> None:
    other = [ROWS[0] | {"database_id": "ORPHA:558"}, ROWS[1] | {"database_id": "ORPHA:558"}, *ROWS[2:]]
    diff = against(old, tmp_path, rows=other)
    assert diff.diseases.added == diff.diseases.retired == ()
    assert diff.diseases.changed["ORPHA:558"]["id"] == ("OMIM:154700", "ORPHA:558")


def test_entries_that_became_one_and_back(tmp_path: Path) -> None:
    rows = [row("OMIM:999999", "HP:0001250"), row("ORPHA:999998", "HP:0001250")]
    apart = build_knowledge(write_release(tmp_path / "apart", rows=rows))
    folder = write_release(tmp_path / "one", rows=rows)
    alignment = disorder("999998", "One", ExternalReferenceList=[reference("OMIM", "999999", EXACT)])
    write(folder, products={"en_product1": [alignment]})
    one = build_knowledge(folder)
    assert compare(apart, one).diseases.merged == {"OMIM:999999": ("OMIM:999999", "ORPHA:999998")}
    assert compare(one, apart).diseases.split == {"OMIM:999999": ("OMIM:999999", "ORPHA:999998")}


def test_statements_added_changed_and_removed_by_disease(old: Knowledge, tmp_path: Path) -> None:
    rows = [
        ROWS[0] | {"frequency": "4/8"},
        ROWS[2],
        ROWS[3],
        row("ORPHA:61", "HP:0000256", qualifier="NOT"),
        row("ORPHA:61", "HP:0001250", reference="PMID:2"),
    ]
    diff = against(old, tmp_path, rows=rows)
    by_id = {entry.disease_id: entry for entry in diff.statements}
    assert by_id["OMIM:154700"] == StatementChanges("OMIM:154700", "Marfan syndrome", changed=1, removed=1)
    added = next(entry for entry in diff.statements if entry.disease_id != "OMIM:154700")
    assert (added.added, added.changed, added.removed) == (2, 0, 0)
    assert diff.summary["annotations"] == {"added": 2, "changed": 1, "retired": 1}


def test_all_of_it_is_json_and_limits_hold(old: Knowledge, tmp_path: Path) -> None:
    terms = TERMS | {f"HP:009000{n}": (f"New {n}", ("HP:0000118",)) for n in range(5)}
    diff = against(old, tmp_path, terms=terms, rows=ROWS[:2])
    whole, limited = (json.loads(json.dumps(diff.to_dict(limit))) for limit in (None, 2))
    assert len(whole["findings"]["added"]) == 5
    assert len(limited["findings"]["added"]) == 2
    assert limited["summary"] == whole["summary"]
    assert len(diff.to_dict(0)["annotations"]) == 0


def test_the_embedded_release_against_one_derived_from_it(embedded_knowledge: Knowledge, tmp_path: Path) -> None:
    """Five terms obsoleted, three of them with an heir; a disease added; everything else as it was."""
    (tmp_path / "orphanet").symlink_to(embedded_file("product4").parent)
    leaves = _leaves(embedded_knowledge)[:5]
    heir = {
        leaf: embedded_knowledge.ontology.terms[embedded_knowledge.ontology.index[leaf]].parents[0] for leaf in leaves
    }
    blocks = embedded_file("ontology").read_text(encoding="utf-8").split("\n\n")
    for position, block in enumerate(blocks):
        identity = next((line[4:] for line in block.splitlines() if line.startswith("id: ")), "")
        if identity in leaves:
            replaced = f"\nreplaced_by: {heir[identity]}" if leaves.index(identity) < 3 else ""
            blocks[position] = f"[Term]\nid: {identity}\nname: obsolete\nis_obsolete: true{replaced}"
    (tmp_path / "hp.obo").write_text("\n\n".join(blocks), encoding="utf-8")
    added = "\t".join(["OMIM:999999", "Invented", "", "HP:0001250", "PMID:1", "PCS", "", "1/2", "", "", "P", "x"])
    text = embedded_file("annotations").read_text(encoding="utf-8")
    (tmp_path / "phenotype.hpoa").write_text(f"{text.rstrip()}\n{added}\n", encoding="utf-8")
    diff = compare(embedded_knowledge, build_knowledge(tmp_path))
    assert diff.summary["findings"] == {"added": 0, "changed": 0, "retired": 5}
    assert {old: new for old, _, new in diff.findings.merged} == {leaf: heir[leaf] for leaf in leaves[:3]}
    assert {finding for finding, _ in diff.findings.obsolete} == set(leaves[3:])
    assert diff.diseases.added == (("OMIM:999999", "Invented"),)
    assert diff.diseases.retired == ()
    table = embedded_knowledge.published
    lost = table[table["finding_id"].isin(leaves[3:])]
    assert diff.summary["annotations"]["retired"] == len(lost) > 0
    assert diff.summary["annotations"]["added"] == 1


def _leaves(knowledge: Knowledge) -> list[str]:
    """Annotated findings that nothing is a kind of."""
    parents = {parent for term in knowledge.ontology.terms for parent in term.parents}
    annotated = set(knowledge.annotations["finding_id"])
    ontology = knowledge.ontology
    return [term.id for term in ontology.terms if term.id in annotated and term.parents and term.id not in parents]
