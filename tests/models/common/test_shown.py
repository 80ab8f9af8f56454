"""Profiles with what is stated of common diseases."""

from hoofbeat.knowledge.common import statements
from hoofbeat.knowledge.profiles import build_profiles
from hoofbeat.knowledge.release import Knowledge
from hoofbeat.models.common.shown import with_common


def test_a_common_disease_shows_the_largest_share_that_is_stated_and_others_what_they_did(
    embedded_knowledge: Knowledge,
) -> None:
    ontology, catalogue = embedded_knowledge.ontology, embedded_knowledge.catalogue
    before = build_profiles(ontology, catalogue, embedded_knowledge.annotations)
    after = with_common(before, ontology, catalogue)
    appendicitis, pain = catalogue.find("HBD:0001616"), ontology.index["HP:0002027"]
    stated = [
        row.frequency
        for rows in statements().values()
        for row in rows
        if row.disease == "HBD:0001616" and ontology.resolve(row.finding) == "HP:0002027"
    ]
    assert appendicitis is not None
    assert before.frequency[appendicitis, pain] == 0
    assert after.frequency[appendicitis, pain] == max(stated)
    marfan = catalogue.find("OMIM:154700")
    assert (after.frequency[[marfan]] != before.frequency[[marfan]]).nnz == 0
