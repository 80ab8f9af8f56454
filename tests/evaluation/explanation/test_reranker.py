"""The re-ranker's explanation: the committee that is exported, on cases held out of the knowledge."""

from dataclasses import replace

import numpy as np
import pytest

from hoofbeat.evaluation.explanation.naming import Words
from hoofbeat.evaluation.explanation.reranker import contributions, explain_reranker
from hoofbeat.evaluation.explanation.result import RerankerExplanation
from hoofbeat.models.inner_folds import HeldOutPart, RankerSettings
from hoofbeat.models.network import Network
from hoofbeat.models.pairs import COLUMNS
from hoofbeat.models.ranker import fit_ranker, fit_reranker
from hoofbeat.models.reranker import MEMBERS, Reranker, compare
from hoofbeat.models.teaching import Teaching
from invented_ward import teaching

SETTINGS = RankerSettings(folds=2, most_seen=300, most_unseen=150)
Fitted = tuple[Reranker, tuple[HeldOutPart, HeldOutPart]]


@pytest.fixture(scope="module")
def taught() -> Teaching:
    return teaching(cases=450)


@pytest.fixture(scope="module")
def fitted(taught: Teaching) -> Fitted:
    reranker, parts = fit_reranker(taught, SETTINGS)
    assert reranker is not None
    return reranker, parts


@pytest.fixture(scope="module")
def found(fitted: Fitted, taught: Teaching) -> RerankerExplanation:
    names = [disease.name for disease in taught.catalogue.diseases]
    return explain_reranker(*fitted, taught.cohort.cases, names, Words(taught.ontology, {}), most=60, shown=4)


def test_it_is_the_re_ranker_of_the_whole_ranking(fitted: Fitted, taught: Teaching) -> None:
    exported = fit_ranker(taught, settings=SETTINGS).reranker
    assert exported is not None
    asked = compare(fitted[1][0].questions.columns[:5])
    np.testing.assert_array_equal(fitted[0].gains(asked), exported.gains(asked))


def test_the_parts_name_the_cases_they_hold(fitted: Fitted, taught: Teaching) -> None:
    for part in fitted[1]:
        held = part.questions.truth >= 0
        np.testing.assert_array_equal(part.questions.truth[held], taught.truth[part.rows][held])
        assert len(set(part.rows.tolist())) == len(part.rows) == len(part.scores)


def test_contributions_add_up_and_those_of_a_straight_line_are_its_terms(fitted: Fitted) -> None:
    reranker, (seen, _) = fitted
    pairs = compare(seen.questions.columns[:5, :8]).reshape(40, -1)
    values, difference = contributions(reranker, pairs, reranker.gains(pairs))
    assert difference < 1e-4
    assert np.abs(values).max() > 0.05
    straight = replace(reranker, networks=tuple(straightened(network) for network in reranker.networks))
    values, _ = contributions(straight, pairs, straight.gains(pairs))
    terms = np.zeros(pairs.shape)
    for network, read in zip(straight.networks, MEMBERS, strict=True):
        alone = straight.scaled(pairs)[:, read] * network.straight
        terms[:, read] += (alone - alone.mean(axis=0)) / len(MEMBERS)
    terms = terms[:, : len(COLUMNS)] + terms[:, len(COLUMNS) :]
    np.testing.assert_allclose(values, terms, atol=1e-4)


def straightened(network: Network) -> Network:
    """The same network without its hidden units."""
    return replace(network, layers=tuple((0 * weights, 0 * bias) for weights, bias in network.layers))


def test_every_column_has_its_importance(found: RerankerExplanation) -> None:
    assert {column.name for column in found.columns} == set(COLUMNS)
    heights = [column.importance for column in found.columns]
    assert heights == sorted(heights, reverse=True)
    assert heights[0] > 0
    assert all(0 <= height <= 1 for column in found.columns for height in column.heights)
    alike = next(column for column in found.columns if column.name == "observed, number")
    first = found.columns[0]
    assert len(first.values) == len(alike.values) == min(250, found.pairs)


def test_a_case_says_why_the_right_disease_gained_or_lost(found: RerankerExplanation) -> None:
    assert 0 < len(found.cases) <= 4
    for case in found.cases:
        assert case.before != case.after
        assert case.disease != case.other
        assert sum(line.difference for line in case.lines) + case.rest == pytest.approx(case.difference, abs=1e-9)
        if not case.gained:
            assert case.difference <= 1e-6, "it lost, so another stands before it"
        elif case.after == 1:
            assert case.difference > 0, "it is first, so it leads"


def test_without_simulated_patients_alone_there_is_none(taught: Teaching) -> None:
    assert fit_reranker(taught, replace(SETTINGS, rerank=False))[0] is None
