"""Texts that are kept as one come back as they were."""

from bisect import bisect_left

import pytest

from hoofbeat.bundle.runtime.joined import JoinedText

TEXTS = ("", "ache", "belly ache", "β thalassaemia", "ache")


@pytest.fixture
def joined() -> JoinedText:
    return JoinedText(TEXTS)


def test_it_is_a_sequence(joined: JoinedText) -> None:
    assert (tuple(joined), len(joined)) == (TEXTS, 5)
    for place in range(-5, 5):
        assert joined[place] == TEXTS[place]
    for place in (5, -6):
        with pytest.raises(IndexError):
            joined[place]


@pytest.mark.parametrize(
    "part", [slice(1, 3), slice(None), slice(2, 2), slice(4, 1), slice(None, None, -1), slice(0, 5, 2), slice(-2, 9)]
)
def test_a_slice_is_that_of_the_texts(joined: JoinedText, part: slice) -> None:
    assert joined[part] == TEXTS[part]


def test_none_is_nothing() -> None:
    assert (list(JoinedText(())), JoinedText(())[:]) == ([], ())


def test_a_piece_is_found_once_in_each_text_and_never_across_two(joined: JoinedText) -> None:
    assert list(joined.holding("a")) == [1, 2, 3, 4]
    assert list(joined.holding("ache")) == [1, 2, 4]
    assert list(joined.holding("achebelly")) == []


def test_sorted_texts_are_searched_by_halves() -> None:
    joined = JoinedText(sorted(TEXTS))
    assert bisect_left(joined, "belly ache") == sorted(TEXTS).index("belly ache")
