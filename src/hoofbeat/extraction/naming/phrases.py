"""Every way to say a finding: what this package adds to the names of the lexicon, and what it leaves out of them.

``data/phrases.tsv`` holds what patients say and physicians write, ``data/stopped.tsv`` names that are ordinary words,
``data/masked.tsv`` phrases that are none.
"""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from hoofbeat.bundle.runtime.lexicon import Lexicon
from hoofbeat.bundle.runtime.negation import ABSENT_IN_ONE_WORD
from hoofbeat.extraction.naming.composition import composed
from hoofbeat.extraction.naming.families import forms
from hoofbeat.extraction.text.tables import rows, word_list
from hoofbeat.extraction.text.words import words_of

#: In front of an abbreviation that is found only as it is written: MI is no "mi".
_AS_WRITTEN = "="
#: Capitals up to this length are abbreviations; those of the lexicon mean too many things to be read in a text.
_LONGEST_ABBREVIATION = 6
#: Marks the rows of ways to say that one was somewhere.
_HOW = "how"
#: Terms with a part of the body; histories have none.
_ONTOLOGY = "HP:"
#: Histories that a text tells by the name of the condition, and of whom.
_HISTORIES = ("known ", "family history", "personal or family", "mother has", "madre con", "antecedente")
#: Words that names have and notes leave out.
_OF_NAMES, _WEAK = frozenset({"circulating", "concentration", "level"}), frozenset({"weakness"})
_SHORTENED = _OF_NAMES | {"muscle"}
_KNOWN = (" conocida", " conocido")
#: Words that no short form may rest on: what is left of "lack of concentration" is "lack".
_SMALL = word_list("filler")


class Saying(NamedTuple):
    """One way to say a finding.

    Attributes:
        id: of the finding, empty where there is none.
        words: as those of a note.
        rank: how sure it is, the lower the more; below 0 what says more than a phrase within it.
        absent: it says that the finding is absent.
        written: as it must be written; empty where any case will do.
    """

    id: str
    words: tuple[str, ...]
    rank: int = 0
    absent: bool = False
    written: str = ""


def all_phrases(lexicon: Lexicon) -> Iterator[Saying]:
    """Yield what is looked for: the phrases of this package, then the lexicon's names that can be read in a text.

    A phrase without an id is no finding, and keeps what stands in it from being one.
    """
    own = {phrase.words for phrase in own_phrases()}
    yield from (Saying("", tuple(words_of(phrase))) for phrase, _ in rows("masked", ("phrase", "reason")))
    yield from (phrase for phrase in own_phrases() if phrase.id in lexicon)
    yield from (phrase for phrase in _paired() if phrase.id in lexicon and phrase.words not in own)
    denied = dict(_in_one_word())
    for entry in lexicon.entries:
        yield from (Saying(entry.id, words, absent=True) for words in denied.get(entry.name, ()) if words not in own)
        for text, _, preferred in entry.strings():
            words = tuple(words_of(text)) if _is_readable(text) else ()
            if words and words not in own and words not in stopped():
                yield Saying(entry.id, words, rank=1 if preferred else 2)
                if (short := _shorter(words)) not in own and short not in stopped() and short != words:
                    yield Saying(entry.id, short, rank=4)
                yield from (
                    Saying(entry.id, form, rank=5) for form in forms(words) if form not in own and form not in stopped()
                )
                if entry.id.startswith(_ONTOLOGY):
                    yield from (Saying(entry.id, form, rank=6) for form in composed(words) if form not in own)
    yield from (phrase for phrase in _rare_names() if phrase.id in lexicon and phrase.words not in own)


@cache
def own_phrases() -> tuple[Saying, ...]:
    """The phrases of this package."""
    found = []
    for id_, _, status, phrases in rows("phrases", ("id", "lang", "status", "phrases")):
        for said in phrases.split(";"):
            bare = said.removeprefix(_AS_WRITTEN)
            written = bare if said != bare else ""
            found.append(Saying(id_, tuple(words_of(bare)), absent=status == "absent", written=written))
    return (*found, *_travels())


@cache
def stopped() -> frozenset[tuple[str, ...]]:
    """Names and synonyms of the lexicon that a text has for something else, by their words."""
    return frozenset(tuple(words_of(phrase)) for phrase, _ in rows("stopped", ("phrase", "reason")))


def _rare_names() -> Iterator[Saying]:
    """The Spanish names of rare findings, which a lexicon need not hold; the lexicon's own names come first."""
    for id_, name in rows("names_es", ("id", "name")):
        yield Saying(id_, tuple(words_of(name)), rank=3)


def _travels() -> Iterator[Saying]:
    """The regions of a history, told by the countries in them: "returned from Brazil", "viaje a Perú"."""
    table = [(id_, lang, texts.split(";")) for id_, lang, texts in rows("travel", ("id", "lang", "texts"))]
    ways = {lang: texts for id_, lang, texts in table if id_ == _HOW}
    for id_, lang, places in table:
        if id_ != _HOW:
            yield from (Saying(id_, tuple(words_of(f"{way} {place}"))) for way in ways[lang] for place in places)


def _paired() -> Iterator[Saying]:
    """Findings told by what one does or feels, and when or how: "se ahoga" with "al subir cuestas"."""
    for id_, firsts, seconds in rows("paired", ("id", "firsts", "seconds")):
        behind = [words_of(second) for second in seconds.split(";")]
        for first in map(words_of, firsts.split(";")):
            yield from (Saying(id_, (*first, *second), rank=-1) for second in behind)


def _in_one_word() -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    """The words by which the search says that a finding is absent: "afebrile"."""
    for finding, words in ABSENT_IN_ONE_WORD.items():
        if tuple(words_of(finding)) not in stopped():
            yield finding, [tuple(words_of(word)) for word in words]


def _shorter(words: tuple[str, ...]) -> tuple[str, ...]:
    """A name as a note says it: "hand weakness", "elevated creatinine", where at least two words are left."""
    if _SHORTENED.isdisjoint(words):
        return words
    if "muscle" in words and not _WEAK.isdisjoint(words):
        words = tuple(word for word in words if word != "muscle")
    short = tuple(word for word in words if word not in _OF_NAMES)
    return short if sum(word not in _SMALL for word in short) > 1 else words


def _is_readable(text: str) -> bool:
    """Whether a text may hold a name: not so for an abbreviation, and for a history by its long name."""
    if text.isupper() and len(text) <= _LONGEST_ABBREVIATION:
        return False
    small = text.lower()
    return not small.startswith(_HISTORIES) and not small.endswith(_KNOWN)
