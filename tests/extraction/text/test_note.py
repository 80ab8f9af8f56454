"""Tokens keep their offsets, and sentences end where a cue should end."""

import pytest

from hoofbeat.extraction.text.note import sentences
from hoofbeat.extraction.text.words import word_of

NOTES = (
    "Náuseas, vómitos y fiebre de 38,5 °C.",
    "na\u0301useas y vo\u0301mitos",
    "SOB c/o CP; s/p CABG\n- Tos\n- Disnea",
    "can't walk… doesn’t eat ½ of it. ﬁebre Ⅳ ª º",
    "Straße İstanbul 心 fever 😷 cough",
    "",
    " \n\t ",
)


@pytest.mark.parametrize("text", NOTES)
def test_every_word_stands_where_it_says(text: str) -> None:
    last = 0
    for sentence in sentences(text):
        for word, start, end, gap in zip(
            sentence.words, sentence.starts, sentence.ends, sentence.gaps[:-1], strict=True
        ):
            assert gap == text[last:start]
            assert last <= start < end <= len(text)
            assert word_of(text[start:end]) == word
            last = end


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Fever. Cough.", 2),
        ("Fiebre de 38.5 grados. Tos.", 2),
        ("no fever. has cough", 2),
        ("fever.No cough", 2),
        ("Seen by Dr. Perez for cough", 1),
        ("Cultivo con S. aureus y fiebre", 1),
        ("Fever\n- Cough\n- Rash", 3),
        ("1. Fever\n2. Cough", 2),
        ("fever, cough\nand rash", 1),
        ("Fever and cough\n\nand rash", 2),
        ("FHx: gout\nPMH: asthma", 2),
        ("¿Fiebre? No. ¿Tos? Sí.", 2),
        ("Pneumonia? She coughs.", 2),
        ("¡Le duele! Mucho.", 2),
    ],
)
def test_sentences(text: str, count: int) -> None:
    assert len(list(sentences(text))) == count


def test_a_phrase_may_go_on_over_a_blank_a_hyphen_and_a_line_but_no_comma() -> None:
    joined = {text: next(sentences(text)).joined[1] for text in ("a b", "a-b", "a\nb", 'a "b"')}
    parted = {text: next(sentences(text)).joined[1] for text in ("a, b", "a; b", "a (b)", "a/bc")}
    assert all(joined.values()), joined
    assert not any(parted.values()), parted


def test_a_sentence_knows_its_place() -> None:
    first, second = sentences("Fever.\nNo cough!")
    assert (first.start, first.end, first.gaps[-1].strip()) == (0, 5, ".")
    assert (second.start, second.end, second.gaps[-1], second.begins_line) == (7, 15, "!", True)


def test_a_text_without_marks_is_cut() -> None:
    cut = list(sentences("no fever " * 1000))
    assert sum(len(sentence.words) for sentence in cut) == 2000
    assert max(len(sentence.words) for sentence in cut) <= 200
