"""Words are folded, contractions become what they mean, and "sí" is no condition."""

import pytest

from hoofbeat.extraction.text.words import plain_word, word_of, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Náuseas y vómitos", ["nauseas", "y", "vomitos"]),
        ("can't, can’t, cant", ["cannot"] * 3),
        ("doesn't isn’t hasnt", ["not"] * 3),
        ("Crohn's disease, she's", ["crohn", "disease", "she"]),
        ("c/o SOB s/p CABG w/o N/V", ["c/o", "sob", "s/p", "cabg", "w/o", "n/v"]),
        ("nausea/vomiting", ["nausea", "vomiting"]),
        ("na\u0301usea", ["nausea"]),
        ("Tª 38", ["t", "38"]),
        ("non-tender", ["non", "tender"]),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def test_a_condition_and_an_assent() -> None:
    assert [word_of(text) for text in ("si", "sí", "Sí", "SI")] == ["si", "yes", "yes", "si"]


def test_a_plain_word_is_read_at_once() -> None:
    words = ("Fever", "doesnt", "Náusea", "T4", "心", "don't")
    assert [plain_word(word) for word in words] == ["fever", "not", "nausea", None, None, None]
