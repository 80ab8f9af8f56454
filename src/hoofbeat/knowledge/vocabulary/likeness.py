"""Which names resemble one that is not known: typing errors, a word more or less, a kind without its type."""

from collections import defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache
from math import log

from hoofbeat.bundle.runtime.textindex import Phrase, TextIndex

#: From this likeness (0–1) on, one name resembles another, and one word another.
_NAMES_ALIKE, _WORDS_ALIKE = 0.68, 0.8

#: Words looked at for one that is not known.
_WORDS_ASKED = 8


class NearNames:
    """Names as sets of words, found by the words they share.

    The likeness of two names is half the share of the lighter one that the other has (the overlap coefficient), and
    half the share of the weight of both that they have in common (the Sørensen–Dice coefficient). A word weighs the
    logarithm of how rare it is; a word that merely resembles another counts as much as their letters do (Ratcliff and
    Obershelp).

    Args:
        names: the words of each name and the position of its owner.
    """

    def __init__(self, names: Iterable[tuple[frozenset[str], int]]) -> None:
        self._names = list(dict.fromkeys(names))
        self._rows: defaultdict[str, list[int]] = defaultdict(list)
        for row, (words, _) in enumerate(self._names):
            for word in words:
                self._rows[word].append(row)
        self._vocabulary = TextIndex(Phrase(word, word, 0, "", True) for word in self._rows)
        self.like_word = lru_cache(maxsize=4096)(self._like_word)

    def like(self, words: frozenset[str], most: int) -> list[int]:
        """The owners of the names that resemble ``words``, most alike first."""
        meant = {word: self.like_word(word) for word in words}
        total = sum(self._weight(word) for word in words)
        shared: defaultdict[int, float] = defaultdict(float)
        for alike in meant.values():
            best: dict[int, float] = {}
            for word, likeness in alike.items():
                for row in self._rows[word]:
                    best[row] = max(best.get(row, 0.0), likeness * self._weight(word))
            for row, weight in best.items():
                shared[row] += weight
        owners: dict[int, float] = {}
        for row, weight in shared.items():
            names, owner = self._names[row]
            whole = sum(map(self._weight, names))
            score = weight / (total + whole) + min(1.0, weight / min(total, whole)) / 2
            owners[owner] = max(owners.get(owner, 0.0), score)
        ranked = sorted((-score, owner) for owner, score in owners.items() if score >= _NAMES_ALIKE)
        return [owner for _, owner in ranked[:most]]

    def _weight(self, word: str) -> float:
        return log(1 + len(self._names) / (1 + len(self._rows.get(word, ()))))

    def _like_word(self, word: str) -> dict[str, float]:
        """The words like one, itself alone if it is known; few mistype the first letter."""
        if word in self._rows:
            return {word: 1.0}
        near = {self._vocabulary.texts[match.row] for match in self._vocabulary.search(word, _WORDS_ASKED)}
        ratios = {other: SequenceMatcher(None, word, other, autojunk=False).ratio() for other in near}
        return {other: ratio for other, ratio in ratios.items() if ratio >= _WORDS_ALIKE and other[0] == word[0]}
