"""The ontology: what is read from the publisher's file, and what stands above what."""

from pathlib import Path

import numpy as np
import pytest

from hoofbeat.domain.errors import KnowledgeError
from hoofbeat.knowledge.ontology import Ontology, Term, read_obo
from hoofbeat.knowledge.release import Knowledge
from small_world import ONTOLOGY, ROOT, A, B, C, D, E, H

OBO = """format-version: 1.2
data-version: hp/releases/2026-02-03

[Term]
id: HP:0000001
name: All

[Term]
id: HP:0000005
name: Mode of inheritance
is_a: HP:0000001 ! All

[Term]
id: HP:0000118
name: Phenotypic abnormality
is_a: HP:0000001 ! All

[Term]
id: HP:0000200
name: Deep term
alt_id: HP:0000900
alt_id: HP:0000901
def: "A definition: with a colon." [PMID:1]
synonym: "Exact \\"quoted\\" word" EXACT layperson [PMID:1]
synonym: "Narrower" NARROW []
synonym: "Narrower" NARROW []
synonym: "Something else" RELATED []
synonym: "Something wider" BROAD []
is_a: HP:0000400 {xref="PMID:2"} ! Second
is_a: HP:0000300 ! First
is_a: HP:0000005 ! Mode of inheritance

[Term]
id: HP:0000400
name: Second
is_a: HP:0000300 ! First

[Term]
id: HP:0000300
name: First
is_a: HP:0000118 ! Phenotypic abnormality

[Term]
id: HP:0000500
name: obsolete with heir
is_obsolete: true
replaced_by: HP:0000300

[Term]
id: HP:0000501
name: obsolete without heir
is_obsolete: true

[Term]
id: HP:0000502
name: obsolete, heir outside
is_obsolete: true
replaced_by: HP:0000005

[Typedef]
id: part_of
name: part of
is_a: HP:0000118
"""


@pytest.fixture
def obo(tmp_path: Path) -> Path:
    path = tmp_path / "hp.obo"
    path.write_text(OBO, encoding="utf-8")
    return path


def test_reads_what_a_patient_can_have_parents_first(obo: Path) -> None:
    ontology = read_obo(obo, extra=[Term("HB:0000001", "Smoking")])
    assert ontology.version == "2026-02-03"
    assert ontology.ids == ("HP:0000118", "HP:0000300", "HP:0000400", "HP:0000200", "HB:0000001")
    assert ontology.names == ("Phenotypic abnormality", "First", "Second", "Deep term", "Smoking")
    assert ontology.parents == ((), (0,), (1,), (2, 1), ())


def test_keeps_the_synonyms_that_name_the_same(obo: Path) -> None:
    ontology = read_obo(obo)
    assert ontology.synonyms[ontology.index["HP:0000200"]] == ('Exact "quoted" word', "Narrower")


@pytest.mark.parametrize(
    ("given", "current"),
    [
        ("HP:0000200", "HP:0000200"),
        ("HP:0000900", "HP:0000200"),
        ("HP:0000901", "HP:0000200"),
        ("HP:0000500", "HP:0000300"),
        ("HP:0000501", None),
        ("HP:0000502", None),
        ("HP:0000005", None),
        ("HP:9999999", None),
        ("part_of", None),
    ],
)
def test_resolves_to_the_current_id(obo: Path, given: str, current: str | None) -> None:
    assert read_obo(obo).resolve(given) == current


def test_an_ancestor_reached_along_two_ways_stands_once() -> None:
    def above(finding: str) -> list[str]:
        return [ONTOLOGY.ids[position] for position in ONTOLOGY.ancestors(ONTOLOGY.index[finding])]

    assert above(D) == [ROOT, A, B, C, D]
    assert above(E) == [ROOT, B, E]
    assert above(H) == [H]


def test_says_what_is_wrong_with_a_file(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"No ontology at .*hp\.obo → give the hp\.obo"):
        read_obo(tmp_path / "hp.obo")
    (tmp_path / "go.obo").write_text("format-version: 1.2\n\n[Term]\nid: GO:1\nname: other\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"go\.obo holds no HP:0000118"):
        read_obo(tmp_path / "go.obo")
    (tmp_path / "empty.obo").write_text("", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"empty\.obo holds no HP:0000118"):
        read_obo(tmp_path / "empty.obo")


def test_the_embedded_release_is_in_order(embedded_knowledge: Knowledge) -> None:
    ontology: Ontology = embedded_knowledge.ontology
    assert 17_000 < sum(finding.startswith("HP:") for finding in ontology.ids) < 20_000
    assert all(parent < child for child, parents in enumerate(ontology.parents) for parent in parents)
    for finding in ("HP:0001166", "HP:0002616", "HP:0001083"):
        closure = ontology.ancestors(ontology.index[finding])
        assert closure[0] == ontology.index[ROOT]
        assert np.all(np.diff(closure) > 0)
    assert "HP:0000005" not in ontology.index


def test_follows_a_chain_of_replacements_to_its_end() -> None:
    chain = {"HP:0000010": "HP:0000011", "HP:0000011": "HP:0000012", "HP:0000012": D}
    ontology = Ontology(ONTOLOGY.version, ONTOLOGY.terms, chain)
    assert [ontology.resolve(finding) for finding in chain] == [D, D, D]


def test_a_circle_of_replacements_leads_nowhere() -> None:
    circle = {"HP:0000010": "HP:0000011", "HP:0000011": "HP:0000010", "HP:0000012": "HP:0000012"}
    ontology = Ontology(ONTOLOGY.version, ONTOLOGY.terms, circle)
    assert [ontology.resolve(finding) for finding in circle] == [None, None, None]
