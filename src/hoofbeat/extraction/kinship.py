"""Who in a sentence is a relative, and whether he has something or only tells of the patient."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from hoofbeat.domain.languages import SearchLanguage
from hoofbeat.extraction.note import Token
from hoofbeat.extraction.tables import rows, word_list
from hoofbeat.extraction.words import words_of

#: Words between a relative and the verb that tells.
_TELLS_WITHIN = 3
#: Words between "brings" and the child.
_BROUGHT_WITHIN = 6
#: In capitals these are abbreviations: TIA is no aunt.
_SHORT = 3
_OF_AGE = word_list("of age")
_BRINGS = word_list("brings")
_HAS = frozenset({"has", "had", "tiene", "tuvo", "with", "con"})


class _Words(NamedTuple):
    first: frozenset[str]
    relatives: frozenset[tuple[str, ...]]
    informants: frozenset[str]
    through: frozenset[tuple[str, ...]]


@cache
def _words(lang: SearchLanguage | None) -> _Words:
    by_kind: dict[str, set[tuple[str, ...]]] = {"relative": set(), "informant": set(), "through": set()}
    for of, kind, texts in rows("relatives", ("lang", "kind", "words")):
        if lang in (None, of):
            by_kind[kind].update(tuple(words_of(text)) for text in texts.split(";"))
    told = frozenset(words[0] for words in by_kind["informant"])
    first = frozenset(words[0] for words in by_kind["relative"])
    return _Words(first, frozenset(by_kind["relative"]), told, frozenset(by_kind["through"]))


def relatives(lang: SearchLanguage | None) -> frozenset[str]:
    """The first words of those who are a patient's relatives."""
    return _words(lang).first


def with_age(tokens: Sequence[Token], place: int) -> int:
    """Where the words begin that tell a relative's age in front of him: "her 60-year-old father"."""
    while place and tokens[place].joined and (tokens[place - 1].word.isdigit() or tokens[place - 1].word in _OF_AGE):
        place -= 1
    return place


def relative_at(text: str, tokens: Sequence[Token], place: int, lang: SearchLanguage | None) -> int:
    """Behind the relative that begins at a token; the token itself where none does."""
    known = _words(lang)
    token = tokens[place]
    if token.word not in known.first:
        return place
    if text[token.start : token.end].isupper() and len(token.word) <= _SHORT:
        return place
    for length in (2, 1):
        words = tuple(token.word for token in tokens[place : place + length])
        if words in known.relatives:
            return place + len(words)
    return place


def tells(tokens: Sequence[Token], start: int, end: int, lang: SearchLanguage | None) -> bool:
    """Whether a relative tells of the patient, or comes with him."""
    words = _words(lang)
    if any(token.word in _BRINGS for token in tokens[max(start - _BROUGHT_WITHIN, 0) : start]):
        return True
    for length in (3, 2, 1):
        if tuple(token.word for token in tokens[max(start - length, 0) : start]) in words.through:
            return True
    for token in tokens[end : end + _TELLS_WITHIN]:
        if token.word in words.informants:
            return True
        if ";" in token.gap or ":" in token.gap or token.word in _HAS:
            return False
    return False
