"""Search over some 60,000 short phrases in a few milliseconds, on the standard library alone."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

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
    """A phrase that was found.

    ``score`` lies in (0, 1]; ``weak`` says that it only resembles what was typed; ``whole`` that it says all of that
    and nothing else, by other words.
    """

    phrase: Phrase
    score: float
    weak: bool = False
    whole: bool = False


class TextIndex:
    """Sorted phrases, a sorted vocabulary with postings, one joined text for substrings, sounds for slips."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self.phrases = sorted(phrases)
        self._folded = [phrase.folded for phrase in self.phrases]
        postings: defaultdict[str, list[int]] = defaultdict(list)
        for position, folded in enumerate(self._folded):
            for word in set(folded.split()):
                postings[word].append(position)
        self._postings = dict(postings)
        self._words = sorted(postings)
        self._joined = "\n".join(self._folded)
        self._starts = [0]
        for folded in self._folded:
            self._starts.append(self._starts[-1] + len(folded) + 1)
        self._likeness = Likeness(self._folded, [phrase.lang for phrase in self.phrases], self._postings)

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
                yield Match(self.phrases[position], score)
            if found > _PHRASES_PER_HIT * limit:
                return
        if not found:
            for position, likeness in self._likeness.search(typed):
                yield Match(self.phrases[position], likeness.score, likeness.weak, likeness.whole)
        for position, score in self._inside(typed):
            yield Match(self.phrases[position], score, weak=len(typed) < _LEAST_INSIDE)

    def _whole(self, typed: str) -> Iterator[tuple[int, float]]:
        plurals = [typed + "s", typed + "es", typed.removesuffix("s"), typed.removesuffix("es")]
        for form in dict.fromkeys((typed, *plurals)):
            first, last = bisect_left(self._folded, form), bisect_right(self._folded, form)
            for position in range(first, last):
                yield position, _EXACT if form == typed else PLURAL

    def _beginning(self, typed: str) -> Iterator[tuple[int, float]]:
        first, last = bisect_right(self._folded, typed), bisect_right(self._folded, typed + _AFTER_ALL)
        for position in range(first, last):
            folded = self._folded[position]
            yield position, _PREFIX + self._coverage(typed, folded) + _WHOLE_WORD * (folded[len(typed)] == " ")

    def _by_words(self, typed: str) -> Iterator[tuple[int, float]]:
        words = content_words(typed)
        rows = [self._rows_of_prefix(_singular(word)) for word in words]
        for position in set.intersection(*sorted(rows, key=len)):
            folded = self._folded[position]
            whole = sum(word in folded.split() for word in words) / len(words)
            yield position, _WORDS + self._coverage(typed, folded) + _WHOLE_WORD * whole

    def _inside(self, typed: str) -> Iterator[tuple[int, float]]:
        found = self._joined.find(typed)
        while found >= 0:
            position = bisect_right(self._starts, found) - 1
            yield position, _INSIDE + self._coverage(typed, self._folded[position])
            found = self._joined.find(typed, self._starts[position + 1])

    def _rows_of_prefix(self, prefix: str) -> set[int]:
        first, last = bisect_left(self._words, prefix), bisect_right(self._words, prefix + _AFTER_ALL)
        return {row for word in self._words[first:last] for row in self._postings[word]}

    @staticmethod
    def _coverage(typed: str, folded: str) -> float:
        return _SPAN * min(1.0, len(typed) / len(folded))


def says_all(query: str, match: Match) -> bool:
    """Whether a phrase says all that was typed, and nothing else."""
    if match.whole or match.score >= PLURAL:
        return True
    return sorted(content_words(fold(query))) == sorted(content_words(match.phrase.folded))


def _singular(word: str) -> str:
    """A prefix that singular and plural share: good enough in English and Spanish."""
    return word.removesuffix("s") if len(word) > _LEAST_PLURAL else word
