"""The whole ranking, fitted from a teaching and nothing else.

Mirrors: hoofbeat.models.inner_folds, hoofbeat.models.reranker, hoofbeat.models.teaching
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from hoofbeat.models.hybrid import HybridRanker
from hoofbeat.models.inner_folds import RankerSettings, held_out, teaching_questions, unread_and_listed
from hoofbeat.models.network import Network
from hoofbeat.models.pairs import COLUMNS
from hoofbeat.models.ranker import fit_ranker, reread
from hoofbeat.models.reranker import CANDIDATES, MEMBERS, Questions, Reranker, candidates_of, compare
from hoofbeat.models.teaching import Teaching
from invented_ward import DISEASES, teaching

SETTINGS = RankerSettings(folds=2, most_seen=500, most_unseen=300)


@pytest.fixture(scope="module")
def taught() -> Teaching:
    return teaching()


@pytest.fixture(scope="module")
def ranker(taught: Teaching) -> HybridRanker:
    held = np.arange(700, 900)
    return fit_ranker(taught.holding_out(held, unread=True), settings=SETTINGS)


def mean_reciprocal(scores: np.ndarray, truth: np.ndarray) -> float:
    own = scores[np.arange(len(truth)), truth]
    return float(np.mean(1 / np.count_nonzero(scores >= own[:, None], axis=1)))


def test_re_ranking_helps_patients_it_has_not_seen(ranker: HybridRanker, taught: Teaching) -> None:
    cases, truth = taught.cohort.cases[700:], taught.truth[700:]
    assert ranker.reranker is not None
    plain, refined = ranker.knowledge.scores(cases), ranker.refined(cases)
    assert mean_reciprocal(refined, truth) > mean_reciprocal(plain, truth)


def test_every_case_is_also_told_by_a_few_of_its_findings(taught: Teaching) -> None:
    observed, excluded = (COLUMNS.index(name) for name in ("observed, number", "excluded, number"))
    parts = held_out(taught, None, SETTINGS)
    for part in parts:
        np.testing.assert_array_equal(part.retold.truth, part.questions.truth)
        np.testing.assert_array_equal(part.retold.weight, part.questions.weight)
        told, whole = part.retold.columns[:, 0, observed], part.questions.columns[:, 0, observed]
        assert (told <= np.minimum(whole, SETTINGS.most_told)).all()
        assert (told >= np.minimum(whole, SETTINGS.fewest_told)).all()
        assert (told < whole).any()
        assert not part.retold.columns[..., excluded].any()
    assert sum(map(len, teaching_questions(parts))) == 2 * (500 + 300)


def test_candidates_stay_above_everyone_else(ranker: HybridRanker, taught: Teaching) -> None:
    assert ranker.reranker
    scores = np.random.default_rng(0).normal(size=CANDIDATES + 50).astype(np.float32)
    chosen = candidates_of(scores)
    columns = np.random.default_rng(1).normal(size=(CANDIDATES, len(COLUMNS)))
    refined = ranker.reranker.refined(scores, columns.astype(np.float32))
    others = np.setdiff1d(np.arange(len(scores)), chosen)
    assert refined[chosen].max() == scores.max()
    assert refined[chosen].min() >= refined[others].max()
    below = scores[chosen[-1]] - scores[others]
    np.testing.assert_allclose(refined[chosen].min() - refined[others], below, atol=1e-5)


def test_the_same_teaching_gives_the_same_ranking(ranker: HybridRanker, taught: Teaching) -> None:
    again = fit_ranker(taught.holding_out(np.arange(700, 900), unread=True), settings=SETTINGS)
    cases = taught.cohort.cases[700:720]
    np.testing.assert_array_equal(ranker.logits(cases), again.logits(cases))


def test_what_is_held_out_moves_nothing(ranker: HybridRanker, taught: Teaching) -> None:
    """Another truth of the held-out patients, and other words of their publications, leave the ranking as it was."""
    lied = list(taught.cohort.diseases)
    lied[700:] = [f"OMIM:{(position + 1) % DISEASES}" for position in taught.truth[700:]]
    own = {case.group for case in taught.cohort.cases[700:]}
    planted = taught.annotations.assign(reference=next(iter(own)))
    elsewhere = replace(
        taught,
        cohort=replace(taught.cohort, diseases=tuple(lied)),
        annotations=pd.concat([taught.annotations, planted], ignore_index=True),
    )
    again = fit_ranker(elsewhere.holding_out(np.arange(700, 900), unread=True), settings=SETTINGS)
    cases = taught.cohort.cases[700:720]
    np.testing.assert_array_equal(ranker.logits(cases), again.logits(cases))


def test_too_few_cases_teach_no_re_ranker(taught: Teaching) -> None:
    few = replace(taught, cohort=taught.cohort.select(range(60)))
    found = fit_ranker(few, settings=SETTINGS)
    assert found.reranker is None
    np.testing.assert_array_equal(found.refined(few.cohort.cases), found.knowledge.scores(few.cohort.cases))


def test_nothing_to_learn_from_leaves_the_knowledge(taught: Teaching) -> None:
    found = fit_ranker(replace(taught, cohort=taught.cohort.select([])), settings=SETTINGS)
    assert found.reranker is None
    assert np.isfinite(found.logits(taught.cohort.cases[:5])).all()


def test_a_re_ranker_is_read_over_other_knowledge(ranker: HybridRanker, taught: Teaching) -> None:
    other = reread(ranker, replace(taught, annotations=taught.annotations.iloc[: DISEASES * 4]))
    assert other.reranker is ranker.reranker
    cases = taught.cohort.cases[:5]
    assert not np.array_equal(other.logits(cases), ranker.logits(cases))


def test_unread_are_those_whose_publication_their_profile_does_not_cite(taught: Teaching) -> None:
    assert unread_and_listed(taught).all()
    case = taught.cohort.cases[0].model_copy(update={"group": f"PMID:{taught.truth[0]}"})
    cited = replace(taught, cohort=replace(taught.cohort, cases=(case, *taught.cohort.cases[1:])))
    assert unread_and_listed(cited).tolist()[:2] == [False, True]
    assert unread_and_listed(replace(taught, listed=0)).sum() == 0


def test_members_learn_what_they_would_from_one_table_of_all_columns() -> None:
    random = np.random.default_rng(0)
    columns = random.normal(size=(400, 10, len(COLUMNS))).astype(np.float32)
    whole = Questions(columns, random.integers(-1, 10, size=400), random.integers(40, size=400), random.random(400))
    halves = [whole.take(rows) for rows in np.array_split(np.arange(400), 2)]
    reranker, known = Reranker.fit(halves, seed=3), whole.answerable()
    assert reranker is not None
    numbers = reranker.scaled(compare(known.columns))
    assert 0.9 < numbers.std() < 1.1
    for one, (network, read) in enumerate(zip(reranker.networks, MEMBERS, strict=True)):
        alone = Network.fit(numbers[..., read], known.right, known.balanced, (3, one))
        np.testing.assert_array_equal(network.gains(numbers[..., read]), alone.gains(numbers[..., read]))


def test_a_column_that_never_varies_is_no_harm() -> None:
    random = np.random.default_rng(0)
    columns = random.normal(size=(400, 10, len(COLUMNS))).astype(np.float32)
    columns[..., 3] = 7.0
    questions = Questions(columns, random.integers(10, size=400), random.integers(40, size=400), np.ones(400))
    reranker = Reranker.fit([questions])
    assert reranker is not None
    assert np.isfinite(reranker.gains(compare(columns))).all()


def test_too_few_diseases_teach_nothing_that_holds_for_others() -> None:
    random = np.random.default_rng(0)
    n, columns = 400, len(COLUMNS)
    questions = Questions(
        random.normal(size=(n, 10, columns)).astype(np.float32),
        random.integers(10, size=n),
        random.integers(3, size=n),
        np.ones(n),
    )
    assert Reranker.fit([questions]) is None
