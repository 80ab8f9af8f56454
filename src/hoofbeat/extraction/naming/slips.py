"""What a long word was meant to be: a word that sounds the same, or has one letter more, less, other or swapped."""

from collections.abc import Iterable
from functools import cache

from hoofbeat.bundle.runtime.spelling import keys
from hoofbeat.extraction.text.stems import stem
from hoofbeat.extraction.text.tables import rows
from hoofbeat.extraction.text.words import words_of

#: Words of at least so many letters are corrected; in shorter ones a slip makes another word.
_LEAST = 8
#: Letters of a beginning and of an end: one slip leaves one of them as it is, and of a longer word half of it.
_END = 4
#: Tables whose words are no names of findings: none of them is a slip.
_ORDINARY = (
    ("cues", ("lang", "kind", "side", "cues")),
    ("headings", ("section", "headings")),
    ("relatives", ("lang", "kind", "words")),
    ("words", ("kind", "words")),
)


@cache
def ordinary_words() -> frozenset[str]:
    """The words of the tables that name no finding."""
    return frozenset(
        word for table, columns in _ORDINARY for cells in rows(table, columns) for word in words_of(cells[-1])
    )


class Slips:
    """Finds what a word was meant to be.

    Args:
        words: that may be meant.
    """

    def __init__(self, words: Iterable[str]) -> None:
        heard: dict[str, dict[str, str]] = {}
        near: dict[tuple[str, int], list[str]] = {}
        for word in sorted(words):
            if len(word) < _LEAST or not word.isalpha():
                continue
            for key in keys.__wrapped__(word):
                heard.setdefault(key, {}).setdefault(stem(word), word)
            for end in _ends(word, len(word)):
                near.setdefault((end, len(word)), []).append(word)
        self._heard = {key: next(iter(by.values())) for key, by in heard.items() if len(by) == 1}
        self._near = {end: tuple(known) for end, known in near.items()}

    def meant(self, word: str) -> str | None:
        """The word that was meant; ``None`` for a short or an ordinary one, and where two may have been."""
        if len(word) < _LEAST or not word.isalpha() or word in ordinary_words():
            return None
        for key in keys.__wrapped__(word):  # not the kept answers of the search: a note leaves nothing behind
            if heard := self._heard.get(key):
                return heard
        close = {
            stem(known): known
            for length in (len(word) - 1, len(word), len(word) + 1)
            for end in _ends(word, length)
            for known in self._near.get((end, length), ())
            if _one_slip(word, known)
        }
        return next(iter(close.values())) if len(close) == 1 else None


def _ends(word: str, length: int) -> tuple[str, str]:
    """The beginning of a word and its end, with the first letter: of a word of this length a slip leaves one intact."""
    half = max(_END, (length - 1) // 2)
    return word[:half] + "-", word[0] + "-" + word[-half:]


def _one_slip(said: str, meant: str) -> bool:
    """Whether two words of one first letter differ in one letter, or in two that changed places."""
    longer = len(said) - len(meant)
    if not -1 <= longer <= 1 or said[0] != meant[0]:
        return False
    place = next((at for at, (one, other) in enumerate(zip(said, meant, strict=False)) if one != other), -1)
    if place < 0 or longer:
        return longer != 0 and (place < 0 or said[place + (longer > 0) :] == meant[place + (longer < 0) :])
    rest = place + 1
    swapped = said[place : rest + 1] == meant[place : rest + 1][::-1] and said[rest + 1 :] == meant[rest + 1 :]
    return said[rest:] == meant[rest:] or swapped
