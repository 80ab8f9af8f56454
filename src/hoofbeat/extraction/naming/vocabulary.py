"""What each word of a note is worth: the numbers under which the dictionary files stems and meanings.

A phrase is filed under the sum of its words' numbers, which is the same in any order; adding a word to a window of the
note is one addition. Numbers are digests of the words, so that they are the same in every process.
"""

from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import NamedTuple, cast

from hoofbeat.extraction.naming.filed import Filed
from hoofbeat.extraction.naming.slips import Slips, ordinary_words
from hoofbeat.extraction.text.stems import meaning, stem
from hoofbeat.extraction.text.tables import word_list

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
        alone: the phrase that it is by itself.
    """

    exact: int | None
    meant: int | None
    filler: bool = False
    skipped: bool = False
    surface: int | None = None
    alone: Filed | None = None


def number_of(text: str) -> int:
    """A number for a stem or a meaning, the same everywhere, under 2⁶¹."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") >> 3


class Vocabulary:
    """The words of the dictionary's phrases: filled while the phrases are filed, then closed and only read."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._surfaces: dict[str, int] = {}
        self._added: dict[str, tuple[int, int]] = {}
        self._known: dict[str, Worth] = {}
        self._slips = Slips(())
        self._alone: Callable[[str, int], Filed | None] | None = None

    def add(self, word: str) -> tuple[int, int]:
        """Know a word of a phrase: the numbers of its stem and of its meaning."""
        numbers = self._added.get(word)
        if numbers is None:
            stemmed = stem(word)
            numbers = self._added[word] = self._number(stemmed), self._number(meaning(word, stemmed))
        return numbers

    def add_written(self, word: str) -> int:
        """Know a word of a phrase that is found by all its words, as they are written."""
        number = self._surfaces.get(word)
        if number is None:
            number = self._surfaces[word] = number_of(f"={word}")
        return number

    def close(self, alone: Callable[[str, int], Filed | None]) -> None:
        """All words are known: prepare what finds them with a slip.

        Args:
            alone: the phrase that a word with this number is by itself.
        """
        self._alone = alone
        self._slips = Slips(self._added)
        for word in {**self._added, **self._surfaces, **dict.fromkeys(ordinary_words())}:
            self._known[word] = self._worth(word)

    def _number(self, text: str) -> int:
        number = self._numbers.get(text)
        if number is None:
            number = self._numbers[text] = number_of(text)
        return number

    def of_all(self, words: Sequence[str], unknown: dict[str, Worth]) -> list[Worth]:
        """The worths of the words of a sentence.

        Args:
            words: folded.
            unknown: words of the note that no phrase has, so far; added to.
        """
        found = list(map(self._known.get, words))
        return (
            [
                worth or unknown.get(word) or unknown.setdefault(word, self.of(word))
                for word, worth in zip(words, found, strict=True)
            ]
            if None in found
            else cast("list[Worth]", found)
        )

    def of(self, word: str) -> Worth:
        """The worth of a word of a note; of a slip, that of the word that was meant."""
        found = self._known.get(word) or self._worth(word)
        if found.exact is None and found.meant is None:
            meant = self._slips.meant(word)
            return found if meant is None else self._known[meant]
        return found

    def of_known(self, word: str) -> Worth | None:
        """The worth of a word of the dictionary, ``None`` for any other."""
        return self._known.get(word)

    def _worth(self, word: str) -> Worth:
        stemmed = stem(word)
        exact, meant = self._numbers.get(stemmed), self._numbers.get(meaning(word, stemmed))
        alone = None if exact is None or self._alone is None else self._alone(word, exact)
        return Worth(exact, meant, word in FILLERS, word in SKIPPED or word.isdigit(), self._surfaces.get(word), alone)
