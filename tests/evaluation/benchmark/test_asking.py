"""From scores to ranks: misses, alternatives, other company."""

import numpy as np

from benchmark_world import contender, world
from hoofbeat.evaluation.benchmark.asking import _ranked, examine, merged
from hoofbeat.evaluation.benchmark.lessons import Lessons
from hoofbeat.evaluation.benchmark.questions import (
    EVERYDAY_ALONE,
    FIVE_TOLD,
    GROUPED,
    OBSERVED_ALONE,
    ORPHANS_ALONE,
    REVEALED,
    TWO_DISEASES,
    UNRELATED,
    WHOLE,
    revealed,
    unrelated,
)  # fmt: skip
from hoofbeat.evaluation.ranking import PUBLICATION_HELD_OUT
from hoofbeat.models.knowledge_model import KnowledgeModel

SCORES = np.array([[3.0, 2.0, 1.0, -np.inf]] * 4, dtype=np.float32)


def ranks(truth: list[list[int]], places: list[int] | None = None) -> list[int]:
    found, _ = _ranked(SCORES[: len(truth)], np.array(truth), None if places is None else np.array(places))
    return found.tolist()  # type: ignore[no-any-return]


def test_what_has_no_score_or_no_place_is_a_miss() -> None:
    assert ranks([[1], [3], [-1]]) == [2, 0, 0]
    assert ranks([[1], [0]], [-1, 0, 1, 2]) == [1, 0]


def test_the_best_of_several_right_answers_counts() -> None:
    assert ranks([[2, 0], [1, -1], [-1, 2], [3, -1]]) == [1, 2, 3, 0]


def test_diseases_of_one_place_take_one_rank() -> None:
    assert merged(SCORES[:1], np.array([0, 1, 0, 1])).tolist() == [[3.0, 2.0]]
    assert ranks([[2], [3]], [0, 1, 0, 1]) == [1, 2]
    assert merged(SCORES[:1], np.array([1, -1, 0, -1])).tolist() == [[1.0, 3.0]]


def test_a_thorough_examination_asks_everything() -> None:
    small = world()
    lesson = Lessons(small, folds=2, seed=0).lesson(PUBLICATION_HELD_OUT, 0)
    thorough = contender(lambda t: KnowledgeModel(t.ontology, t.catalogue, t.profiles()), thorough=True)
    answers = examine(small, thorough, PUBLICATION_HELD_OUT, lesson, seed=0)
    assert set(answers) == {
        WHOLE, GROUPED, ORPHANS_ALONE, EVERYDAY_ALONE, OBSERVED_ALONE, FIVE_TOLD, TWO_DISEASES,
        *map(revealed, REVEALED), *map(unrelated, UNRELATED),
    }  # fmt: skip
    np.testing.assert_array_equal(answers[WHOLE].rows, lesson.rows)
    for answer in answers.values():
        assert len(answer.rows) == len(answer.ranks) == len(answer.first) == len(answer.overlap)
    stated = [small.teaching.cohort.sources[row] == "ddxplus" for row in answers[WHOLE].rows]
    np.testing.assert_array_equal(np.isfinite(answers[WHOLE].overlap[:, 0]), stated)
