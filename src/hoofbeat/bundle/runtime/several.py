"""Several findings in one query, each present or absent: "sin tos ni fiebre", "niega disnea, tos"."""

import re
from typing import NamedTuple

from hoofbeat.bundle.runtime.lexicon import FindingHit, Lexicon
from hoofbeat.bundle.runtime.negation import denies_itself, negated
from hoofbeat.bundle.runtime.words import fold
from hoofbeat.domain.languages import SearchLanguage

_BREAK = re.compile(
    r"\s*[,;/]\s*(?:(?:y|e|ni|o|and|or|nor|pero|but)\s+)?|\s+(?:y|e|ni|o|u|and|or|nor|pero|but)\s+", re.I
)
#: What ends a denial: "sin fiebre pero con tos", "no fever, has a cough".
_TURN = re.compile(r"\b(?:pero|but)\b", re.I)
_AFFIRMS = ("con ", "with ", "has ", "have ", "tiene ", "presenta ", "refiere ", "si ", "reports ", "positive ")
#: More parts than these are a text, not a query.
_MOST = 6


class Part(NamedTuple):
    """One finding of several, and whether it is denied."""

    hit: FindingHit
    denied: bool


def parts_of(lexicon: Lexicon, query: str, lang: SearchLanguage) -> list[Part]:
    """The findings of a query that lists several; empty where it does not, or where one of them is not surely known.

    A denial holds for what follows it, until something is affirmed.
    """
    breaks = list(_BREAK.finditer(query))
    starts, ends = [0, *(one.end() for one in breaks)], [*(one.start() for one in breaks), len(query)]
    links = ["", *(one[0] for one in breaks)]
    pieces = [(query[start:end], link) for start, end, link in zip(starts, ends, links, strict=True)]
    found: list[Part] = []
    denied = False
    for words, link in pieces if 1 < len(pieces) <= _MOST else []:
        own = negated(words)
        hits = lexicon.search(words, lang=lang, limit=1)
        if own and is_sure(hits) and denies_itself(hits[0].matched, own.cue):
            own = None  # "no orina" and "absent reflexes" are findings
        denied = own is not None or (denied and not _TURN.search(link) and not fold(words).startswith(_AFFIRMS))
        hits = lexicon.search(own.rest, lang=lang, limit=1) if own else hits
        if not is_sure(hits):
            return []
        found.append(Part(hits[0], denied))
    return found


def is_sure(hits: list[FindingHit]) -> bool:
    """Whether the first hit says all that was typed, and is no guess."""
    return bool(hits) and hits[0].whole and not hits[0].weak
