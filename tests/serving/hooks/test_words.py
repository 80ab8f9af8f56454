"""Everything that a record system shows is said in English and in Spanish."""

import pytest

from hoofbeat.domain.languages import Wording
from hoofbeat.serving.hooks import words
from hoofbeat.serving.hooks.words import language_of


@pytest.mark.parametrize("name", [name for name, value in vars(words).items() if isinstance(value, Wording)])
def test_every_word_has_both_languages(name: str) -> None:
    wording: Wording = getattr(words, name)
    assert set(wording) >= {"en", "es"}
    assert wording["en"] != wording["es"]
    assert wording["en"].count("{}") == wording["es"].count("{}")


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("es", "es"), ("ES-mx", "es"), ("en-GB, es;q=0.9", "en"), ("fr, es;q=0.5", "es"), ("es;q=0", "en"),
        ("en;q=0.1, es;q=0.2", "es"), ("*", "en"), ("", "en"), (",;q=x,es;q=x", "en"), ("espanol", "en"),
        ("es;q=7", "es"),
    ],
)  # fmt: skip
def test_the_language_is_the_one_preferred(accepted: str, language: str) -> None:
    assert language_of(accepted) == language
