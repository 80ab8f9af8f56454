"""Columns of a case and a disease, worked out by hand on the small world.

Mirrors: hoofbeat.models.facts
"""

import math

import numpy as np
import pytest

from hoofbeat.models.facts import FACTS, facts_of
from hoofbeat.models.knowledge_model import KnowledgeModel
from hoofbeat.models.pairs import COLUMNS, IC_STEP, PairWorld
from hoofbeat.models.teaching import Teaching
from invented_cohort import make_cohort, make_ontology
from small_world import CATALOGUE, FREQUENCIES, ONTOLOGY, A, B, C, D, E, H, case, profiles, statements


@pytest.fixture(scope="module")
def world() -> PairWorld:
    built = profiles(FREQUENCIES)
    model = KnowledgeModel(ONTOLOGY, CATALOGUE, built)
    return PairWorld.of(model, built, np.zeros((3, len(FACTS)), dtype=np.float32))


def columns(world: PairWorld, *observed: str, excluded: tuple[str, ...] = ()) -> dict[str, list[float]]:
    asked = case(*observed, excluded=excluded)
    table = world.columns(asked, world.model.scores([asked])[0], np.arange(3))
    return dict(zip(COLUMNS, table.T.tolist(), strict=True))


def information(*diseases: int) -> float:
    """Of a finding that so many of the three diseases imply."""
    return round(math.log(3 / diseases[0]) / IC_STEP) * IC_STEP


def test_a_finding_that_the_profile_states_itself_counts(world: PairWorld) -> None:
    found = columns(world, D, H)
    assert found["findings stated themselves, number"] == [1, 0, 1]
    assert found["findings stated themselves, share"] == [0.5, 0, 0.5]
    assert found["own frequency, mean"] == pytest.approx([0.25, 0, 0.45], abs=1 / 256)
    assert found["observed, number"] == [2, 2, 2]


def test_what_the_profile_shows_is_weighted_by_frequency_and_information(world: PairWorld) -> None:
    # The first disease states D (0.5), C (0.2) and E (0.1); D and C are its own, E and B the second's as well.
    d = c = information(1)
    e = b = information(2)
    found = columns(world, C)
    whole = 0.5 * d + 0.2 * c + 0.1 * e
    shown = 0.5 * c + 0.2 * c + 0.1 * b  # E is met at B
    assert found["profile shown, share by frequency"][0] == pytest.approx(shown / whole, abs=0.01)
    assert found["profile shown, share"][0] == pytest.approx((c + c + b) / (d + c + e), abs=0.01)
    assert found["expected but not shown"][0] == pytest.approx(0.0, abs=0.01)


def test_what_is_expected_and_not_shown_is_counted_in_findings(world: PairWorld) -> None:
    found = columns(world, H)
    assert found["expected but not shown"] == pytest.approx([0.8, 0.9, 0], abs=0.01)


def test_an_excluded_finding_that_the_profile_states_was_asked_for_a_reason(world: PairWorld) -> None:
    found = columns(world, A, excluded=(E, H))
    assert found["excluded, stated, number"] == [0, 1, 1], "of E the first says too little to be kept"
    assert found["excluded, highest frequency"] == pytest.approx([0, 0.4, 0.9], abs=1 / 256)
    assert found["excluded, number"] == [2, 2, 2]


def test_the_order_of_the_findings_changes_nothing(world: PairWorld) -> None:
    assert columns(world, D, H, E, excluded=(A, B)) == columns(world, E, D, H, excluded=(B, A))


def test_a_case_without_findings_has_columns_too(world: PairWorld) -> None:
    assert all(np.isfinite(values).all() for values in columns(world).values())


def test_facts_count_what_may_be_read() -> None:
    annotations = statements(
        {"disease_id": "OMIM:1", "finding_id": D, "reference": "PMID:1", "observed": 2.0, "examined": 4.0},
        {"disease_id": "OMIM:1", "finding_id": E, "reference": "PMID:9", "evidence": "TAS"},
        {"disease_id": "ORPHA:2", "finding_id": E, "reference": "ORPHA:2", "evidence": "TAS"},
    )
    cohort = make_cohort(make_ontology()).select([])
    teaching = Teaching(ONTOLOGY, CATALOGUE, 3, annotations, cohort)

    def facts(**changes: frozenset[str]) -> dict[str, list[float]]:
        taught = Teaching(ONTOLOGY, CATALOGUE, 3, annotations, cohort, **changes)
        return dict(zip(FACTS, facts_of(taught, taught.profiles()).T.tolist(), strict=True))

    assert facts()["findings stated, log"] == pytest.approx([math.log(3), math.log(2), 0])
    assert facts()["statements of Orphanet, log"] == pytest.approx([0, math.log(2), 0])
    assert facts()["statements of textbooks, log"] == pytest.approx([math.log(2), math.log(2), 0])
    assert facts(without=frozenset({"PMID:9"}))["findings stated, log"] == pytest.approx([math.log(2), math.log(2), 0])
    assert facts_of(teaching, teaching.profiles()).dtype == np.float32
