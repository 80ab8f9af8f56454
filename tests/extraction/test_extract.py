"""A note is read the same whenever, wherever and beside whatever else it is read; limits are said with a hint."""

import logging
import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from hoofbeat.domain.errors import InputError
from hoofbeat.extraction.extract import LONGEST_NOTE, Extractor

NOTES = (
    "A 34-year-old woman presents with fever, HR 110 and pain in the right knee. She denies cough. Her son has gout.",
    "Varón de 62 años con tos, sin fiebre. TA 150/95. Posible neumonía. Antecedentes familiares de gota.",
)


@pytest.mark.parametrize(("note", "language"), [(NOTES[0], "en"), (NOTES[1], "es")])
def test_every_span_holds_its_words(extractor: Extractor, note: str, language: str) -> None:
    extraction = extractor.extract(note)
    assert extraction.language == language
    assert extraction.findings
    assert extraction.measurements
    assert all(note[one.start : one.end] == one.words for one in extraction.findings)
    assert all(note[one.start : one.end] == one.words for one in extraction.measurements)
    assert list(extraction.findings) == sorted(extraction.findings, key=lambda one: (one.start, one.end, one.id))


def test_the_language_may_be_given(extractor: Extractor) -> None:
    assert extractor.extract("Hepatomegaly", "es").language == "es"
    assert extractor.extract("Hepatomegaly").language == "en"


def test_accents_and_case_do_not_matter(extractor: Extractor) -> None:
    ids = [[one.id for one in extractor.extract(text).findings] for text in ("NÁUSEAS Y VÓMITOS", "nauseas y vomitos")]
    assert ids[0] == ids[1] != []


def test_a_note_leaves_nothing_behind(extractor: Extractor) -> None:
    alone = [extractor.extract(note) for note in NOTES]
    mixed = [extractor.extract(note) for note in (*NOTES[::-1], *NOTES)]
    assert mixed[2:] == alone


def test_many_threads_read_as_one(extractor: Extractor) -> None:
    with ThreadPoolExecutor(8) as pool:
        read = list(pool.map(extractor.extract, NOTES * 20))
    assert read == [extractor.extract(note) for note in NOTES] * 20


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", ".", "…", "()", "?", ":", "½ ª º ⅳ", "\x00\ufffd", "a" * 5000, "- " * 999]
)
def test_whatever_the_text(extractor: Extractor, text: str) -> None:
    extraction = extractor.extract(text)
    assert extraction.findings == ()
    assert extraction.measurements == ()


def test_no_mixture_of_pieces_breaks_it(extractor: Extractor) -> None:
    pieces = [
        "no",
        "fever",
        "sin",
        "tos",
        ",",
        ";",
        ":",
        ".",
        "?",
        "(",
        ")",
        "-",
        "/",
        "\n",
        "her",
        "mother",
        "TA",
        "150/95",
        "años",
        "3",
        "de",
        "y",
        "or",
        "without",
        "history",
        "of",
        "½",
        "’s",
        "can't",
        "(-)",
        "¿",
    ]
    draw = random.Random(16)
    for _ in range(300):
        text = " ".join(draw.choices(pieces, k=25))
        for one in extractor.extract(text).findings:
            assert text[one.start : one.end] == one.words


def test_a_longer_text_is_refused_without_its_words(extractor: Extractor, caplog: pytest.LogCaptureFixture) -> None:
    text = "Smith fever " * (LONGEST_NOTE // 12 + 1)
    with caplog.at_level(logging.DEBUG), pytest.raises(InputError, match="one note at a time") as refused:
        extractor.extract(text)
    assert "Smith" not in str(refused.value)
    assert "100000" in str(refused.value)
    assert caplog.records == []


def test_the_longest_note_is_read(extractor: Extractor) -> None:
    text = ("No fever. " * (LONGEST_NOTE // 10))[:LONGEST_NOTE]
    assert len(extractor.extract(text).findings) == LONGEST_NOTE // 10
