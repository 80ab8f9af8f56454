"""Statements made ready once, and read without some of their publications.

Mirrors: hoofbeat.knowledge.itself
"""

import pytest

from hoofbeat.knowledge.release import Knowledge
from hoofbeat.knowledge.stated import Stated, cited_publications, readable


@pytest.fixture(scope="module")
def publication(embedded_knowledge: Knowledge) -> str:
    references = embedded_knowledge.annotations["reference"]
    several = references[references.str.contains(";", regex=False)]
    return str(several.iloc[0]).split(";")[1]


def test_the_rows_without_a_publication_are_those_that_do_not_cite_it(
    embedded_knowledge: Knowledge, publication: str
) -> None:
    known = embedded_knowledge
    stated = Stated.of(known.ontology, known.catalogue, known.annotations)
    left = stated.without(frozenset({publication, "PMID:0"}))
    assert 0 < len(stated.rows) - len(left) < 5_000
    whole = readable(known.annotations, {publication})
    positive = whole[(whole["aspect"] == "P") & ~whole["negated"]]
    assert left.index.equals(positive.index)
    assert left["reference"].astype(str).tolist() == positive["reference"].tolist()
    places = [known.catalogue.find(disease) for disease in positive["disease_id"]]
    assert left["disease"].tolist() == [-1 if place is None else place for place in places]


def test_they_are_made_once_for_the_very_same_annotations(embedded_knowledge: Knowledge) -> None:
    known = embedded_knowledge
    again = known.annotations.copy()
    first = Stated.of(known.ontology, known.catalogue, known.annotations)
    assert Stated.of(known.ontology, known.catalogue, known.annotations) is first
    other = Stated.of(known.ontology, known.catalogue, again)
    assert other is not first
    assert other.rows.equals(first.rows)


def test_a_disease_cites_what_any_of_its_statements_rests_on(embedded_knowledge: Knowledge, publication: str) -> None:
    known = embedded_knowledge
    citing = known.annotations[known.annotations["reference"].str.split(";").map(lambda cited: publication in cited)]
    position = next(place for disease in citing["disease_id"] if (place := known.catalogue.find(disease)) is not None)
    assert publication in cited_publications(known.catalogue, known.annotations)[position]
