"""Phrases that resemble what was typed: by sound, by kin, by a few letters, or by most of the words.

A phrase that accounts for every word that was typed answers for it. One that accounts for some of them is a guess, and
says so; best is then the phrase that adds least of its own ("tos seca": "Tos" before "Piel seca").
"""

from array import array
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from heapq import nlargest, nsmallest
from math import log
from typing import NamedTuple
from zlib import crc32

from hoofbeat.bundle.runtime.flat_lists import FlatLists
from hoofbeat.bundle.runtime.spelling import distance, keys, slips_allowed
from hoofbeat.bundle.runtime.words import DENIALS, MODIFIERS, content_words, opposed, stated_kin

#: How well a word stands for another: itself, its sound, its kin, its beginning by how much of it was typed, itself
#: with one letter wrong, and less for each more.
_SAME, _SOUND, _KIN, _BEGINNING, _BEGINNING_SPAN, _SLIP, _PER_SLIP = 1.0, 0.95, 0.88, 0.82, 0.14, 0.84, 0.06
#: What a slip counts more that is only heard: the letters differ by others too.
_ONLY_HEARD = 0.5
#: A slip in the first letter is rarer than two elsewhere.
_OTHER_START = 1.5
#: Beginnings, words and phrases whose sound is shorter than this are not found by it.
_LEAST_BEGUN, _LEAST_SOUND, _LEAST_TOGETHER = 4, 3, 5

#: Scores: of what accounts for every word, and of what does not.
_ALL, _ALL_SPAN, _SOME, _SOME_SPAN = 0.60, 0.14, 0.10, 0.38
#: A word that says how much counts so much in what was typed.
_OF_MODIFIER = 0.12
#: Least share of the typed words and of the phrase; a phrase that adds nothing needs less of what was typed.
_LEAST_TYPED, _LEAST_PHRASE, _LEAST_TYPED_ALONE = 0.45, 0.5, 0.25
#: A phrase of which less was typed is a guess, although it accounts for every word.
_LEAST_SURE_PHRASE = 0.6
#: Where a phrase adds this little, it says no more than was typed.
_WHOLE = 0.97
#: From here on all words were meant and none was merely similar.
_SURE = 0.80
_FOR_HEAD = 0.05
#: Words compared letter by letter, and phrases judged: those that share most with what was typed.
_CANDIDATES, _JUDGED = 60, 400

#: Languages whose phrases begin with the word that the others qualify: "dolor abdominal", not "abdominal pain".
_HEAD_FIRST = frozenset({"es", "pt", "ca", "gl", "fr", "it", "ro"})

_AFTER_ALL = "\U0010ffff"


class Resemblance(NamedTuple):
    """How like a phrase is."""

    score: float
    weak: bool
    whole: bool


class Likeness:
    """The sounds and kin of a vocabulary.

    Args:
        folded: the phrases.
        langs: their languages.
        words: word → rows of the phrases that hold it.
    """

    def __init__(self, folded: Sequence[str], langs: Sequence[str], words: FlatLists[str]) -> None:
        self._folded = folded
        self._langs = langs
        self._words = words
        total = len(folded)
        self._rarity = array("d", (log(1 + total / (1 + words.count(place))) for place in range(len(words.keys))))
        # Heard once each, and not kept in the cache of what is typed.
        sounds = {word: keys.__wrapped__(word) for word in words.keys}
        self._by_key = self._filed(lambda word: sounds[word])
        self._by_kin = self._filed(stated_kin)
        self._by_trigram = self._filed(lambda word: (*_trigrams(word), _letters(word)))
        together: defaultdict[int, list[int]] = defaultdict(list)
        for row, phrase in enumerate(folded):
            together[crc32("".join(sounds[word][0] for word in phrase.split()).encode())].append(row)
        self._together = FlatLists(together)

    def _filed(self, under: Callable[[str], Sequence[str]]) -> FlatLists[str]:
        """The places of the words under what each is found by."""
        filed: defaultdict[str, list[int]] = defaultdict(list)
        for place, word in enumerate(self._words.keys):
            for each in under(word):
                filed[each].append(place)
        return FlatLists(filed)

    def search(self, typed: str) -> Iterator[tuple[int, Resemblance]]:
        """Yield rows of phrases that resemble folded text."""
        together = _heard(typed)
        if len(together) >= _LEAST_TOGETHER:
            for row in self._together.of(crc32(together.encode())):
                if _heard(self._folded[row]) == together:
                    yield row, Resemblance(_ALL + _ALL_SPAN, weak=False, whole=True)
        words = content_words(typed)
        found = [self._standing_for(word) for word in words]
        weights = [self._weight(word, rows) for word, rows in zip(words, found, strict=True)]
        total = sum(weights)
        sums: defaultdict[int, float] = defaultdict(float)
        for weight, rows in zip(weights, found, strict=True):
            for row, similarity in rows.items():
                sums[row] += weight * similarity
        enough = _LEAST_TYPED_ALONE * total
        promising = ((share, -len(self._folded[row]), row) for row, share in sums.items() if share >= enough)
        for share, _, row in nlargest(_JUDGED, promising):
            similarities = [rows.get(row, 0.0) for rows in found]
            likeness = self._judge(row, words, weights, similarities, share / total)
            if likeness is not None:
                yield row, likeness

    def _judge(
        self, row: int, words: list[str], weights: list[float], similarities: list[float], typed_share: float
    ) -> Resemblance | None:
        if any(not s and word in DENIALS for word, s in zip(words, similarities, strict=True)):
            return None
        if opposed(words, self._folded[row].split()):
            return None
        phrase = content_words(self._folded[row])
        of_phrase = sum(map(self._rarity_of, phrase))
        of_match = sum(w for w, s in zip(weights, similarities, strict=True) if s)
        phrase_share = min(1.0, of_match / of_phrase) if len(phrase) > sum(map(bool, similarities)) else 1.0
        needed = [s for word, s in zip(words, similarities, strict=True) if word not in MODIFIERS and word.isalpha()]
        if all(needed) and needed:
            quality = typed_share * (0.35 + 0.65 * phrase_share)
            weak = min(needed) < _SURE or phrase_share < _LEAST_SURE_PHRASE
            whole = phrase_share >= _WHOLE and all(similarities)
            return Resemblance(_ALL + _ALL_SPAN * quality, weak, whole)
        alone = phrase_share >= _WHOLE
        if not alone and (typed_share < _LEAST_TYPED or phrase_share < _LEAST_PHRASE):
            return None
        head = similarities[0] if self._langs[row] in _HEAD_FIRST else similarities[-1]
        both = 2 * typed_share * phrase_share / (typed_share + phrase_share)
        return Resemblance(_SOME + _SOME_SPAN * both + _FOR_HEAD * bool(head), weak=True, whole=False)

    def _rarity_of(self, word: str) -> float:
        """How rare a word is among the phrases; 0 for one that stands in none."""
        place = self._words.place(word)
        return 0.0 if place is None else self._rarity[place]

    def _weight(self, word: str, rows: Mapping[int, float]) -> float:
        rarity = self._rarity_of(word) or log(1 + len(self._folded) / (1 + len(rows)))
        return rarity * (_OF_MODIFIER if word in MODIFIERS or not word.isalpha() else 1.0)

    def _standing_for(self, word: str) -> dict[int, float]:
        """Rows of the phrases that hold a word or one that may stand for it, and how well."""
        rows: dict[int, float] = {}
        for place, similarity in self._others(word):
            for row in self._words.at(place):
                if rows.get(row, 0.0) < similarity:
                    rows[row] = similarity
        return rows

    def _others(self, word: str) -> Iterator[tuple[int, float]]:
        own = self._words.place(word)
        for key in keys(word):
            for place in self._by_key.of(key):
                if place == own or len(key) >= _LEAST_SOUND:
                    yield place, _SAME if place == own else _SOUND
            if len(key) >= _LEAST_BEGUN:
                sounds = self._by_key.keys
                for longer in range(bisect_right(sounds, key), bisect_right(sounds, key + _AFTER_ALL)):
                    similarity = _BEGINNING + _BEGINNING_SPAN * len(key) / len(sounds[longer])
                    for place in self._by_key.at(longer):
                        yield place, similarity
        for kin in stated_kin(word):
            for place in self._by_kin.of(kin):
                yield place, _KIN
        if own is None and word.isalpha():
            yield from self._slipped(word)

    def _slipped(self, word: str) -> Iterator[tuple[int, float]]:
        """Words a few letters away, as written or as they sound; the other words of a phrase decide between them."""
        most = slips_allowed(word)
        if not most:
            return
        own = keys(word)
        shared: Counter[int] = Counter()
        for spelling in dict.fromkeys((word, *own)):
            shared.update(place for trigram in _trigrams(spelling) for place in self._by_trigram.of(trigram))
        mixed_up = self._by_trigram.of(_letters(word))
        # Of words that share as many trigrams the first by the alphabet: by the order of a set, runs would differ.
        promising = nsmallest(_CANDIDATES, shared, key=lambda place: (-shared[place], place))
        for place in dict.fromkeys((*mixed_up, *promising)):
            other = self._words.keys[place]
            away: float = 1 if place in mixed_up and other[0] == word[0] else distance(word, other, most)
            for key in own:
                heard = min(most, slips_allowed(key))
                if heard and (off := min(distance(key, sound, heard) for sound in keys(other))) <= heard:
                    away = min(away, off + _ONLY_HEARD)
            if away > most or opposed((word,), (other,)):
                continue
            similarity = _SLIP - _PER_SLIP * (away - 1 + _OTHER_START * (own[0][:1] != keys(other)[0][:1]))
            yield place, similarity
            for kin in stated_kin(other):
                for akin in self._by_kin.of(kin):
                    yield akin, similarity - _PER_SLIP


def _heard(phrase: str) -> str:
    """How the words of a phrase sound, run together."""
    return "".join(keys(word)[0] for word in phrase.split())


def _letters(word: str) -> str:
    """The letters in order, told from a trigram by a mark: the same for a word whose letters changed places."""
    return "=" + "".join(sorted(word))


def _trigrams(word: str) -> set[str]:
    padded = f" {word} "
    return {padded[start : start + 3] for start in range(len(padded) - 2)}
