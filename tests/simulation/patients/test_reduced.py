"""A quick year's knowledge: few diseases, every finding, and nothing said of a disease that is not there."""

from hoofbeat.knowledge.kept import knowledge_of
from hoofbeat.knowledge.profiles import build_profiles
from hoofbeat.simulation.patients.reduced import reduced

KNOWN = knowledge_of()
KEPT = ("OMIM:154700", "ORPHA:586", "OMIM:999999")


def test_the_diseases_asked_for_stay_and_as_many_others_all_over_the_catalogue() -> None:
    few = reduced(KNOWN, KEPT, 50)
    assert len(few.catalogue) == 52
    assert all(few.catalogue.find(disease) is not None for disease in KEPT[:2])
    places = [place for one in few.catalogue.diseases if (place := KNOWN.catalogue.find(one.id)) is not None]
    assert places == sorted(places)
    assert places[0] < len(KNOWN.catalogue) / 40
    assert places[-1] > len(KNOWN.catalogue) * 39 / 40
    assert few.version == f"{KNOWN.version}+52-diseases"


def test_what_is_said_of_those_that_stay_is_what_was_said() -> None:
    few = reduced(KNOWN, KEPT, 50)
    assert few.ontology is KNOWN.ontology
    assert {few.catalogue.find(disease) for disease in few.annotations["disease_id"]} == set(range(52))
    assert {few.catalogue.find(disease) for disease in few.genes["disease_id"]} <= set(range(52))
    for knowledge, row in ((KNOWN, KNOWN.catalogue.find("OMIM:154700")), (few, few.catalogue.find("OMIM:154700"))):
        profiles = build_profiles(knowledge.ontology, knowledge.catalogue, knowledge.annotations)
        assert row is not None
        said = profiles.frequency[row].toarray()
        if knowledge is KNOWN:
            before = said
    assert (said == before).all()
    assert said.any()


def test_a_catalogue_that_is_no_larger_stays_as_it_is() -> None:
    few = reduced(KNOWN, KEPT, 50)
    assert reduced(few, (), 100) is few
