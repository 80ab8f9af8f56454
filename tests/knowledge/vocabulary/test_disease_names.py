"""Names of diseases in Spanish and English, and the entries of the catalogue that they mean.

Mirrors: hoofbeat.knowledge.vocabulary.disease_words, hoofbeat.knowledge.vocabulary.likeness
"""

from collections import defaultdict

import pytest

import build_disease_synonyms
from hoofbeat.bundle.runtime.words import fold
from hoofbeat.domain.disease import Disease
from hoofbeat.domain.languages import Wording
from hoofbeat.knowledge import tables
from hoofbeat.knowledge.catalogue import build_catalogue
from hoofbeat.knowledge.orphadata.products import Orphadata
from hoofbeat.knowledge.release import Knowledge
from hoofbeat.knowledge.vocabulary.disease_names import SURE, DiseaseNames, How
from hoofbeat.knowledge.vocabulary.disease_words import key_of, stem
from hoofbeat.knowledge.vocabulary.likeness import NearNames


@pytest.fixture(scope="module")
def names(embedded_knowledge: Knowledge) -> DiseaseNames:
    return DiseaseNames(embedded_knowledge.catalogue.diseases)


#: What hospitals write of a group of diseases.
WIDER = (
    "encephalitis encefalitis meningitis hemophilia hemofilia lymphoma linfoma sarcoma anorexia infertility ulcer "
    "úlcera abscess absceso glaucoma conjuntivitis otitis equinococosis"
)


@pytest.mark.parametrize("name", [*WIDER.split(), "pulmonary fibrosis"])
def test_a_name_wider_than_an_entry_is_not_taken_for_it(names: DiseaseNames, name: str) -> None:
    """A hospital that wrote "meningitis" did not write "bacterial meningitis"."""
    assert names.find(name).how not in SURE


@pytest.mark.parametrize(
    ("spanish", "english"),
    [
        ("Fibrosis quística", "Cystic fibrosis"),
        ("Distrofia miotónica tipo 1", "Myotonic dystrophy I"),
        ("ESCLEROSIS LATERAL AMIOTRÓFICA", "amyotrophic lateral sclerosis"),
        ("Agammaglobulinemia ligada al X", "Agammaglobulinemia, X-linked"),
        ("Déficit de alfa-1 antitripsina", "Alpha-1-Antitrypsin deficiency"),
        ("Enf. de Crohn", "Crohn's disease"),
        ("Sx de Marfan", "Marfan syndrome"),
        ("Hemofilia A grave", "Severe hemophilia A"),
        ("Mucopolisacaridosis tipo IIIA", "Mucopolysaccharidosis, type 3a"),
        ("Porfirias", "Porphyria"),
        ("Haemophilia", "Hemofilia"),
    ],
)
def test_a_spanish_name_has_the_words_of_its_english_sister(spanish: str, english: str) -> None:
    assert key_of(spanish) == key_of(english)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hemofilia A", "Hemofilia B"),
        ("Síndrome de Cushing", "Enfermedad de Cushing"),
        ("Hipopotasemia", "Hiperpotasemia"),
        ("Tirosinemia tipo I", "Tirosinemia tipo II"),
        ("Cistinuria", "Cistinosis"),
        ("Microcefalia", "Macrocefalia"),
        ("Factor V Leiden", "Factor X Leiden"),
        ("Acidemia propiónica", "Aciduria propiónica"),
    ],
)
def test_names_of_different_things_keep_different_words(one: str, other: str) -> None:
    assert key_of(one) != key_of(other)


def test_words_that_are_no_cognates_are_translated_to_ones_that_stem() -> None:
    assert stem("riñones".replace("ñ", "n")) == stem("kidney")
    assert stem("cinturas") == "limb girdl"  # one word may be two


def reviewed() -> dict[str, list[tuple[str, How]]]:
    """Id → every name that the reviewed tables state for it, in both languages, and how it is found."""
    found: dict[str, list[tuple[str, How]]] = defaultdict(list)
    for es in tables.disease_names_es():
        found[es.id] += [(name, How.NAME) for name in (es.name_es, *es.synonyms_es) if name]
    for en in tables.disease_names_en():
        found[en.id] += [(name, How.NAME) for name in en.synonyms_en]
    rows: list[tables.SpanishDisease | tables.EnglishDisease] = [*tables.disease_names_es(), *tables.disease_names_en()]
    for row in rows:
        found[row.id] += [(name, How.ABBREVIATION) for name in row.abbreviations]
        found[row.id] += [(name, How.STANDS_NEAR) for name in row.near]
    return found


def test_every_reviewed_name_is_of_one_disease_of_the_catalogue(
    embedded_knowledge: Knowledge, names: DiseaseNames
) -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for disease in embedded_knowledge.catalogue.diseases:
        owners[fold(disease.name)].add(disease.id)
    for ids in ([r.id for r in tables.disease_names_es()], [r.id for r in tables.disease_names_en()]):
        assert len(set(ids)) == len(ids)
    stated = {any_id: [fold(name) for name, _ in names_of] for any_id, names_of in reviewed().items()}
    for any_id, said in stated.items():
        entry = names.of_id(any_id)
        assert entry is not None, any_id
        assert said
        assert len(set(said)) == len(said), (any_id, sorted(name for name in said if said.count(name) > 1))
        for name in said:
            owners[name].add(entry.id)
    everything = {name for said in stated.values() for name in said}
    assert not {name: ids for name, ids in owners.items() if len(ids) > 1 and name in everything}


def test_the_best_known_diseases_have_a_spanish_name(embedded_knowledge: Knowledge) -> None:
    diseases = embedded_knowledge.catalogue.diseases
    assert all(
        disease.name_es
        for disease in diseases
        if any(i.startswith("HBD:") for i in (disease.id, *disease.equivalent_ids))
    )
    assert sum(disease.orphan and disease.name_es is not None for disease in diseases) > 300


def test_every_reviewed_name_is_found_as_what_it_is(names: DiseaseNames) -> None:
    for any_id, stated in reviewed().items():
        for name, how in stated:
            assert names.find(name.upper()) == names.find(name), name
            found = names.find(name)
            assert (found.how, found.disease) == (how, names.of_id(any_id)), name


def test_every_synonym_is_of_an_entry(names: DiseaseNames) -> None:
    rows = tables.disease_synonyms()
    assert len(rows) > 4_000
    assert all(names.of_id(row.id) is not None and row.synonyms for row in rows)


@pytest.mark.parametrize(
    ("name", "how", "first"),
    [
        ("Dengue", How.NAME, "ORPHA:99828"),
        ("gaucher disease", How.NAME, "ORPHA:355"),  # the group, not one of its types
        ("Enfermedad de Gaucher", How.NAME, "ORPHA:355"),
        ("Síndrome de Sweet", How.WORDS, "OMIM:608068"),
        ("Anemia hemolítica autoinmune", How.NAME, "OMIM:205700"),
        ("Noonan syndrome", How.NAME, "OMIM:163950"),  # a synonym only
        ("A.R.", How.ABBREVIATION, "OMIM:180300"),
        ("migraña", How.NAME, "HBD:0001828"),
        ("Wiskott Aldrich", How.STANDS_NEAR, "OMIM:301000"),
        ("Fibrosis quistca", How.RESEMBLES, "OMIM:219700"),
        ("Síndrome de Turnr", How.RESEMBLES, "ORPHA:881"),
        ("Anemia de la abuela", How.RESEMBLES, "HBD:0000007"),
        ("Mal de ojo", How.UNKNOWN, None),
        ("Enfermedad", How.UNKNOWN, None),
        ("", How.UNKNOWN, None),
    ],
)
def test_a_name_is_found_as_surely_as_it_is_spelt(names: DiseaseNames, name: str, how: How, first: str | None) -> None:
    found = names.find(name)
    assert (found.how, found.candidates[0].id if found.candidates else None) == (how, first)
    assert (found.disease is None) == (how in (How.RESEMBLES, How.UNKNOWN))
    assert len(found.candidates) <= 3


def test_one_name_of_two_diseases_is_neither_of_them_unless_one_is_a_part_of_the_other() -> None:
    twins = DiseaseNames(
        [
            Disease(id="OMIM:1", names=Wording(en="Rare ataxia 7"), orphan=True),
            Disease(id="OMIM:2", names=Wording(en="Ataxia, rare, type 7"), orphan=True),
        ]
    )
    assert twins.find("Rare ataxias").how is How.RESEMBLES
    assert twins.find("ataxia rare 7").how is How.SEVERAL
    assert twins.find("ataxia rare 7").disease is None
    part = next(row for row in tables.broader() if row.narrow == "OMIM:104200")
    group = DiseaseNames(
        [
            Disease(id=part.narrow, names=Wording(en="Alport syndrome"), orphan=True),
            Disease(id=part.broad, names=Wording(en="alport syndrome"), orphan=True),
        ]
    )
    assert (group.find("Alport syndrome").how in SURE, group.find("Alport syndrome").candidates[0].id) == (
        True,
        part.broad,
    )


def test_a_spanish_name_of_the_release_counts_where_the_reviewed_table_has_none() -> None:
    orphadata = Orphadata(names_es={"ORPHA:558": "Marfan, síndrome de", "ORPHA:1134": "Arrinia aislada"})
    listed = {"OMIM:154700": "Marfan syndrome", "ORPHA:1134": "Isolated arrhinia"}
    catalogue = build_catalogue(listed, orphadata)
    named = {disease.id: disease.name_es for disease in catalogue.diseases if disease.id in listed}
    assert named == {"OMIM:154700": "Síndrome de Marfan", "ORPHA:1134": "Arrinia aislada"}
    assert DiseaseNames(catalogue.diseases).find("Arrinia aislada").candidates[0].id == "ORPHA:1134"


def test_likeness_counts_rare_words_and_forgives_a_letter() -> None:
    near = NearNames(
        [(frozenset({"fibrosis", "cist"}), 0), (frozenset({"fibrosis", "pulmon"}), 1), (frozenset({"ataxi"}), 2)]
    )
    assert near.like(frozenset({"fibrosis", "cisst"}), 3)[0] == 0
    assert near.like(frozenset({"ataxi", "unheard"}), 3) == [2]
    assert near.like(frozenset({"unheard"}), 3) == []


def test_the_table_of_synonyms_keeps_only_other_words_of_listed_diseases() -> None:
    catalogue = build_catalogue({"OMIM:163950": "Noonan syndrome 1", "OMIM:154700": "Marfan syndrome"})
    found: dict[str, dict[str, None]] = defaultdict(dict)
    header = "subject_id\tsubject_label\tpredicate_id\tobject_id\tobject_label\tmapping_justification"
    rows = [
        "MONDO:0018997\tNoonan syndrome\tskos:exactMatch\tOrphanet:648\tNoonan syndrome\tx",
        "MONDO:0007947\tobsolete Marfan\tskos:exactMatch\tOMIM:154700\tMARFAN SYNDROME; MFS\tx",
        "MONDO:9999999\tunlisted\tskos:exactMatch\tOMIM:999999\tunlisted\tx",
    ]
    build_disease_synonyms.synonyms("\n".join(["# comment", header, *rows]), catalogue, found)
    assert {entry: list(names) for entry, names in found.items()} == {"OMIM:163950": ["Noonan syndrome"]}
