"""How a pain is and where a lesion of the skin stands: what the histories ask besides the finding itself.

"Severe pain in the belly that began suddenly" tells two histories (``HB:``) beside the pain, "red papules on the thigh"
two beside the papules. They are proposals as all others, marked as details: words of degree, place and colour alone.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from hoofbeat.extraction.naming.filed import Filed, Hit
from hoofbeat.extraction.text.note import Sentence
from hoofbeat.extraction.text.tables import rows

_LARGE = "HB:0000135"
#: Tokens between a pain and a word of its strength, its onset, and the place it goes to.
_NEAR, _NEAR_ONSET, _NEAR_PLACE = 3, 6, 6
#: Tokens between a lesion and its place; in front of it and behind it, its colour.
_NEAR_REGION, _COLOR_BEFORE, _COLOR_BEHIND = 12, 4, 4
_SURFACES, _PLACES = frozenset({"on", "over", "across", "sobre"}), frozenset({"in", "of", "en", "de", "por"})
_SKIN = re.compile(r"^(?:skin|cutan|dermat|piel|itch|prurit|pican|picor)")


class _DetailWords(NamedTuple):
    pain: frozenset[str]
    lesion: frozenset[str]
    sore: frozenset[str]
    radiating: frozenset[str]
    told: dict[str, dict[str, tuple[str, ...]]]


@cache
def told_of() -> frozenset[str]:
    """The words for a pain or a lesion, without which a sentence tells no details."""
    words = _words()
    return words.pain | words.lesion | words.sore


def details(sentence: Sentence) -> Iterator[Hit]:
    """Yield the histories that the words around a pain or a lesion tell, from the first to the last of those words.

    Args:
        sentence: its words.
    """
    words = _words()
    for place, word in enumerate(sentence.words):
        if word in words.pain:
            yield from _of_a_pain(sentence, place, words)
        elif word in words.lesion or word in words.sore:
            yield from _of_a_lesion(sentence, place, words)


def _of_a_pain(sentence: Sentence, place: int, words: _DetailWords) -> Iterator[Hit]:
    for kind, near in (("severe", _NEAR), ("sudden", _NEAR_ONSET)):
        for other in _around(sentence, place, near, near):
            for id_ in words.told[kind].get(sentence.words[other], ()):
                yield _hit(place, other, id_)
    for other in _around(sentence, place, 0, 2 * _NEAR_PLACE):
        if sentence.words[other] in words.radiating:
            for where in range(other + 1, min(other + _NEAR_PLACE, len(sentence.words))):
                for id_ in words.told["radiation"].get(sentence.words[where], ()):
                    yield Hit(other, where + 1, Filed(id_, 2, 1))


def _of_a_lesion(sentence: Sentence, place: int, words: _DetailWords) -> Iterator[Hit]:
    sure = sentence.words[place] in words.lesion or any(_SKIN.match(word) for word in sentence.words)
    regions = words.told["region"]
    if place and sure:
        for id_ in regions.get(sentence.words[place - 1], ()):  # "facial rash"
            yield _hit(place, place - 1, id_)
    led = False
    for other in _around(sentence, place, 0, _NEAR_REGION):
        word = sentence.words[other]
        led |= word in _SURFACES or (sure and word in _PLACES)
        if led:
            for id_ in regions.get(word, ()):
                yield _hit(place, other, id_)
    skin = sure or led
    for other in _around(sentence, place, _COLOR_BEFORE, _COLOR_BEHIND):
        for id_ in words.told["color"].get(sentence.words[other], ()) if skin else ():
            yield _hit(place, other, id_)
    for other in _around(sentence, place, _COLOR_BEFORE, _COLOR_BEHIND):
        if skin and sentence.words[other] == "cm" and sentence.words[other - 1].isdigit() and other:
            yield _hit(place, other, _LARGE)


def _around(sentence: Sentence, place: int, before: int, behind: int) -> Iterator[int]:
    """Tokens near another in the same clause, not beyond a semicolon, a bracket or a full stop."""
    for other in range(place - 1, max(place - before, 0) - 1, -1):
        if _parts(sentence.gaps[other + 1]):
            break
        yield other
    for other in range(place + 1, min(place + behind + 1, len(sentence.words))):
        if _parts(sentence.gaps[other]):
            break
        yield other


def _parts(gap: str) -> bool:
    return gap != " " and any(mark in gap for mark in ";:.()\n")


def _hit(one: int, other: int, id_: str) -> Hit:
    return Hit(min(one, other), max(one, other) + 1, Filed(id_, 2, 1))


@cache
def _words() -> _DetailWords:
    sets: dict[str, frozenset[str]] = {}
    told: dict[str, dict[str, tuple[str, ...]]] = {}
    for kind, ids, words in rows("details", ("kind", "id", "words")):
        if ids:
            told.setdefault(kind, {}).update(dict.fromkeys(words.split(), tuple(ids.split())))
        else:
            sets[kind] = frozenset(words.split())
    return _DetailWords(sets["pain"], sets["lesion"], sets["sore"], sets["radiating"], told)
