"""Curated rows as they are shipped, and what their frequencies mean."""

from collections import Counter

import pytest

from hoofbeat.domain.errors import KnowledgeError
from hoofbeat.knowledge.common.catalogue import common_entries
from hoofbeat.knowledge.common.profiles import CuratedRow, StatementSource, curated_rows, share_of, statements
from hoofbeat.knowledge.release import Knowledge

#: Diseases named after the sign that brings the patient, with a source that says how often; those that are the sign
#: itself cite HPO's page of it.
NAMED_AFTER_THE_SIGN = {
    "HBD:0000011", "HBD:0000033", "HBD:0001251", "HBD:0001254", "HBD:0001287", "HBD:0001333", "HBD:0001438",
    "HBD:0001520", "HBD:0001586", "HBD:0001641", "HBD:0001670", "HBD:0001731", "HBD:0001747", "HBD:0001856",
    "HBD:0001857", "HBD:0001873", "HBD:0001908", "HBD:0001931", "HBD:0001932", "HBD:0002059", "HBD:0002131",
}  # fmt: skip


@pytest.mark.parametrize(
    ("frequency", "share"),
    [
        ("57%", 0.57),
        ("0%", 0),
        ("Frequent", 0.545),
        ("Excluded", 0),
        ("23/40", 0.5697),
        ("1/1", 0.7233),
        ("0/3", 0.024),
    ],
)
def test_a_frequency_means_a_share(frequency: str, share: float) -> None:
    """A small series says less than its share."""
    assert share_of(frequency) == pytest.approx(share, abs=5e-4)


@pytest.mark.parametrize("frequency", ["", "often", "12 of 30", "%"])
def test_what_is_no_frequency_is_refused(frequency: str) -> None:
    with pytest.raises(ValueError, match=r"could not convert|invalid"):
        share_of(frequency)
    row = CuratedRow("HBD:0000007", "Anemia", "HP:0000980", "Pallor", frequency, "PMID:1", "words")
    with pytest.raises(KnowledgeError, match="HBD:0000007 HP:0000980"):
        _ = row.share


def test_every_row_is_of_an_entry_has_a_frequency_and_stands_once() -> None:
    names = {entry.id: entry.name for entry in common_entries()}
    rows = curated_rows()
    assert not [row for row in rows if names.get(row.disease) != row.name]
    assert not [row for row in rows if not 0 <= share_of(row.frequency) <= 1]
    assert not [row for row in rows if (row.stated == "number") != row.frequency[0].isdigit()]
    assert {row.stated for row in rows} == {"number", "words"}
    assert not [pair for pair, many in Counter((row.disease, row.finding) for row in rows).items() if many > 1]


def test_every_finding_is_known_and_named_as_the_ontology_names_it(embedded_knowledge: Knowledge) -> None:
    """An id that HPO has retired follows to the present one, whose name may be another."""
    ontology = embedded_knowledge.ontology
    current = {row: ontology.resolve(row.finding) for row in curated_rows()}
    assert not [row for row, finding in current.items() if finding is None]
    assert not [
        row
        for row, finding in current.items()
        if finding == row.finding and ontology.terms[ontology.index[finding]].name != row.label
    ]


def test_no_disease_is_its_own_finding(embedded_knowledge: Knowledge) -> None:
    ontology = embedded_knowledge.ontology
    own = {entry.id: entry.name.casefold() for entry in common_entries()}
    found = set()
    for row in curated_rows():
        if row.source == f"https://hpo.jax.org/browse/term/{row.finding}" and row.frequency == "Obligate":
            continue
        finding = ontology.resolve(row.finding)
        term = ontology.terms[ontology.index[finding]] if finding else None
        if term and own[row.disease] in {name.casefold() for name in (term.name, *term.synonyms)}:
            found.add(row.disease)
    assert not found - NAMED_AFTER_THE_SIGN


def test_every_provenance_states_something_and_names_who_says_so() -> None:
    stated = statements()
    assert set(stated) == set(StatementSource)
    for rows in stated.values():
        assert rows
        assert all(row.source and 0 <= row.frequency <= 1 for row in rows)
