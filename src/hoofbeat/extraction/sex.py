"""The patient's sex: by the first noun that says it, else by a letter beside the age, else by the pronouns."""

import re
from collections.abc import Sequence

from hoofbeat.domain.case import Sex
from hoofbeat.extraction.model import ReadSex
from hoofbeat.extraction.note import Stretch

_I = re.IGNORECASE
_NOUN_ES = r"(?:paciente|lactante|menor|adolescente|joven)"
_FEMALE = (
    r"woman|girl|female|lady|daughter|postmenopausal|gravida|mujer|ni[ñn]a|femenin[oa]|señora|sra|anciana|chica|hembra|hija"
    rf"|embarazada|gestante|primigesta|multigesta|reci[eé]n\s+nacida|(?:la|una)\s+{_NOUN_ES}"
)
_MALE = (
    r"man|boy|male|gentleman|son|hombre|var[oó]n|ni[ñn]o|masculin[oa]|señor|sr|anciano|chico|hijo"
    rf"|reci[eé]n\s+nacido|(?:el|un)\s+{_NOUN_ES}"
)
_NOT_BEHIND = r"(?!\s*-?(?:pattern|partner|factor|infertility|genital|condom))"
_SEX = re.compile(rf"\b(?:(?P<f>{_FEMALE})|(?P<m>{_MALE}))\b{_NOT_BEHIND}", _I)
_LETTER = re.compile(
    r"(?:\b\d{1,3}\s?(?:yo|y/o|y|a)\s?|^\s*\d{1,3}\s?|\b(?i:sexo?)\s*[:=]?\s*|\(|,\s)(?P<l>[MFHV])\b(?![.'’]|\s*\d)"
)
_PRONOUNS = re.compile(r"\b(?:(?P<f>she|her|hers|herself|ella)|(?P<m>he|him|his|himself|él))\b", _I)


def sex_of(text: str, theirs: Sequence[Stretch]) -> ReadSex | None:
    """The patient's sex by the first noun that says it, else by a letter beside the age, else by most pronouns."""
    for match in _SEX.finditer(text):
        if not any(place.start <= match.start() < place.end for place in theirs):
            return ReadSex(start=match.start(), end=match.end(), sex=Sex.FEMALE if match["f"] else Sex.MALE)
    letter = _LETTER.search(text)
    if letter is not None:
        sex = Sex.FEMALE if letter["l"] == "F" else Sex.MALE
        return ReadSex(start=letter.start("l"), end=letter.end("l"), sex=sex)
    said = [match for match in _PRONOUNS.finditer(text) if not any(p.start < match.start() < p.end for p in theirs)]
    female = sum(match["f"] is not None for match in said)
    if female * 2 == len(said):
        return None
    first = next(match for match in said if (match["f"] is not None) == (female * 2 > len(said)))
    return ReadSex(start=first.start(), end=first.end(), sex=Sex.FEMALE if first["f"] else Sex.MALE)
