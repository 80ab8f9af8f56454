"""What Orphadata, genes and translations do to the knowledge that is built.

Mirrors: hoofbeat.knowledge.genes, hoofbeat.knowledge.vocabulary.translations,
hoofbeat.knowledge.statements
"""

from pathlib import Path

import pandas as pd
import pytest

import orphadata_layouts as layouts
from hoofbeat.domain.disease import Disease, PrevalenceClass
from hoofbeat.domain.errors import KnowledgeError
from hoofbeat.knowledge.demographics import female_share
from hoofbeat.knowledge.release import Knowledge, build_knowledge
from small_release import write_release


def disease(knowledge: Knowledge, any_id: str) -> Disease:
    position = knowledge.catalogue.find(any_id)
    assert position is not None
    return knowledge.catalogue.diseases[position]


def statements(knowledge: Knowledge, disease_id: str) -> pd.DataFrame:
    table = knowledge.annotations
    return table[table["disease_id"] == disease_id].set_index("finding_id")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_release(tmp_path)


def test_without_orphadata_the_release_says_what_hpo_says(folder: Path) -> None:
    knowledge = build_knowledge(folder)
    assert list(statements(knowledge, "ORPHA:58")["frequency_class"]) == ["HP:0040283"]
    assert knowledge.version.startswith("hpo-2026-02-03+hpoa-2026-02-03+files-")
    assert knowledge.genes.empty
    assert knowledge.spanish == {}


def test_product_4_replaces_the_findings_of_its_diseases_and_of_no_other(folder: Path) -> None:
    layouts.write(folder)
    knowledge = build_knowledge(folder)
    rows = statements(knowledge, "ORPHA:58")
    found = rows[rows["aspect"] == "P"]
    assert found["frequency_class"].to_dict() == {
        "HP:0000256": "HP:0040281", "HP:0001250": "HP:0040282", "HP:0001263": "",
    }  # fmt: skip
    assert found["diagnostic"].to_dict() == {
        "HP:0000256": "pathognomonic", "HP:0001250": "", "HP:0001263": "criterion",
    }  # fmt: skip
    assert knowledge.counts["diagnostic signs"] == 2
    assert found["negated"].to_dict() == {"HP:0000256": False, "HP:0001250": False, "HP:0001263": True}
    assert set(found["reference"]) == {"ORPHA:58;PMID:23760316;PMID:11"}
    assert "HP:0003812" not in rows.index  # an HPO term, but no finding
    assert list(statements(knowledge, "ORPHA:61").index) == ["HP:0001263"]
    assert knowledge.annotations.dtypes.astype(str).to_dict() == build_dtypes(folder)


def build_dtypes(folder: Path) -> dict[str, str]:
    bare = write_release(folder / "bare")
    return build_knowledge(bare).annotations.dtypes.astype(str).to_dict()


def test_product_9_adds_onset_and_inheritance_as_hpo_terms(folder: Path) -> None:
    layouts.write(folder)
    rows = statements(build_knowledge(folder), "ORPHA:58")
    assert list(rows.index[rows["aspect"] == "I"]) == ["HP:0000006"]
    assert list(rows.index[rows["aspect"] == "C"]) == ["HP:0003593", "HP:0003581"]


def test_inheritance_from_product_9_counts_like_any_other(folder: Path) -> None:
    ages = layouts.disorder("58", "A", TypeOfInheritanceList=[layouts.coded("1", "X-linked recessive")])
    layouts.write(folder, products={"en_product9_ages": [ages]})
    knowledge = build_knowledge(folder)
    assert female_share(knowledge.catalogue, knowledge.annotations)[disease(knowledge, "ORPHA:58").id] == 0.05


def test_names_equivalences_codes_and_prevalence_reach_the_catalogue(folder: Path) -> None:
    layouts.write(folder)
    knowledge = build_knowledge(folder)
    alexander = disease(knowledge, "OMIM:203450")
    assert alexander is disease(knowledge, "ORPHA:58")
    assert alexander.name_es == "Enfermedad de Alexander"
    assert alexander.prevalence is PrevalenceClass.BELOW_ONE_IN_1000000
    marfan = disease(knowledge, "OMIM:154700")
    assert (marfan.name, marfan.name_es) == ("Marfan syndrome", "Síndrome de Marfan")
    assert "ORPHA:558" in marfan.equivalent_ids
    assert "Q87.4" in marfan.icd10
    assert "Q87" not in marfan.icd10
    assert knowledge.catalogue.find("ORPHA:93552") is None  # named, but nothing else is known of it


def test_two_omim_ids_never_become_one_disease(folder: Path) -> None:
    exact = [layouts.reference("OMIM", number, layouts.EXACT) for number in ("203450", "154700")]
    entry = layouts.disorder("58", "Alexander disease", ExternalReferenceList=exact)
    layouts.write(folder, products={"en_product1": [entry]})
    knowledge = build_knowledge(folder)
    assert disease(knowledge, "ORPHA:58") is not disease(knowledge, "OMIM:154700")


def test_genes_of_both_publishers_are_kept(folder: Path) -> None:
    layouts.write(folder)
    (folder / "genes_to_phenotype.txt").write_text(
        "ncbi_gene_id\tgene_symbol\thpo_id\thpo_name\tfrequency\tdisease_id\n"
        "2200\tFBN1\tHP:0000256\tMacrocephaly\t-\tOMIM:154700\n"
        "2200\tFBN1\tHP:0001250\tSeizure\t-\tOMIM:154700\n"
        "0\t-\tHP:0001250\tSeizure\t-\tOMIM:1\n"
    )
    knowledge = build_knowledge(folder)
    assert knowledge.genes.to_dict("records") == [
        {"disease_id": "OMIM:154700", "symbol": "FBN1", "relation": "", "source": "HPO"},
        {
            "disease_id": "ORPHA:58",
            "symbol": "GFAP",
            "relation": "Disease-causing germline mutation(s) in",
            "source": "Orphadata",
        },
    ]
    (folder / "genes_to_phenotype.txt").write_text("gene\tdisease\n")
    with pytest.raises(KnowledgeError, match="no columns disease_id and gene_symbol"):
        build_knowledge(folder)


def test_spanish_names_are_read_where_the_user_has_them(folder: Path) -> None:
    (folder / "hp-es.babelon.tsv").write_text(
        "source_language\ttranslation_language\tsubject_id\tsource_value\tpredicate_id\ttranslation_value\ttranslation_status\n"
        "en\tes\tHP:0001250\tSeizure\trdfs:label\tCrisis epiléptica\tOFFICIAL\n"
        "en\tes\tHP:0001250\tA text\tIAO:0000115\tUn texto\tOFFICIAL\n"
        "en\tes\tHP:0000256\tMacrocephaly\trdfs:label\tMacrocefalia\tCANDIDATE\n"
        "en\tes\tHP:0000005\tMode of inheritance\trdfs:label\tModo de herencia\tOFFICIAL\n",
        encoding="utf-8",
    )
    (folder / "hp-es.synonyms.tsv").write_text(
        "subject_id\ttranslation_value\nID\tAL oboInOwl:hasExactSynonym@es\nHP:0001250\tConvulsión\n"
    )
    assert build_knowledge(folder).spanish == {"HP:0001250": ("Crisis epiléptica", ("Convulsión",))}
    (folder / "hp-es.babelon.tsv").write_text("subject_id\n")
    with pytest.raises(KnowledgeError, match=r"hp-es\.babelon\.tsv has no column predicate_id, translation_status"):
        build_knowledge(folder)


@pytest.mark.real_data
def test_the_real_translations_name_nearly_every_finding(real_data_dir: Path, embedded_knowledge: Knowledge) -> None:
    from hoofbeat.knowledge.vocabulary.translations import read_spanish

    folder = real_data_dir / "hpo-translations"
    names = read_spanish(folder / "hp-es.babelon.tsv", folder / "hp-es.synonyms.tsv", embedded_knowledge.ontology.index)
    assert len(names) > 17_000
    assert names["HP:0000010"][0] == "Infecciones del tracto urinario a repetición"


def test_a_translation_that_stands_for_two_findings_names_neither(tmp_path: Path) -> None:
    from hoofbeat.knowledge.vocabulary.translations import read_spanish

    header = "subject_id\tpredicate_id\ttranslation_value\ttranslation_status\n"
    rows = (("HP:0001945", "Fiebre"), ("HP:0001166", "Dedos largos"), ("HP:0100807", "dedos largos"))
    table = tmp_path / "hp-es.babelon.tsv"
    table.write_text(header + "".join(f"{id_}\trdfs:label\t{label}\tOFFICIAL\n" for id_, label in rows))
    assert read_spanish(table, None, {id_ for id_, _ in rows}) == {"HP:0001945": ("Fiebre", ())}


def test_the_version_names_every_input(folder: Path) -> None:
    layouts.write(folder)
    hpo, hpoa, orphanet, files, ours = build_knowledge(folder).version.split("+")
    assert (hpo, hpoa, orphanet) == ("hpo-2026-02-03", "hpoa-2026-02-03", "orphadata-2026-07-01")
    assert files.startswith("files-")
    assert ours.startswith("tables-")
    (folder / "es_product1.xml").unlink()
    assert build_knowledge(folder).version.split("+")[3] != files


def test_parts_are_found_in_the_folders_that_data_pull_makes(tmp_path: Path) -> None:
    write_release(tmp_path / "hpo")
    (tmp_path / "orphadata").mkdir()
    layouts.write(tmp_path / "orphadata")
    assert disease(build_knowledge(tmp_path), "ORPHA:58").name_es == "Enfermedad de Alexander"


def test_comes_back_from_its_built_form_with_genes_and_spanish(folder: Path, tmp_path: Path) -> None:
    layouts.write(folder)
    knowledge = build_knowledge(folder)
    knowledge = Knowledge(
        knowledge.version,
        knowledge.ontology,
        knowledge.catalogue,
        knowledge.annotations,
        knowledge.genes,
        {"HP:0001250": ("Crisis epiléptica", ("Convulsión",))},
    )
    knowledge.save(tmp_path / "built")
    back = Knowledge.load(tmp_path / "built")
    assert back.spanish == knowledge.spanish
    pd.testing.assert_frame_equal(back.genes, knowledge.genes, check_dtype=False)
