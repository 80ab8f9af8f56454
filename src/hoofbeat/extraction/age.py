"""The patient's age, as the first words of a note say it in either language.

The age of a relative, of an onset and a duration are no age of the patient: "her 60-year-old father", "at age 5", "de 3
años de evolución".
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from hoofbeat.domain.case import MAX_AGE_YEARS
from hoofbeat.extraction.model import ReadAge
from hoofbeat.extraction.note import Stretch

_UNITS = {"y": 1.0, "a": 1.0, "m": 1 / 12, "w": 7 / 365.25, "s": 7 / 365.25, "d": 1 / 365.25, "h": 1 / 8766}
_ONES_EN = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
_ONES_ES = "un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete"
_WORDS = {
    **{word: value for value, word in enumerate(_ONES_EN.split(), 1)},
    **{word: value for value, word in enumerate(_ONES_ES.split(), 1)},
    **{"eighteen": 18, "nineteen": 19, "dieciocho": 18, "diecinueve": 19, "veinte": 20, "uno": 1, "una": 1},
    **dict(
        zip(
            ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"],
            range(20, 100, 10),
            strict=True,
        )
    ),
    **dict(
        zip(
            ["treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"],
            range(30, 100, 10),
            strict=True,
        )
    ),
}
_SAID = "|".join(sorted(_WORDS, key=len, reverse=True))
_N = rf"(?P<n>\d{{1,3}}(?:[.,]\d{{1,2}})?|(?:{_SAID})(?:(?:[ -]|\sy\s)(?:{_SAID}))?)"
_EN = r"(?P<u>years?|yrs?|y|months?|mos?|weeks?|wks?|days?|hours?|hrs?)"
_ES = r"(?P<u>años?|anos?|a|meses|mes|semanas?|días?|dias?|horas?|hrs?|h)"
_MORE = r"(?:(?:\s+(?:y|and)|,)?\s+(?P<more>\d{1,2})\s*(?P<mu>meses|mes|months?|semanas|weeks?|días|dias|days?))?"
_WHO_ES = (
    r"(?:pacientes?|pcte|pte|mujer|hombre|var[oó]n|ni[ñn][oa]|lactante|neonato|reci[eé]n\s+nacid[oa]|rn|señora?|bebé|"
    r"masculin[oa]|femenin[oa]|escolar|preescolar|adolescente|joven|ancian[oa]|gestante|embarazada|primigesta|chic[oa]|"
    r"hij[oa]|adult[oa]|se trata de|edad)"
)
_LASTING = r"(?:evoluci[oó]n|duraci[oó]n|tratamiento|historia|seguimiento|fumador)"
_NOT_ES = rf"(?!\s+de\s+{_LASTING}|\s+antes|\s+despu[eé]s|\s+atr[aá]s)"
_WITHOUT = r"(?:(?!\b(?:hace|desde|durante|hasta|por|con|que)\b)[^.;:\n\d]){0,45}?"
_I = re.IGNORECASE
#: What every age has, in small letters.
_HINT = re.compile(r"\d|year|month|week|año|mes|d[ií]as")
#: How an age is told, behind what is looked for first in small letters: these patterns are slow, and mostly in vain.
_AGES = tuple(
    (re.compile(hint), re.compile(pattern, flags))
    for hint, pattern, flags in (
        (r"[sryhok][\s-]*(?:olds?|of\sage|/?o)\b", rf"\b{_N}[\s-]*{_EN}[\s-]*(?:old|olds|of age|/o|o)\b", _I),
        (r"edad|vida", rf"\b{_N}\s*{_ES}{_MORE}\s+de\s+(?:edad|vida)\b", _I),
        (_WHO_ES, rf"\b{_WHO_ES}\b{_WITHOUT}\b{_N}\s*{_ES}\b\.?{_MORE}{_NOT_ES}", _I),
        (
            r"edad|age",
            rf"\b(?:edad|age)\s*(?:de|of|[:=])?\s*{_N}(?:\s*(?:{_ES}|{_EN.replace('<u>', '<v>')})\b)?",
            _I,
        ),
        (r"tiene|tengo|cumpl", rf"\b(?:tiene|tengo|cumplió)\s+{_N}\s+{_ES}\b", _I),
        (
            r"aged|is\s|i'm|i\s+am",
            rf"\b(?:(?:he|she|patient|who|son|daughter|husband|wife)\s+is|aged|i'm|i\s+am)\s+{_N}(?P<u>)(?=\s*[,;)]|\.?\s|\.?$)",
            _I,
        ),
        (rf"^(?:\d|{_SAID})", rf"^{_N}\s*{_ES}\b\.?(?=\s*[,.;]|\s+(?:con|mujer|hombre|var|mascul|femen))", _I),
        (
            r"\d\s?-?\s?(?:m|f|woman)",
            r"(?:^|[\n(:]\s*|\b(?:pt|patient|a|an|is|un|una)\s+)(?P<n>\d{1,3})\s?-?(?P<u>)"
            r"(?=[MFmf]\b|(?:male|female)\b|\s(?:man|woman)\b)",
            0,
        ),
        (
            r"man|male|boy|girl|lady|son|daughter|husband|wife|[mf]\b",
            rf"(?<![°º])\b(?:man|woman|male|female|boy|girl|gentleman|lady|son|daughter|husband|wife|[MF])"
            rf"\s*[,(]?\s*(?:aged\s+|of\s+)?{_N}(?P<u>)(?=\s*[,;)]|\.(?!\d)|\s+years?\b)",
            _I,
        ),
        (
            r"(?:man|lady)\s+of\s",
            rf"\b(?:man|woman|gentleman|lady)\s+of\s+{_N}(?P<u>)(?=\s+[a-z]{{3}})"
            rf"(?!\s+{_EN.replace('<u>', '<v>')}\b)",
            _I,
        ),
        (
            r"child|infant|toddler|baby|boy|girl",
            rf"\b(?:child|infant|toddler|baby|boy|girl)\s*[,(]?\s*(?:(?:now|aged?)\s+)?{_N}\s*{_EN}\b"
            r"(?!\s+(?:of|ago|history|after|before))",
            _I,
        ),
    )
)
#: Where no age is told, a patient who is called so has just been born.
_NEWBORN = re.compile(r"\b(?:newborn|neonate|reci[eé]n\s+nacid[oa]|neonato|neonata)\b(?!\s+(?:screening|period))", _I)
_BEFORE_AN_ONSET = r"at|since|from|until|by|a los|desde los|hasta los|a la|before|after"
_ONSET = re.compile(rf"\b(?:{_BEFORE_AN_ONSET})\s+(?:the\s+)?(?:age (?:of )?|edad de )?\s*$", _I)


def may_tell(words: Sequence[str]) -> bool:
    """Whether the words of a sentence hold a number, without which no age is told."""
    return not (_WORDS.keys().isdisjoint(words) and "".join(words).isalpha())


def age_of(text: str, parts: Iterable[Stretch], theirs: Sequence[Stretch]) -> ReadAge | None:
    """The first age of a note that is the patient's.

    Args:
        text: the note.
        parts: its sentences.
        theirs: where relatives are named, each with what is said of him.
    """
    for part in parts:
        found = min(_ages(text, part, theirs), key=lambda age: (age.start, -age.end), default=None)
        if found is not None:
            return found
    born = _NEWBORN.search(text)
    if born is None or any(place.start <= born.start() < place.end for place in theirs):
        return None
    return ReadAge(start=born.start(), end=born.end(), years=0.0)


def _ages(text: str, part: Stretch, theirs: Sequence[Stretch]) -> Iterator[ReadAge]:
    said = text[part.start : part.end + 1]
    small = said.lower()
    if not _HINT.search(small):
        return
    for hint, pattern in _AGES:
        for match in pattern.finditer(said) if hint.search(small) else ():
            start = part.start + match.start("n")
            if _ONSET.search(said[: match.start("n")]) or any(p.start <= start < p.end for p in theirs):
                continue
            groups = match.groupdict()
            years = _years(match["n"], groups.get("u") or groups.get("v") or "y")
            if years is not None and groups.get("more"):
                years += _years(groups["more"] or "", groups["mu"] or "m") or 0.0
            if years is not None and years <= MAX_AGE_YEARS:
                yield ReadAge(start=start, end=part.start + match.end(), years=round(years, 3))
                break


def _years(said: str, unit: str) -> float | None:
    per = _UNITS.get(unit[:1].lower(), 1.0)
    if said[0].isdigit():
        return float(said.replace(",", ".")) * per
    parts = [part for part in re.split(r"[ -]", said.lower()) if part != "y"]
    values = [_WORDS[part] for part in parts if part in _WORDS]
    return sum(values) * per if values else None
