"""Search over some 60,000 short phrases in a few milliseconds, on the standard library alone."""

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from hoofbeat.bundle.runtime.flat_lists import FlatLists
from hoofbeat.bundle.runtime.joined import JoinedText
from hoofbeat.bundle.runtime.likeness import Likeness
from hoofbeat.bundle.runtime.words import content_words, fold

#: Where each tier of the ranking begins; within a tier, up to ``_SPAN`` for how much of the phrase was typed. The
#: lexicon adds up to 0.05 of its own.
_EXACT, PLURAL, _PREFIX, _WORDS, _INSIDE = 0.99, 0.985, 0.86, 0.75, 0.50
_SPAN = 0.05
_WHOLE_WORD = 0.02

#: A finding has some three phrases, and a phrase may be found by two tiers: enough for ``limit`` findings.
_PHRASES_PER_HIT = 6

#: Shorter words keep their final s ("tos", "dens").
_LEAST_PLURAL = 4

#: A piece of a word as short as this is found in words that have nothing to do with it.
_LEAST_INSIDE = 5

_AFTER_ALL = "\U0010ffff"  # sorts after every continuation of a prefix


class Phrase(NamedTuple):
    """A phrase in the index: folded text, text as written, its owner's position, language, preferred or synonym."""

    folded: str
    text: str
    owner: int
    lang: str
    preferred: bool


class Match(NamedTuple):
    """A phrase that was found, by its row in the index.

    ``score`` lies in (0, 1]; ``weak`` says that it only resembles what was typed; ``whole`` that it says all of that
    and nothing else, by other words.
    """

    row: int
    score: float
    weak: bool = False
    whole: bool = False


class TextIndex:
    """Sorted phrases, a sorted vocabulary with postings, one joined text for substrings, sounds for slips.

    Attributes:
        texts: of the rows, as written.
        owners: of the rows.
        langs: of the rows.
        preferred: of the rows.
    """

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        folded, texts, owners, langs, preferred = list(zip(*sorted(phrases), strict=True)) or ((),) * 5
        self._folded = JoinedText(folded)
        self.texts, self.langs, self.preferred = texts, langs, bytes(preferred)
        self.owners = array("I", owners)
        del folded  # before as much is made again: what is in use at once is never wholly given back
        self._words = _rows_by_word(self._folded)
        self._likeness = Likeness(self._folded, self.langs, self._words)

    def search(self, query: str, limit: int) -> Iterator[Match]:
        """Yield what matches, unordered and some phrases twice.

        A later tier is asked only while too few phrases are found; what only resembles the words that were typed,
        only if nothing holds them all.
        """
        typed = fold(query)
        if not typed:
            return
        found = 0
        for tier in (self._whole, self._beginning, self._by_words):
            for position, score in tier(typed):
                found += 1
                yield Match(position, score)
            if found > _PHRASES_PER_HIT * limit:
                return
        if not found:
            for position, likeness in self._likeness.search(typed):
                yield Match(position, likeness.score, likeness.weak, likeness.whole)
        for position, score in self._inside(typed):
            yield Match(position, score, weak=len(typed) < _LEAST_INSIDE)

    def _whole(self, typed: str) -> Iterator[tuple[int, float]]:
        plurals = [typed + "s", typed + "es", typed.removesuffix("s"), typed.removesuffix("es")]
        for form in dict.fromkeys((typed, *plurals)):
            first, last = bisect_left(self._folded, form), bisect_right(self._folded, form)
            for position in range(first, last):
                yield position, _EXACT if form == typed else PLURAL

    def _beginning(self, typed: str) -> Iterator[tuple[int, float]]:
        first, last = bisect_right(self._folded, typed), bisect_right(self._folded, typed + _AFTER_ALL)
        for position, folded in enumerate(self._folded[first:last], start=first):
            yield position, _PREFIX + self._coverage(typed, folded) + _WHOLE_WORD * (folded[len(typed)] == " ")

    def _by_words(self, typed: str) -> Iterator[tuple[int, float]]:
        words = content_words(typed)
        rows = [self._rows_of_prefix(_singular(word)) for word in words]
        for position in set.intersection(*sorted(rows, key=len)):
            folded = self._folded[position]
            whole = sum(word in folded.split() for word in words) / len(words)
            yield position, _WORDS + self._coverage(typed, folded) + _WHOLE_WORD * whole

    def _inside(self, typed: str) -> Iterator[tuple[int, float]]:
        for position in self._folded.holding(typed):
            yield position, _INSIDE + self._coverage(typed, self._folded[position])

    def _rows_of_prefix(self, prefix: str) -> set[int]:
        words = self._words.keys
        first, last = bisect_left(words, prefix), bisect_right(words, prefix + _AFTER_ALL)
        return {row for place in range(first, last) for row in self._words.at(place)}

    def says_all(self, query: str, match: Match) -> bool:
        """Whether a phrase says all that was typed, and nothing else."""
        if match.whole or match.score >= PLURAL:
            return True
        return sorted(content_words(fold(query))) == sorted(content_words(self._folded[match.row]))

    @staticmethod
    def _coverage(typed: str, folded: str) -> float:
        return _SPAN * min(1.0, len(typed) / len(folded))


def _rows_by_word(phrases: Iterable[str]) -> FlatLists[str]:
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for row, phrase in enumerate(phrases):
        for word in set(phrase.split()):
            rows[word].append(row)
    return FlatLists(rows)


def _singular(word: str) -> str:
    """A prefix that singular and plural share: good enough in English and Spanish."""
    return word.removesuffix("s") if len(word) > _LEAST_PLURAL else word
