"""The catalogue: one entry a disease, whatever it is called.

Mirrors: hoofbeat.terminology.equivalence
"""

from collections import Counter

import pytest

from hoofbeat.domain.disease import Disease, PrevalenceClass
from hoofbeat.domain.languages import Wording
from hoofbeat.knowledge import tables
from hoofbeat.knowledge.catalogue import Catalogue, build_catalogue
from hoofbeat.knowledge.common import common_entries
from hoofbeat.knowledge.orphadata.products import Orphadata
from hoofbeat.knowledge.release import Knowledge
from small_world import CATALOGUE


def entry(catalogue: Catalogue, any_id: str) -> Disease:
    position = catalogue.find(any_id)
    assert position is not None
    return catalogue.diseases[position]


def test_finds_a_disease_under_each_of_its_ids() -> None:
    assert [CATALOGUE.find(any_id) for any_id in ("OMIM:2", "ORPHA:2", "DDXPLUS:Third", "OMIM:3")] == [1, 1, 2, None]
    assert CATALOGUE.canonical("DDXPLUS:Third") == "HBD:0000003"
    assert CATALOGUE.canonical("OMIM:3") is None
    assert len(CATALOGUE) == 3


def test_a_new_disease_stands_at_the_end_so_that_positions_hold() -> None:
    extended = CATALOGUE.extended({"OMIM:9": "Ninth", "OMIM:8": "Eighth", "ORPHA:2": "known already"})
    assert extended.diseases[:3] == CATALOGUE.diseases
    assert [(disease.id, disease.name) for disease in extended.diseases[3:]] == [
        ("OMIM:8", "Eighth"),
        ("OMIM:9", "Ninth"),
    ]
    assert CATALOGUE.extended({"ORPHA:2": "known already"}).diseases == CATALOGUE.diseases


def test_equivalent_ids_are_merged_and_the_preferred_one_names_the_entry() -> None:
    names = {"ORPHA:558": "Marfan (Orphanet)", "OMIM:154700": "Marfan syndrome", "OMIM:999999": "Unheard of"}
    catalogue = build_catalogue(names)
    marfan = entry(catalogue, "ORPHA:558")
    assert (marfan.id, marfan.name, marfan.orphan) == ("OMIM:154700", "Marfan syndrome", True)
    assert any(any_id.startswith("MONDO:") for any_id in marfan.equivalent_ids)
    assert marfan.icd10
    alone = entry(catalogue, "OMIM:999999")
    assert alone == Disease(id="OMIM:999999", names=Wording(en="Unheard of"), orphan=True)
    assert len(catalogue) == 2 + len({catalogue.canonical(one.id) for one in common_entries()})


def test_a_group_stays_apart_from_the_subtype_that_orphanet_calls_exact() -> None:
    """Amyotrophic lateral sclerosis is broader than its type 1, though product 1 relates both as exact."""
    whole, first = "ORPHA:803", "OMIM:105400"
    assert (first, whole) in tables.broader()
    names = {whole: "Amyotrophic lateral sclerosis", first: "Amyotrophic lateral sclerosis 1"}
    catalogue = build_catalogue(names, Orphadata(equivalents=((whole, first),)))
    assert {entry(catalogue, any_id).name for any_id in names} == set(names.values())
    unrelated = build_catalogue({whole: "A", "OMIM:154700": "B"}, Orphadata(equivalents=((whole, "OMIM:154700"),)))
    assert entry(unrelated, whole) is entry(unrelated, "OMIM:154700")


def test_an_id_that_is_not_listed_never_names_an_entry() -> None:
    marfan = entry(build_catalogue({"ORPHA:558": "Marfan (Orphanet)"}), "OMIM:154700")
    assert (marfan.id, marfan.name) == ("ORPHA:558", "Marfan (Orphanet)")


def test_the_embedded_catalogue_has_each_disease_once(embedded_knowledge: Knowledge) -> None:
    catalogue, counts = embedded_knowledge.catalogue, embedded_knowledge.counts
    assert 13_000 < counts["profiles"] < 13_500
    assert 10_000 < counts["catalogue entries"] < counts["profiles"]
    assert counts["orphan"] + counts["common"] == counts["catalogue entries"] == len(catalogue)
    uses = Counter(any_id for disease in catalogue.diseases for any_id in (disease.id, *disease.equivalent_ids))
    assert [any_id for any_id, count in uses.items() if count > 1] == []
    for disease in catalogue.diseases:
        omim = [any_id for any_id in (disease.id, *disease.equivalent_ids) if any_id.startswith("OMIM:")]
        assert len(omim) <= 1, disease
    assert [disease.id for disease in catalogue.diseases] == sorted(disease.id for disease in catalogue.diseases)


def test_every_annotated_disease_is_listed(embedded_knowledge: Knowledge) -> None:
    annotated = embedded_knowledge.annotations["disease_id"].unique()
    assert [disease for disease in annotated if embedded_knowledge.catalogue.find(disease) is None] == []


def test_the_common_diseases_answer_to_their_names_in_ddxplus(embedded_knowledge: Knowledge) -> None:
    catalogue = embedded_knowledge.catalogue
    named = [
        any_id for disease in catalogue.diseases for any_id in disease.equivalent_ids if any_id.startswith("DDXPLUS:")
    ]
    assert len(named) == len(set(named)) == 49
    anemia = entry(catalogue, "DDXPLUS:Anemia")
    assert not anemia.orphan
    assert anemia.name_es
    assert anemia.icd10


@pytest.mark.parametrize("any_id", ["OMIM:154700", "ORPHA:558"])
def test_what_orphanet_counts_is_known(embedded_knowledge: Knowledge, any_id: str) -> None:
    marfan = entry(embedded_knowledge.catalogue, any_id)
    assert marfan.orphan
    assert marfan.prevalence in {PrevalenceClass.ONE_TO_FIVE_IN_10000, PrevalenceClass.ONE_TO_NINE_IN_100000}


def test_what_is_frequent_in_one_people_is_still_rare_and_a_susceptibility_is_as_common_as_the_disease(
    embedded_knowledge: Knowledge,
) -> None:
    catalogue = embedded_knowledge.catalogue
    assert all(entry(catalogue, any_id).orphan for any_id in ("OMIM:231670", "OMIM:604454", "OMIM:249100"))
    common = ("OMIM:125853", "OMIM:157300", "OMIM:176807", "OMIM:145500", "OMIM:600807")
    assert not any(entry(catalogue, any_id).orphan for any_id in common)
