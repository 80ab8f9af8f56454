"""Which of the two languages a text is written in, by the small words that only one of them has."""

from collections.abc import Iterable
from itertools import repeat

from hoofbeat.domain.languages import SearchLanguage
from hoofbeat.extraction.text.tables import word_list

_ENGLISH, _SPANISH = word_list("english"), word_list("spanish")
_BALANCE = {word: (word in _ENGLISH) - (word in _SPANISH) for word in _ENGLISH | _SPANISH}


def language_of(words: Iterable[str]) -> SearchLanguage | None:
    """The language of folded words; ``None`` where as many speak for one as for the other.

    Example:
        >>> language_of("sin fiebre ni tos".split()), language_of("no fever or cough".split()), language_of(["no"])
        ('es', 'en', None)
    """
    balance = sum(map(_BALANCE.get, words, repeat(0)))
    return None if balance == 0 else "en" if balance > 0 else "es"
