"""The language of a text is seen from its small words, and is unknown where nothing shows it."""

import pytest

from hoofbeat.extraction.text.language import language_of
from hoofbeat.extraction.text.words import words_of


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("The patient denies fever and has a cough.", "en"),
        ("Niega fiebre y presenta tos desde hace tres días.", "es"),
        ("No fever or cough", "en"),
        ("Sin fiebre ni tos", "es"),
        ("Her son has asthma", "en"),
        ("Las lesiones son rojas", "es"),
        ("Hepatomegaly", None),
        ("", None),
    ],
)
def test_language(text: str, lang: str | None) -> None:
    assert language_of(words_of(text)) == lang
