"""The patient's sex: by the first noun that says it, else by a letter beside the age, else by the pronouns."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hoofbeat.domain.case import Sex
from hoofbeat.extraction.model import ReadSex
from hoofbeat.extraction.note import Sentence, Stretch
from hoofbeat.extraction.words import words_of

_I = re.IGNORECASE
_FEMALE = (
    "woman|girl|female|lady|daughter|postmenopausal|gravida|mujer|niña|nina|femenino|femenina|señora|sra|anciana|chica"
    "|hembra|hija|embarazada|gestante|primigesta|multigesta|recién nacida|recien nacida|la paciente|una paciente"
    "|la lactante|una lactante|la menor|una menor|la adolescente|una adolescente|la joven|una joven"
)
_MALE = (
    "man|boy|male|gentleman|son|hombre|varón|varon|niño|nino|masculino|masculina|señor|sr|anciano|chico|hijo"
    "|recién nacido|recien nacido|el paciente|un paciente|el lactante|un lactante|el menor|un menor"
    "|el adolescente|un adolescente|el joven|un joven"
)
_SHE, _HE = "she|her|hers|herself|ella", "he|him|his|himself|él"
_NOT_BEHIND = r"(?!\s*-?(?:pattern|partner|factor|infertility|genital|condom))"


class _Nouns(NamedTuple):
    """What tells the sex, and the folded words with which it begins: only at these is it looked for."""

    pattern: re.Pattern[str]
    begins: frozenset[str]


def _nouns(female: str, male: str, behind: str = "") -> _Nouns:
    pattern = rf"\b(?:(?P<f>{female})|(?P<m>{male}))\b".replace(" ", r"\s+") + behind
    return _Nouns(re.compile(pattern, _I), frozenset(words_of(name)[0] for name in f"{female}|{male}".split("|")))


_NOUNS, _PRONOUNS = _nouns(_FEMALE, _MALE, _NOT_BEHIND), _nouns(_SHE, _HE)
_LETTER = re.compile(
    r"(?:\b\d{1,3}\s?(?:yo|y/o|y|a)\s?|^\s*\d{1,3}\s?|\b(?i:sexo?)\s*[:=]?\s*|\(|,\s)(?P<l>[MFHV])\b"
    r"(?:(?![.'’]|\s*\d)|(?<=\d[MFHV])(?=\.\s))"
)
_LETTERS = re.compile(r"[MFHV]\b")


def sex_of(text: str, parts: Sequence[Sentence], theirs: Sequence[Stretch]) -> ReadSex | None:
    """The patient's sex by the first noun that says it, else by a letter beside the age, else by most pronouns.

    Args:
        text: the note.
        parts: its sentences.
        theirs: where relatives are named, each with what is said of him.
    """
    for match in _found(_NOUNS, text, parts):
        if not any(place.start <= match.start() < place.end for place in theirs):
            return ReadSex(start=match.start(), end=match.end(), sex=Sex.FEMALE if match["f"] else Sex.MALE)
    letter = _LETTER.search(text) if _LETTERS.search(text) else None
    if letter is not None:
        sex = Sex.FEMALE if letter["l"] == "F" else Sex.MALE
        return ReadSex(start=letter.start("l"), end=letter.end("l"), sex=sex)
    spoken = _found(_PRONOUNS, text, parts)
    said = [match for match in spoken if not any(p.start < match.start() < p.end for p in theirs)]
    female = sum(match["f"] is not None for match in said)
    if female * 2 == len(said):
        return None
    first = next(match for match in said if (match["f"] is not None) == (female * 2 > len(said)))
    return ReadSex(start=first.start(), end=first.end(), sex=Sex.FEMALE if first["f"] else Sex.MALE)


def _found(nouns: _Nouns, text: str, parts: Sequence[Sentence]) -> Iterator[re.Match[str]]:
    for part in parts:
        if not nouns.begins.isdisjoint(part.words):
            for word, start in zip(part.words, part.starts, strict=True):
                if word in nouns.begins and (match := nouns.pattern.match(text, start)):
                    yield match
