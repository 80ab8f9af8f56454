"""The patient's sex: by the first noun that says it, else by a letter beside the age, else by the pronouns."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hoofbeat.domain.case import Sex
from hoofbeat.extraction.model import ReadSex
from hoofbeat.extraction.person.called import HUMANS, SEXED, SOME, speaks_of_another
from hoofbeat.extraction.text.note import Sentence, Stretch
from hoofbeat.extraction.text.words import words_of

_I = re.IGNORECASE
_FEMALE = (
    "woman|girl|female|lady|lass|schoolgirl|daughter|postmenopausal|gravida|mujer|niña|nina|femenino|femenina|señora|sra|anciana|chica"
    "|hembra|hija|embarazada|gestante|primigesta|multigesta|recién nacida|recien nacida|la paciente|una paciente"
    "|la lactante|una lactante|la menor|una menor|la adolescente|una adolescente|la joven|una joven"
    "|nena|muchacha|bebita|dama|piba|chamaca|fem|ama de casa|melliza|gemela|monja"
)
_MALE = (
    "man|boy|male|gentleman|lad|schoolboy|son|hombre|varón|varon|niño|nino|masculino|masculina|señor|sr|anciano|chico|hijo"
    "|recién nacido|recien nacido|el paciente|un paciente|el lactante|un lactante|el menor|un menor"
    "|el adolescente|un adolescente|el joven|un joven"
    "|nene|muchacho|bebito|caballero|pibe|chamaco|masc|mellizo|gemelo"
)
_TITLES_F, _TITLES_M = "Mrs|Ms|Miss|Doña", "Mr|Don"
_SHE, _HE = "she|her|hers|herself|ella", "he|him|his|himself|él"
_NOT_BEHIND = r"(?!\s*-?(?:pattern|partner|factor|infertility|genital|condom))"


class _Nouns(NamedTuple):
    """What tells the sex, and the folded words with which it begins: only at these is it looked for."""

    pattern: re.Pattern[str]
    begins: frozenset[str]


def _nouns(female: str, male: str, behind: str = "", flags: int = re.IGNORECASE) -> _Nouns:
    pattern = rf"\b(?:(?P<f>{female})|(?P<m>{male}))\b".replace(" ", r"\s+") + behind
    return _Nouns(re.compile(pattern, flags), frozenset(words_of(name)[0] for name in f"{female}|{male}".split("|")))


_NOUNS, _PRONOUNS = _nouns(_FEMALE, _MALE, _NOT_BEHIND), _nouns(_SHE, _HE)
_TITLES = _nouns(_TITLES_F, _TITLES_M, r"(?=\.?\s+[^\W\d_a-z])", 0)
#: One who is called by his work, by the gender of the word: "Un soldado de 20 años", "Maestra de 45 años".
_CALLED = re.compile(
    rf"(?:\b(?:(?P<m>un)|(?P<f>una))\s+{HUMANS}|^\s*(?P<bare>{SEXED}))(?:\s+{SOME})?\s+de\s+\d{{2,3}}\s+a[ñn]os\b"
    r"(?!\s+de\s+(?:evol|dura|trat|hist|exp|ant|serv|matr|prof))",
    _I,
)
_LETTER = re.compile(
    r"(?:\b\d{1,3}\s?(?:yo|y/o|y|a)\s?|^\s*\d{1,3}\s?/?\s?|^\s*(?=[VHMF]\s?,?\s?\d{1,3}\s?a[ñn]os)|\b(?i:sexo?)\s*[:=]?\s*|\(|,\s)(?P<l>[MFHV])\b"
    r"(?:(?![.'’]|\s*\d)|(?<=^[VHFM])|(?<=\d[MFHV])(?=\.\s))"
)
_LETTERS = re.compile(r"[MFHV]\b")


def sex_of(text: str, parts: Sequence[Sentence], theirs: Sequence[Stretch]) -> ReadSex | None:
    """The patient's sex by the first noun that says it, else by a letter beside the age, else by most pronouns.

    Args:
        text: the note.
        parts: its sentences.
        theirs: where relatives are named, each with what is said of him.
    """
    titles = (one for one in _found(_TITLES, text, parts) if not speaks_of_another(_rest(parts, one.end(), text)))
    nouns = (_first(_found(_NOUNS, text, parts), theirs), _first(titles, theirs))
    said = min(filter(None, nouns), key=lambda one: one.start, default=None)
    called = _by_work(text, parts, said.start if said else len(text))
    if called is not None and not any(place.holds(called.start) for place in theirs):
        return called
    if said is not None:
        return said
    letter = _LETTER.search(text) if _LETTERS.search(text) else None
    if letter is not None:
        sex = Sex.FEMALE if letter["l"] == "F" else Sex.MALE
        return ReadSex(start=letter.start("l"), end=letter.end("l"), sex=sex)
    spoken = _found(_PRONOUNS, text, parts)
    meant = [match for match in spoken if not any(p.start < match.start() < p.end for p in theirs)]
    female = sum(match["f"] is not None for match in meant)
    if female * 2 == len(meant):
        return None
    first = next(match for match in meant if (match["f"] is not None) == (female * 2 > len(meant)))
    return _read(first)


def _by_work(text: str, parts: Sequence[Sentence], end: int) -> ReadSex | None:
    """The sex of one who is called by his work in front of an offset, where the word or its article tells it."""
    match = _CALLED.search(text, 0, end)
    if match is None or speaks_of_another(_rest(parts, match.end(), text)):
        return None
    female = match["f"] is not None or (match["bare"] or "")[-1:].lower() == "a"
    return ReadSex(start=match.start(), end=match.end(), sex=Sex.FEMALE if female else Sex.MALE)


def _rest(parts: Sequence[Sentence], start: int, text: str) -> str:
    """What stands behind an offset in its sentence."""
    return next((text[start : part.end + 1] for part in parts if start <= part.end), "")


def _first(found: Iterator[re.Match[str]], theirs: Sequence[Stretch]) -> ReadSex | None:
    """The first of the words that tell a sex which is the patient's."""
    own = (one for one in found if not any(place.holds(one.start()) for place in theirs))
    return next(map(_read, own), None)


def _read(match: re.Match[str]) -> ReadSex:
    return ReadSex(start=match.start(), end=match.end(), sex=Sex.FEMALE if match["f"] else Sex.MALE)


def _found(nouns: _Nouns, text: str, parts: Sequence[Sentence]) -> Iterator[re.Match[str]]:
    for part in parts:
        if not nouns.begins.isdisjoint(part.words):
            for word, start in zip(part.words, part.starts, strict=True):
                if word in nouns.begins and (match := nouns.pattern.match(text, start)):
                    yield match
