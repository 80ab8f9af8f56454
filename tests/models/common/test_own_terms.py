"""Whoever types a disease as a finding is not led away from it."""

import numpy as np
import pytest

from common_world import common_model
from hoofbeat.bundle.runtime.words import fold
from hoofbeat.knowledge.common import Statement, StatementSource, common_entries, statements
from hoofbeat.knowledge.release import Knowledge
from hoofbeat.models.common.evidence import build_evidence
from hoofbeat.models.common.own_terms import with_own_terms

PNEUMONIA, PNEUMONIA_TERM = "HBD:0000040", "HP:0002090"


def test_a_term_of_the_same_name_is_stated_unless_a_row_states_it(embedded_knowledge: Knowledge) -> None:
    ontology = embedded_knowledge.ontology
    own = Statement(PNEUMONIA, PNEUMONIA_TERM, 0.9, "a book")
    nothing, something = (
        with_own_terms({StatementSource.CURATED: rows}, ontology)[StatementSource.CURATED] for rows in ((), (own,))
    )
    assert [row.frequency for row in nothing if row.disease == PNEUMONIA] == [0.545]
    assert ("HBD:0001892", "HP:0030765") in {row[:2] for row in nothing}  # sleep terrors, Sleep terror
    assert [row for row in something if row.disease == PNEUMONIA] == [own]
    assert len(nothing) == len(something) > 200
    assert with_own_terms({}, common_model().ontology)[StatementSource.CURATED] == ()


@pytest.fixture(scope="module")
def told(embedded_knowledge: Knowledge) -> dict[str, float]:
    """Entry called like a term → what that term says of it, nats."""
    ontology = embedded_knowledge.ontology
    columns = {entry.id: place for place, entry in enumerate(common_entries())}
    evidence = build_evidence(ontology, with_own_terms(statements(), ontology), columns)
    place = {fold(term.name): ontology.index[term.id] for term in ontology.terms}
    return {
        entry.name: float(evidence.observed[evidence.observed_row[place[fold(entry.name)]], columns[entry.id]])
        for entry in common_entries()
        if fold(entry.name) in place
    }


def test_no_entry_is_spoken_against_by_its_own_name(told: dict[str, float]) -> None:
    assert len(told) > 300
    assert {name: nats for name, nats in told.items() if nats <= 0} == {}
    assert np.median(list(told.values())) > 3
