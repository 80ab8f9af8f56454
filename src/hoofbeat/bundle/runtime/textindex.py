"""Search over some 50,000 short phrases in a few milliseconds, on the standard library alone."""

import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from math import log
from typing import NamedTuple

#: Words that may be typed or left out at will, folded ("dolor en el pecho" finds "Dolor de pecho").
_FILLERS = frozenset(
    {"a", "al", "con", "de", "del", "el", "en", "la", "las", "los", "un", "una", "y"}
    | {"and", "in", "of", "on", "or", "the", "to", "with"}
)

#: Where each tier of the ranking begins; within a tier, up to ``_SPAN`` for how much of the phrase was typed.
_EXACT, _PLURAL, _PREFIX, _WORDS, _INSIDE, _LOOSE = 0.99, 0.985, 0.87, 0.75, 0.64, 0.10
_SPAN = 0.09
_WHOLE_WORD = 0.02

#: Loose matching: least similarity of two words, least share of the typed words found, candidates compared.
_SIMILAR, _SHARE, _CANDIDATES = 0.75, 0.5, 40

#: A finding has some three phrases, and a phrase may be found by two tiers: enough for ``limit`` findings.
_PHRASES_PER_HIT = 6

#: Shorter words keep their final s ("tos", "dens").
_LEAST_PLURAL = 4

_AFTER_ALL = "\U0010ffff"  # sorts after every continuation of a prefix


class Phrase(NamedTuple):
    """A phrase in the index: folded text, text as written, its owner's position, language, preferred or synonym."""

    folded: str
    text: str
    owner: int
    lang: str
    preferred: bool


def fold(text: str) -> str:
    """Lower case, without accents, and one space for whatever is neither letter nor digit."""
    bare = (char for char in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(char))
    return " ".join("".join(char if char.isalnum() else " " for char in bare).split())


class TextIndex:
    """Sorted phrases, a sorted vocabulary with postings, one joined text for substrings, trigrams for typing errors."""

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
        self._by_trigram: defaultdict[str, list[str]] = defaultdict(list)
        for word in self._words:
            for trigram in _trigrams(word):
                self._by_trigram[trigram].append(word)

    def search(self, query: str, limit: int) -> Iterator[tuple[Phrase, float]]:
        """Yield phrases with their score, unordered and some twice.

        A later tier is asked only while too few phrases are found, the loose one only if none is.
        """
        typed = fold(query)
        if not typed:
            return
        found = 0
        for tier in (self._whole, self._beginning, self._by_words, self._inside):
            for position, score in tier(typed):
                found += 1
                yield self.phrases[position], score
            if found > _PHRASES_PER_HIT * limit:
                return
        if not found:
            for position, score in self._loosely(typed):
                yield self.phrases[position], score

    def _whole(self, typed: str) -> Iterator[tuple[int, float]]:
        plurals = [typed + "s", typed + "es", typed.removesuffix("s"), typed.removesuffix("es")]
        for form in dict.fromkeys((typed, *plurals)):
            first, last = bisect_left(self._folded, form), bisect_right(self._folded, form)
            for position in range(first, last):
                yield position, _EXACT if form == typed else _PLURAL

    def _beginning(self, typed: str) -> Iterator[tuple[int, float]]:
        first, last = bisect_right(self._folded, typed), bisect_right(self._folded, typed + _AFTER_ALL)
        for position in range(first, last):
            folded = self._folded[position]
            yield position, _PREFIX + self._coverage(typed, folded) + _WHOLE_WORD * (folded[len(typed)] == " ")

    def _by_words(self, typed: str) -> Iterator[tuple[int, float]]:
        words = _content_words(typed)
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

    def _loosely(self, typed: str) -> Iterator[tuple[int, float]]:
        """Most of the known words, each as typed or as it may have been meant, weighted by how rare they are."""
        total = 0.0
        scores: defaultdict[int, float] = defaultdict(float)
        for word in _content_words(typed):
            rows, similarity = self._rows_of_prefix(_singular(word)), 1.0
            if not rows:
                meant, similarity = self._resembling(word)
                rows = {row for other in meant for row in self._postings[other]}
            if not rows:
                continue
            rarity = log(1 + len(self._folded) / (1 + len(rows)))
            total += rarity
            for row in rows:
                scores[row] += rarity * similarity
        for position, score in scores.items():
            if score >= _SHARE * total:
                yield position, _LOOSE + 0.4 * score / total + self._coverage(typed, self._folded[position])

    def _rows_of_prefix(self, prefix: str) -> set[int]:
        first, last = bisect_left(self._words, prefix), bisect_right(self._words, prefix + _AFTER_ALL)
        return {row for word in self._words[first:last] for row in self._postings[word]}

    def _resembling(self, word: str) -> tuple[list[str], float]:
        """The words most like ``word`` and how like they are; none below ``_SIMILAR``."""
        shared = Counter(other for trigram in _trigrams(word) for other in self._by_trigram.get(trigram, ()))
        ratios = {
            other: SequenceMatcher(None, word, other, autojunk=False).ratio()
            for other, _ in shared.most_common(_CANDIDATES)
        }
        best = max(ratios.values(), default=0.0)
        return ([other for other, ratio in ratios.items() if ratio == best], best) if best >= _SIMILAR else ([], 0.0)

    @staticmethod
    def _coverage(typed: str, folded: str) -> float:
        return _SPAN * min(1.0, len(typed) / len(folded))


def _content_words(typed: str) -> list[str]:
    words = typed.split()
    return [word for word in words if word not in _FILLERS] or words


def _singular(word: str) -> str:
    """A prefix that singular and plural share: good enough in English and Spanish."""
    return word.removesuffix("s") if len(word) > _LEAST_PLURAL else word


def _trigrams(word: str) -> set[str]:
    padded = f" {word} "
    return {padded[start : start + 3] for start in range(len(padded) - 2)}
