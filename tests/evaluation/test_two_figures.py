"""Candidate and cohort model have different figures, and the report says why beside both.

Mirrors: hoofbeat.evaluation.report
"""

import re

import numpy as np
import pytest

from hoofbeat.evaluation.metrics import summarise
from hoofbeat.evaluation.protocols import COHORT
from hoofbeat.evaluation.ranking import PUBLICATION_HELD_OUT, Ranking
from hoofbeat.evaluation.report import render
from hoofbeat.evaluation.result import EvaluationResult
from hoofbeat.evaluation.two_figures import two_figures


@pytest.fixture
def with_cohort(result: EvaluationResult) -> EvaluationResult:
    """400 patients: the disease of 300 was not learned; of the other 100, 76 are answered right at once."""
    ranks = np.array([0] * 300 + [1] * 76 + [2] * 24)
    ids = tuple(f"OMIM:{100000 + position % 20}" for position in range(400))
    ranking = Ranking(
        name="cohort", protocol=PUBLICATION_HELD_OUT, model=COHORT, ranks=ranks, truth_ids=ids,
        orphan=np.ones(400, dtype=np.bool_), sources=("phenopackets",) * 400, predicted_ids=ids,
    )  # fmt: skip
    return result.model_copy(update={"rankings": (*result.rankings, *summarise(ranking, repeats=50))})


def test_what_lies_between_the_two_is_computed(with_cohort: EvaluationResult) -> None:
    found = two_figures(with_cohort)
    assert found is not None
    assert (found.candidate, found.selected, found.taught) == ("LightGBM", 0.64, 300)
    assert (found.asked, found.unlearned) == (400, 300)
    assert (found.ranked, found.answerable) == pytest.approx((0.19, 0.76))


def test_one_sentence_stands_beside_both_figures(with_cohort: EvaluationResult) -> None:
    page = render(with_cohort)
    text = re.sub(r"\s+", " ", re.sub("<[^>]+>", "", page))
    sentence = (
        "LightGBM, as a candidate, names the right disease first in 64.0 %, and the cohort model, which is the same "
        "kind of model, in 19.0 %, because the first is of the 300 patients"
    )
    assert text.count(sentence) == 2
    assert "of whom 300 (75 %) count as misses" in text
    assert "of the others it names 76.0 % right." in text
    accuracy, candidates = page.split('<section id="candidates">')
    assert "as a candidate" in accuracy
    assert "as a candidate" in candidates


def test_nothing_is_explained_where_one_of_them_is_missing(undrawn: EvaluationResult) -> None:
    alone = undrawn.model_copy(update={"candidates": ()})
    assert two_figures(alone) is None
    assert "as a candidate" not in render(alone)
