"""What each word of a note is worth: the numbers under which the dictionary files stems and meanings.

A phrase is filed under the sum of its words' numbers, which is the same in any order; adding a word to a window of the
note is one addition. Numbers are digests of the words, so that they are the same in every process.
"""

from collections.abc import Iterable
from hashlib import blake2b
from typing import NamedTuple

from hoofbeat.extraction.slips import Slips, ordinary_words
from hoofbeat.extraction.stems import meaning, stem
from hoofbeat.extraction.tables import word_list

#: Words that a phrase may have or lack: articles, prepositions of place and belonging, forms of "to be".
FILLERS = word_list("filler")
#: Words that say how much, where or since when, and may stand inside a phrase: "pain in the right knee".
SKIPPED = word_list("degree")


class Worth(NamedTuple):
    """What a word adds to the number of a window; ``None`` where no phrase of the dictionary has it.

    Attributes:
        exact: by its stem.
        meant: by its meaning.
        filler: a phrase may have it or lack it.
        skipped: it may stand inside a phrase.
        surface: as it is written, for phrases that are found by all their words.
        corrected: it was a slip of another word.
        reach: words that mean something in the longest phrase that has it.
    """

    exact: int | None
    meant: int | None
    filler: bool = False
    skipped: bool = False
    surface: int | None = None
    corrected: bool = False
    reach: int = 0


def number_of(text: str) -> int:
    """A number for a stem or a meaning, the same everywhere, under 2⁶¹."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") >> 3


class Vocabulary:
    """The words of the dictionary's phrases: filled while the phrases are filed, then closed and only read."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._surfaces: dict[str, int] = {}
        self._known: dict[str, Worth] = {}
        self._reach: dict[int, int] = {}
        self._slips = Slips(())

    def add(self, word: str) -> Worth:
        """Know a word of a phrase."""
        worth = self._known.get(word)
        if worth is None:
            exact, meant = (self._number(text) for text in (stem(word), meaning(word)))
            worth = self._known[word] = Worth(exact, meant)
        return worth

    def reaches(self, worths: Iterable[Worth], size: int) -> None:
        """Know that words stand in a phrase of so many words that mean something."""
        for worth in worths:
            for number in (worth.exact, worth.meant):
                if number is not None and self._reach.get(number, 0) < size:
                    self._reach[number] = size

    def add_written(self, word: str) -> int:
        """Know a word of a phrase that is found by all its words, as they are written."""
        number = self._surfaces.get(word)
        if number is None:
            number = self._surfaces[word] = number_of(f"={word}")
        return number

    def close(self) -> None:
        """All words are known: prepare what finds them with a slip."""
        self._slips = Slips(self._known)
        for word in (*self._known, *self._surfaces, *ordinary_words()):
            self._known[word] = self._worth(word)

    def _number(self, text: str) -> int:
        number = self._numbers.get(text)
        if number is None:
            number = self._numbers[text] = number_of(text)
        return number

    def of(self, word: str) -> Worth:
        """The worth of a word of a note."""
        known = self._known.get(word)
        if known is not None:
            return known
        found = self._worth(word)
        if found.exact is None and found.meant is None:
            meant = self._slips.meant(word)
            return found if meant is None else self._known[meant]._replace(corrected=True)
        return found

    def of_known(self, word: str) -> Worth | None:
        """The worth of a word of the dictionary, ``None`` for any other."""
        return self._known.get(word)

    def _worth(self, word: str) -> Worth:
        exact, meant = self._numbers.get(stem(word)), self._numbers.get(meaning(word))
        reach = max(0 if number is None else self._reach.get(number, 0) for number in (exact, meant))
        skipped = word in SKIPPED or word.isdigit()
        return Worth(exact, meant, word in FILLERS, skipped, self._surfaces.get(word), reach=reach)
