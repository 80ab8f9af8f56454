"""The words of a text: runs of letters and digits, folded as a search folds them, contractions as what they mean."""

import re

from hoofbeat.bundle.runtime.words import fold
from hoofbeat.extraction.tables import word_list

#: ``c/o``, ``s/p``, ``w/o`` are one word; an accent written as a mark of its own belongs to its letter.
TOKEN = re.compile(
    r"(?<![^\W_])[A-Za-z]/[A-Za-z](?![^\W_])|[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*(?:['’´`][^\W\d_]+)*", re.UNICODE
)
#: So that most words need no decomposition; "sí" is an assent, and "si" a condition.
_ACCENTS = str.maketrans("áéíóúüñàèìòùç", "aeiouunaeiouc")
_CONTRACTED = {"cant": "cannot", "wont": "not"} | dict.fromkeys(word_list("contracted"), "not")


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


def plain_word(text: str) -> str | None:
    """A word of plain letters, or of those with the accents of Spanish; ``None`` for any other."""
    small = text.lower()
    if not small.isascii():
        small = "yes" if small == "sí" else small.translate(_ACCENTS)
        if not small.isascii():
            return None
    return _CONTRACTED.get(small, small) if small.isalpha() else None


def words_of(text: str) -> list[str]:
    """The words of a short text, as those of a note.

    Example:
        >>> words_of("Pain, in the knee (left)")
        ['pain', 'in', 'the', 'knee', 'left']
    """
    return [word_of(match[0]) for match in TOKEN.finditer(text)]
