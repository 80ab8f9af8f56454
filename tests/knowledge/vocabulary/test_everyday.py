"""The words of patients: each stands for one current finding."""

from collections import defaultdict

import pytest

from hoofbeat.bundle.runtime.words import fold
from hoofbeat.knowledge import tables
from hoofbeat.knowledge.ontology import Ontology
from hoofbeat.knowledge.release import Knowledge
from hoofbeat.knowledge.vocabulary.everyday import everyday_words, unclaimed


@pytest.fixture(scope="module")
def ontology(embedded_knowledge: Knowledge) -> Ontology:
    return embedded_knowledge.ontology


def test_every_finding_of_the_tables_is_current(ontology: Ontology) -> None:
    written = [*everyday_words(), *(entry.id for entry in tables.lexicon_es())]
    assert [finding for finding in written if finding not in ontology.index] == []
    assert len({entry.id for entry in tables.lexicon_es()}) == len(tables.lexicon_es()) > 2000


def test_a_spanish_word_stands_for_one_finding() -> None:
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for entry in tables.lexicon_es():
        for word in (entry.name_es, *entry.synonyms_es):
            owners[fold(word)].add(entry.id)
    for finding, words in everyday_words().items():
        for word in words.es:
            owners[fold(word)].add(finding)
    assert {word: found for word, found in owners.items() if len(found) > 1} == {}


def test_an_english_word_stands_for_one_finding_and_takes_no_name_from_another(ontology: Ontology) -> None:
    names = {fold(term.name): term.id for term in ontology.terms}
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for finding, words in everyday_words().items():
        for word in words.en:
            owners[fold(word)].add(finding)
    assert {word: found for word, found in owners.items() if len(found) > 1} == {}
    assert {word for word, found in owners.items() if names.get(word, next(iter(found))) not in found} == set()


def test_a_word_that_the_table_gives_to_another_finding_is_no_synonym_any_more() -> None:
    assert unclaimed("HP:0001649", ("Racing heart", "Fast heart rate")) == ("Fast heart rate",)
    assert unclaimed("HP:0001962", ("Racing heart",)) == ("Racing heart",)
