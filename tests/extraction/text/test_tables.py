"""The tables of the package are read by their columns, and what they list stands there once."""

import importlib.resources

import pytest

from hoofbeat.domain.errors import BundleFormatError
from hoofbeat.extraction.text.tables import rows, word_list


def test_a_table_with_other_columns_is_refused() -> None:
    with pytest.raises(BundleFormatError, match=r"stopped\.tsv, row 0.*phrase"):
        list(rows("stopped", ("phrase", "why")))


def test_words_of_a_kind() -> None:
    assert {"the", "de"} <= word_list("filler")
    assert word_list("no such kind") == frozenset()


def test_each_kind_of_words_stands_once_and_folded() -> None:
    kinds = [kind for kind, _ in rows("words", ("kind", "words"))]
    assert len(kinds) == len(set(kinds))
    for kind, words in rows("words", ("kind", "words")):
        assert len(words.split()) == len(set(words.split())), kind
        assert words == words.lower()
        assert words.isascii(), kind


def test_every_table_says_whose_it_is() -> None:
    for path in importlib.resources.files("hoofbeat.extraction").joinpath("data").iterdir():
        assert "Apache-2.0" in path.read_text(encoding="utf-8").splitlines()[0], path.name
