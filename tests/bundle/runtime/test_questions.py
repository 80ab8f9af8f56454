"""What to ask next: the formula by hand, and what must never be asked."""

from typing import Any

import numpy as np
import pytest

from hoofbeat.bundle.export.profiles import profile_book
from hoofbeat.bundle.runtime import profiles as profiles_module
from hoofbeat.bundle.runtime.profiles import ProfileBook
from hoofbeat.bundle.runtime.questions import LEAST_GAIN, SURE, Question, best_questions, leading, should_stop
from small_world import FREQUENCIES, ONTOLOGY, B, C, D, E, H, profiles

ALL = np.arange(3)
EVEN = np.full(3, 1 / 3)
NONE = np.array([], dtype=np.int64)


def at(*finding_ids: str) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.array([ONTOLOGY.index[finding_id] for finding_id in finding_ids], dtype=np.int64)


def asked(found: list[Question]) -> list[str]:
    return [ONTOLOGY.ids[question.finding] for question in found]


@pytest.fixture(autouse=True)
def every_finding_is_specific(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of three diseases, each finding belongs to a third at least."""
    monkeypatch.setattr(profiles_module, "TOO_GENERAL", 1.0)


@pytest.fixture
def book() -> ProfileBook:
    return profile_book(ONTOLOGY, profiles(FREQUENCIES))


def test_gain_is_the_mutual_information_of_answer_and_disease() -> None:
    """A finding that every patient of one of two equally likely diseases has, and nobody else, tells almost a bit."""
    book = profile_book(ONTOLOGY, profiles({(0, H): 0.9, (1, E): 0.9}))
    first = np.array([0, 1])
    found = best_questions(book, first, np.array([0.5, 0.5]), NONE, NONE)
    p, q = 0.9, 0.3  # the third disease counts in the background: 0.9 / 3

    def h(x: float) -> float:
        return float(-x * np.log2(x) - (1 - x) * np.log2(1 - x))

    assert set(asked(found)) == {H, E}
    assert found[0].gain == pytest.approx(h((p + q) / 2) - (h(p) + h(q)) / 2, abs=0.005)
    assert found[0].probability == pytest.approx((p + q) / 2, abs=0.005)
    history = found[asked(found).index(H)]
    assert history.if_present == pytest.approx([p / (p + q), q / (p + q)], abs=0.005)
    assert history.if_absent == pytest.approx([(1 - p) / (2 - p - q), (1 - q) / (2 - p - q)], abs=0.005)


def test_the_answers_together_change_nothing(book: ProfileBook) -> None:
    """The probability before is the mean of those after, weighted by how likely each answer is."""
    prior = np.array([0.5, 0.3, 0.2])
    for question in best_questions(book, ALL, prior, NONE, NONE):
        mean = question.probability * question.if_present + (1 - question.probability) * question.if_absent
        assert mean == pytest.approx(prior)
        assert question.gain > 0


def test_nothing_stated_or_implied_is_asked(book: ProfileBook) -> None:
    assert D in asked(best_questions(book, ALL, EVEN, NONE, NONE)) or C in asked(
        best_questions(book, ALL, EVEN, NONE, NONE)
    )
    after_d = asked(best_questions(book, ALL, EVEN, at(D), NONE))
    assert set(after_d) <= {E, H}, "whoever has D has C and B"
    without_b = asked(best_questions(book, ALL, EVEN, NONE, at(B)))
    assert without_b == [H], "whoever lacks B lacks C, D and E"


def test_only_what_a_profile_states_is_asked_and_no_two_of_one_line(book: ProfileBook) -> None:
    found = asked(best_questions(book, ALL, EVEN, NONE, NONE))
    assert set(found) <= {B, C, D, E, H}
    for one, other in ((C, D), (B, C), (B, D), (B, E)):
        assert not {one, other} <= set(found)


def test_more_questions_begin_with_the_same(book: ProfileBook) -> None:
    everything = best_questions(book, ALL, EVEN, NONE, NONE, most=30)
    assert len(everything) > 2
    for most in range(len(everything) + 1):
        assert asked(best_questions(book, ALL, EVEN, NONE, NONE, most=most)) == asked(everything)[:most]


def test_the_same_question_in_other_words_is_asked_once() -> None:
    book = profile_book(ONTOLOGY, profiles({(0, H): 0.9, (0, E): 0.9, (1, D): 0.9}))
    found = asked(best_questions(book, ALL, EVEN, NONE, NONE))
    assert D in found
    assert len({H, E} & set(found)) == 1, "both are of the first disease alone"


def test_a_body_system_is_no_question(book: ProfileBook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profiles_module, "TOO_GENERAL", 0.2)
    assert set(asked(best_questions(book, ALL, EVEN, NONE, NONE))) <= {C, D, E}
    assert B not in asked(best_questions(book, ALL, EVEN, NONE, NONE))


def test_probabilities_of_the_leading_sum_to_one() -> None:
    assert leading(np.array([0.1, 0.2, 0.3], dtype=np.float32), np.array([2, 1])) == pytest.approx([0.6, 0.4])


def test_when_to_stop() -> None:
    nobody = np.zeros(0)
    good, poor = (Question(0, gain, 0.5, nobody, nobody) for gain in (LEAST_GAIN, LEAST_GAIN / 2))
    assert not should_stop([good, poor], SURE - 0.01)
    assert should_stop([good, poor], SURE)
    assert should_stop([poor], 0.1)
    assert should_stop([], 0.1)


def test_a_certain_differential_leaves_nothing_to_ask(book: ProfileBook) -> None:
    found = best_questions(book, ALL, np.array([1.0, 0.0, 0.0]), NONE, NONE)
    assert should_stop(found, 0.5)
