"""The words of a text: runs of letters and digits, folded as a search folds them, contractions as what they mean."""

import re
from collections.abc import Sequence

from hoofbeat.bundle.runtime.words import fold
from hoofbeat.extraction.text.tables import word_list

#: ``c/o``, ``s/p``, ``w/o`` are one word; an accent written as a mark of its own belongs to its letter.
TOKEN = re.compile(
    r"[^\W_](?:(?<=[A-Za-z])/[A-Za-z](?![^\W_])|[^\W_]*(?:[\u0300-\u036f]+[^\W_]*)*(?:['’´`][^\W\d_]+)*)"
)
#: So that most words need no decomposition; "sí" is an assent, and "si" a condition.
_ACCENTS = str.maketrans("áéíóúüñàèìòùç", "aeiouunaeiouc")
#: What parts words where nothing else does: every mark of ASCII.
_APART = {code: char if (char := chr(code)).isalnum() else " " for code in range(128)}
#: Words that another would be without its mark: "sí", "un año".
_KEPT_APART = {"sí": "yes", "año": "anos"}
_CONTRACTED = {"cant": "cannot", "wont": "not"} | dict.fromkeys(word_list("contracted"), "not")

#: Words that are not what their letters say, without accents.
_SPECIAL = frozenset({*(word.translate(_ACCENTS) for word in _KEPT_APART), *_CONTRACTED})


def word_of(text: str) -> str:
    """What a word of a note is as a word of the dictionary.

    Example:
        >>> [word_of(text) for text in ("Náuseas", "can't", "Crohn's", "doesn’t", "s/p")]
        ['nauseas', 'cannot', 'crohn', 'not', 's/p']
    """
    if (plain := plain_word(text)) is not None:
        return plain
    if "/" in text:
        return text.lower()
    parts = fold(text.rstrip("ªº")).split()
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return text.lower()
    if parts[-1] == "t":
        return "cannot" if parts[0] == "can" else "not"
    return parts[0]


def words_as(said: Sequence[str]) -> list[str]:
    """The words of a note, as :func:`word_of` gives them; most are plain, and folded all at once."""
    small = "\n".join(said).lower().translate(_ACCENTS)
    words = small.split("\n")
    if small.isascii() and _SPECIAL.isdisjoint(words):
        odd = [place for place, letters in enumerate(map(str.isalpha, words)) if not letters]
    else:
        odd = [
            place for place, word in enumerate(words) if not word.isascii() or not word.isalpha() or word in _SPECIAL
        ]
    for place in odd:
        words[place] = word_of(said[place])
    return words


def plain_word(text: str) -> str | None:
    """A word of plain letters, or of those with the accents of Spanish; ``None`` for any other."""
    small = text.lower()
    if not small.isascii():
        small = _KEPT_APART.get(small) or small.translate(_ACCENTS)
        if not small.isascii():
            return None
    return _CONTRACTED.get(small, small) if small.isalpha() else None


def words_of(text: str) -> list[str]:
    """The words of a short text, as those of a note.

    Example:
        >>> words_of("Pain, in the knee (left)")
        ['pain', 'in', 'the', 'knee', 'left']
    """
    small = text.lower().translate(_ACCENTS)
    if small.isascii() and "/" not in small and "'" not in small and "`" not in small:
        words = small.translate(_APART).split()
        if _SPECIAL.isdisjoint(words):
            return words
    return [word_of(match[0]) for match in TOKEN.finditer(text)]
