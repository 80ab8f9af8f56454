"""What a name may stand for: a finding, a disease."""

from collections import defaultdict
from difflib import SequenceMatcher
from functools import cached_property

from hoofbeat.bundle.runtime.lexicon import FindingHit, Lexicon
from hoofbeat.bundle.runtime.words import fold
from hoofbeat.domain.disease import Disease
from hoofbeat.domain.languages import SearchLanguage
from hoofbeat.knowledge.vocabulary.disease_names import DiseaseNames
from hoofbeat.knowledge.vocabulary.disease_words import key_of
from hoofbeat.knowledge.vocabulary.likeness import NearNames
from hoofbeat.sources.mapping.words import SYMPTOM_FILLERS, name_words

#: From this score of the search on, a name is the finding's own, in singular or plural; from the other, near it.
_SAME, _NEAR = 0.98, 0.75

#: A word as like as this to one of the finding's is that word mistyped, if it has more letters: "cama" is no "cámara".
_WORD, _LIKE_BEYOND = 0.85, 4
#: Shorter words than this join others.
_LETTERS = 3

#: Names of so few letters are looked up by nobody.
_SHORTEST = 2


class Meanings:
    """Looks names up.

    Args:
        lexicon: of the findings.
        diseases: of the catalogue.
        lang: wins ties.

    Attributes:
        diseases: their names.
    """

    def __init__(self, lexicon: Lexicon, diseases: tuple[Disease, ...], lang: SearchLanguage) -> None:
        self._lexicon = lexicon
        self._lang = lang
        self.diseases = DiseaseNames(diseases)

    def finding(self, name: str) -> tuple[FindingHit | None, FindingHit | None]:
        """The finding that a name is, and the nearest one; each ``None`` if there is none.

        A name is a finding's by the search, or by its words where Spanish and English share them and no other finding
        has the same (*Fonofobia* is *Phonophobia*).
        """
        words = name_words(name)
        while len(words) > 1 and words[0] in SYMPTOM_FILLERS:
            words = words[1:]
        text = " ".join(words)
        if len(text) <= _SHORTEST:
            return None, None
        hits = self._lexicon.search(text, lang=self._lang, limit=1)
        if hits and hits[0].score >= _SAME:
            return hits[0], hits[0]
        key = key_of(text)
        if same := self._by_words.get(key):
            hit = self._hit(*next(iter(same.items())))
            if _related(text, hit):  # short words may share a stem by chance: "cama" is no CCAM
                return (hit if len(same) == 1 else None), hit
        if hits and hits[0].score >= _NEAR and _related(text, hits[0]):
            return None, hits[0]
        found = (self._hit(place, self._lexicon.entries[place].name) for place in self._near.like(key, 1))
        return None, next((hit for hit in found if _related(text, hit)), None)

    def _hit(self, place: int, matched: str) -> FindingHit:
        entry = self._lexicon.entries[place]
        return FindingHit(entry.id, entry.names, matched, _NEAR)

    @cached_property
    def _by_words(self) -> dict[frozenset[str], dict[int, str]]:
        """The words of every name → positions of the findings so called, and the name."""
        found: defaultdict[frozenset[str], dict[int, str]] = defaultdict(dict)
        for place, entry in enumerate(self._lexicon.entries):
            for text, _, _ in entry.strings():
                found[key_of(text)].setdefault(place, text)
        return dict(found)

    @cached_property
    def _near(self) -> NearNames:
        return NearNames((key, place) for key, places in self._by_words.items() for place in places)


def _related(text: str, hit: FindingHit) -> bool:
    """Whether a text has a word of the finding, in either language or but for a letter: else likeness is chance."""
    names = (hit.matched, *hit.names.values())
    said, listed = _content(text), {word for name in names for word in _content(name)}
    return any(word == other or _mistyped(word, other) for word in said for other in listed)


def _mistyped(word: str, other: str) -> bool:
    long = min(len(word), len(other)) > _LIKE_BEYOND
    return long and word[0] == other[0] and SequenceMatcher(None, word, other, autojunk=False).ratio() >= _WORD


def _content(text: str) -> frozenset[str]:
    """The words of a text that say something, as they stand and as both languages share them."""
    # A stem is shorter than its word, and the shortest meet by chance.
    words = (*fold(text).split(), *(stem for stem in key_of(text) if len(stem) > _LETTERS))
    return frozenset(word for word in words if len(word) >= _LETTERS and not word.isdigit())
