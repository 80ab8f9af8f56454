"""Evidence of findings for common diseases, in the small world: what can be told by hand, and what must never be."""

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoofbeat.knowledge.common import Statement, StatementSource
from hoofbeat.models.common.evidence import STEP, CommonEvidence, EvidenceParameters, build_evidence
from small_world import ONTOLOGY, A, B, C, D, E, H

FIRST, SECOND, THIRD = "HBD:0000001", "HBD:0000002", "HBD:0000003"
COLUMNS = {FIRST: 0, SECOND: 1, THIRD: 2}
PARAMETERS = EvidenceParameters(noise=1e-6, unmentioned=-1.0, denied=1.0)


def said(*rows: tuple[str, str, float]) -> list[Statement]:
    return [Statement(disease, finding, share, "PMID:1") for disease, finding, share in rows]


def evidence(*curated: tuple[str, str, float], simulator: Sequence[tuple[str, str, float]] = ()) -> CommonEvidence:
    stated = {StatementSource.CURATED: said(*curated), StatementSource.SIMULATOR: said(*simulator)}
    return build_evidence(ONTOLOGY, stated, COLUMNS, PARAMETERS)


def observed(table: CommonEvidence, finding: str) -> list[float]:
    return [float(nats) for nats in table.observed[table.observed_row[ONTOLOGY.index[finding]]]]


def denied(table: CommonEvidence, finding: str) -> list[float]:
    return [float(nats) for nats in table.denied[table.denied_row[ONTOLOGY.index[finding]]]]


def test_a_finding_speaks_by_how_much_more_frequent_it_is_than_among_the_diseases_of_its_source() -> None:
    table = evidence((FIRST, D, 0.8), (SECOND, D, 0.2), (THIRD, H, 0.5))
    background = (0.8 + 0.2) / 3
    assert observed(table, D)[0] == pytest.approx(math.log(0.8 / background), abs=STEP)
    assert observed(table, D)[1] == pytest.approx(math.log(0.2 / background), abs=STEP)
    assert observed(table, D)[2] == pytest.approx(PARAMETERS.unmentioned, abs=STEP)


def test_what_no_source_asks_about_says_nothing_and_is_not_covered() -> None:
    table = evidence((FIRST, D, 0.8), (SECOND, D, 0.2))
    assert observed(table, H) == denied(table, H) == [0, 0, 0]
    assert table.observed_row[ONTOLOGY.index[H]] == 0


def test_a_disease_that_a_source_does_not_describe_gets_nothing_from_it() -> None:
    table = evidence((FIRST, D, 0.8), simulator=[(SECOND, H, 0.9), (THIRD, H, 0.1)])
    assert observed(table, D)[1:] == [0, 0]
    assert observed(table, H)[0] == 0


def test_a_finding_stands_for_the_nearest_ancestor_of_which_the_disease_states_anything() -> None:
    table = evidence((FIRST, C, 0.8), (SECOND, B, 0.8), (THIRD, D, 0.8))
    first, second, third = observed(table, D)
    assert third >= first >= 0  # what is wider tells no more than the finding would
    assert second == PARAMETERS.unmentioned  # B is too wide to say anything of D
    assert observed(table, E)[0] == observed(table, B)[0]  # E itself nobody names: it stands for B


def test_the_provenance_that_knows_a_sign_is_heard() -> None:
    both = evidence((FIRST, D, 0.8), (SECOND, D, 0.2), simulator=[(FIRST, D, 0.4), (SECOND, D, 0.4)])
    alone = evidence((FIRST, D, 0.8), (SECOND, D, 0.2))
    assert observed(both, D)[0] == observed(alone, D)[0]  # the other says ratio 1


def test_an_excluded_finding_speaks_against_those_alone_who_state_it() -> None:
    table = evidence((FIRST, D, 0.9), (SECOND, D, 0.1), (THIRD, H, 0.5))
    assert denied(table, D)[0] < 0 < denied(table, D)[1]
    assert denied(table, D)[2] == 0
    assert denied(table, D)[0] >= PARAMETERS.least


def test_that_a_disease_lacks_one_kind_of_a_finding_says_nothing_of_its_other_kinds() -> None:
    # D and E stand below C and A; the first disease lacks D by its source.
    table = evidence((FIRST, D, 0), (SECOND, D, 0.8), (SECOND, C, 0.5), (THIRD, E, 0.5))
    assert observed(table, D)[0] < PARAMETERS.unmentioned
    assert observed(table, C)[0] == pytest.approx(PARAMETERS.unmentioned, abs=STEP)


@given(share=st.floats(0.001, 1), others=st.floats(0.001, 1))
def test_a_finding_stated_as_rare_costs_no_more_than_one_that_is_not_stated(share: float, others: float) -> None:
    table = evidence((FIRST, D, share), (SECOND, D, others), (THIRD, H, 0.5))
    assert observed(table, D)[0] >= observed(table, D)[2] - STEP


def test_two_ids_of_one_entry_share_a_column() -> None:
    table = build_evidence(
        ONTOLOGY, {StatementSource.CURATED: said((FIRST, D, 0.5), (SECOND, E, 0.5))}, {FIRST: 0, SECOND: 0}
    )
    assert table.observed.shape[1] == 1
    assert (observed(table, D)[0], observed(table, E)[0]) == (0, 0)  # the only disease is its own background


def test_findings_and_diseases_that_are_not_known_are_passed_over() -> None:
    table = evidence((FIRST, D, 0.8), (SECOND, "HP:7777777", 0.8), ("HBD:0009999", H, 0.8))
    assert observed(table, D)[0] >= 0
    assert table.observed_row[ONTOLOGY.index[H]] == 0


def test_a_retired_id_is_the_finding_it_became() -> None:
    assert observed(evidence((FIRST, "HP:0000099", 0.8), (SECOND, A, 0.8)), D) == observed(
        evidence((FIRST, D, 0.8), (SECOND, A, 0.8)), D
    )


def test_a_finding_is_covered_as_closely_as_what_is_named_above_it() -> None:
    """Ancestors of the nearest named one over its own: of D there are five (root, A, B, C, D), of C four, of B two."""
    covered = evidence((FIRST, C, 0.8), (SECOND, B, 0.2)).covered
    told = {finding: float(covered[ONTOLOGY.index[finding]]) for finding in (A, B, C, D, E, H)}
    assert told == pytest.approx({A: 0, B: 1, C: 1, D: 4 / 5, E: 2 / 3, H: 0}, abs=1 / 64)


def test_nothing_stated_is_nothing_told() -> None:
    table = build_evidence(ONTOLOGY, {StatementSource.CURATED: []}, {})
    assert table.observed.shape == table.denied.shape == (1, 0)
    assert not table.observed_row.any()


STATED = st.lists(
    st.tuples(st.sampled_from(sorted(COLUMNS)), st.sampled_from([A, B, C, D, E, H]), st.floats(0, 1)), min_size=1
)


@given(curated=STATED, simulator=STATED)
def test_a_finding_that_a_profile_states_often_never_speaks_against_it(
    curated: list[tuple[str, str, float]], simulator: list[tuple[str, str, float]]
) -> None:
    table = build_evidence(ONTOLOGY, {StatementSource.CURATED: said(*curated)}, COLUMNS)
    for disease, finding, share in curated:
        if share >= 0.3:
            assert observed(table, finding)[COLUMNS[disease]] >= 0
    both = build_evidence(
        ONTOLOGY, {StatementSource.CURATED: said(*curated), StatementSource.SIMULATOR: said(*simulator)}, COLUMNS
    )
    for nats in (both.observed, both.denied):
        assert np.isfinite(nats).all()
        assert (nats == np.round(nats / STEP) * STEP).all()
    assert both.observed.max() <= EvidenceParameters().largest
    assert both.denied.min() >= EvidenceParameters().least
