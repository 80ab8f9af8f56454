"""What is known of whom a disease befalls, whatever publisher and id it comes under."""

import pytest

from hoofbeat.knowledge.demographics import female_share, stated_terms
from hoofbeat.knowledge.release import Knowledge
from small_world import CATALOGUE, C, statements

#: Duchenne's dystrophy under two ids, Huntington's disease, Marfan syndrome.
KNOWN = {
    "ORPHA:98896": ({"HP:0001419"}, {"HP:0011463"}),
    "OMIM:310200": ({"HP:0001419"}, {"HP:0011463"}),
    "OMIM:143100": ({"HP:0000006"}, {"HP:0003581"}),
    "ORPHA:558": ({"HP:0000006"}, {"HP:0003593", "HP:0003581"}),
}


def test_statements_under_every_id_of_a_disease_come_together() -> None:
    table = statements(
        {"disease_id": "OMIM:2", "finding_id": "HP:0003581", "aspect": "C"},
        {"disease_id": "ORPHA:2", "finding_id": "HP:0003584", "aspect": "C"},
        {"disease_id": "ORPHA:2", "finding_id": "HP:0001419", "aspect": "I"},
        {"disease_id": "OMIM:1", "finding_id": "HP:0003577", "aspect": "C", "negated": True},
        {"disease_id": "OMIM:404", "finding_id": "HP:0003577", "aspect": "C"},
        {"disease_id": "OMIM:1", "finding_id": C},
    )
    assert stated_terms(CATALOGUE, table, "C") == {"OMIM:2": {"HP:0003581", "HP:0003584"}}
    assert stated_terms(CATALOGUE, table, "I") == {"OMIM:2": {"HP:0001419"}}
    assert female_share(CATALOGUE, table)["OMIM:2"] == 0.05


@pytest.mark.parametrize("any_id", KNOWN)
def test_the_embedded_release_tells_inheritance_and_onset(embedded_knowledge: Knowledge, any_id: str) -> None:
    catalogue, annotations = embedded_knowledge.catalogue, embedded_knowledge.annotations
    canonical = catalogue.canonical(any_id)
    assert canonical is not None
    for aspect, expected in zip("IC", KNOWN[any_id], strict=True):
        assert stated_terms(catalogue, annotations, aspect)[canonical] >= expected


@pytest.mark.parametrize(("aspect", "term", "least"), [("C", "HP:0003593", 3_000), ("I", "HP:0000007", 3_500)])
def test_most_diseases_of_the_embedded_release_have_both(
    embedded_knowledge: Knowledge, aspect: str, term: str, least: int
) -> None:
    found = stated_terms(embedded_knowledge.catalogue, embedded_knowledge.annotations, aspect)
    orphans = sum(disease.orphan for disease in embedded_knowledge.catalogue.diseases)
    assert len(found) > 0.7 * orphans
    assert sum(term in terms for terms in found.values()) > least
