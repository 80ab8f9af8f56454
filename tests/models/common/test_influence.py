"""The rows that a physician should judge first."""

import pytest

from hoofbeat.knowledge.common.profiles import curated_rows, share_of
from hoofbeat.knowledge.release import Knowledge
from hoofbeat.models.common.influence import most_influential
from small_world import ONTOLOGY


def test_the_most_influential_rows_come_first_and_are_worth_what_they_say(embedded_knowledge: Knowledge) -> None:
    found = most_influential(embedded_knowledge.ontology, 50)
    worth = [judged.influence for judged in found]
    assert len(found) == 50
    assert worth == sorted(worth, reverse=True)
    assert {judged.row for judged in found} <= set(curated_rows())
    for judged in found:
        assert judged.influence == pytest.approx(abs(judged.nats) * share_of(judged.row.frequency))


def test_a_row_whose_finding_the_ontology_lacks_has_no_influence() -> None:
    known = {row for row in curated_rows() if ONTOLOGY.resolve(row.finding)}
    assert {judged.row for judged in most_influential(ONTOLOGY, len(curated_rows()))} == known
