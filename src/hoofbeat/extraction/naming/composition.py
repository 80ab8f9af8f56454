"""Names of the ontology with a part of the body, said with another head: "manos dormidas" is "Hand paresthesia".

A name is a head ("weakness", "swelling") and what it is of. Heads have everyday wordings in either language
(``data/composed.tsv``); with each of them in the place of the head the name is looked for too. The part is found in
either language by its meaning, as in all names, and no pair of a head and a part is listed by hand.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from hoofbeat.extraction.text.stems import meaning
from hoofbeat.extraction.text.tables import rows
from hoofbeat.extraction.text.words import words_of

_Words = tuple[str, ...]

#: Words of a name, those of its head among them: longer ones are no head with a part.
_LONGEST = 4
_NONE = "-"


class _Head(NamedTuple):
    words: _Words
    wordings: tuple[_Words, ...]
    without: frozenset[str]


def composed(words: _Words) -> Iterator[_Words]:
    """Yield a name with other wordings of its head; nothing for a head that stands alone.

    Example:
        >>> ("loss", "of", "power", "ankle") in composed(("ankle", "weakness"))
        True
        >>> list(composed(("weakness",))), list(composed(("pulmonary", "edema")))
        ([], [])
    """
    if len(words) > _LONGEST or _begins().keys().isdisjoint(words):
        return
    for place, word in enumerate(words):
        for head in _begins().get(word, ()):
            end = place + len(head.words)
            if head.words == words:
                return
            if head.words == words[place:end] and head.without.isdisjoint(words):
                rest = words[:place] + words[end:]
                yield from (wording + rest for wording in head.wordings)
                break


@cache
def _begins() -> Mapping[str, list[_Head]]:
    """The heads by their first word, the longest first."""
    begins: dict[str, list[_Head]] = {}
    for heads, wordings, without in rows("composed", ("heads", "wordings", "without")):
        said = {_meant(wording): tuple(words_of(wording)) for wording in wordings.split(";")}
        for head in heads.split(";"):
            words = tuple(words_of(head))
            others = tuple(wording for meant, wording in said.items() if meant != _meant(head))
            begins.setdefault(words[0], []).append(_Head(words, others, frozenset(without.split()) - {_NONE}))
    for known in begins.values():
        known.sort(key=lambda head: -len(head.words))
    return begins


def _meant(wording: str) -> _Words:
    """The meanings of a wording: of several that mean the same one is enough, and a head finds its own by itself."""
    return tuple(sorted(meaning(word) for word in words_of(wording)))
