"""The patient's age, as the first words of a note say it in either language.

The age of a relative, of an onset and a duration are no age of the patient: "her 60-year-old father", "at age 5", "de 3
años de evolución".
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from hoofbeat.domain.case import MAX_AGE_YEARS
from hoofbeat.extraction.model import ReadAge
from hoofbeat.extraction.person.called import HUMANS, SOME, speaks_of_another
from hoofbeat.extraction.text.note import Stretch

_UNITS = {"y": 1.0, "a": 1.0, "m": 1 / 12, "w": 7 / 365.25, "s": 7 / 365.25, "d": 1 / 365.25, "h": 1 / 8766}
_ONES_EN = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
_ONES_ES = "un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete"
_WORDS = {
    **{word: value for value, word in enumerate(_ONES_EN.split(), 1)},
    **{word: value for value, word in enumerate(_ONES_ES.split(), 1)},
    **{
        "eighteen": 18,
        "nineteen": 19,
        "dieciocho": 18,
        "diecinueve": 19,
        "veinte": 20,
        "uno": 1,
        "una": 1,
    },
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
_ES = r"(?P<u>años?|anos?|(?:(?<=\d)|(?<=\d\s))a|meses|mes|semanas?|días?|dias?|horas?|hrs?|h)"
_MORE = (
    r"(?:\s+(?:y|and a)\s+(?P<half>medi[oa]|half)\b"
    r"|(?:(?:\s+(?:y|and)|,)?\s+(?P<more>\d{1,2})\s*(?P<mu>meses|mes|months?|semanas|weeks?|días|dias|days?)))?"
)
_WHO_ES = (
    r"(?:pacientes?|pcte|pte|mujer|hombre|var[oó]n|ni[ñn][oa]|lactante|neonato|reci[eé]n\s+nacid[oa]|rn|señora?|bebé|"
    r"masculin[oa]|femenin[oa]|escolar|preescolar|adolescente|joven|ancian[oa]|gestante|embarazada|primigesta|chic[oa]|"
    r"hij[oa]|adult[oa]|nen[ea]|muchach[oa]|beb[ei]t[oa]|mellizos?|mellizas?|gemel[oa]s?|caballero|dama|guagua|pibe|piba|"
    r"masc|fem|edad)"
)
_TITLE = r"(?:mr|mrs|ms|miss)\.?\s+[^\W\d]+"
_BY_NAME = re.compile(_TITLE, re.IGNORECASE)
_GESTATION = re.compile(r"gest|embaraz|primi", re.IGNORECASE)
_LASTING = (
    r"(?:evoluci[oó]n|duraci[oó]n|tratamiento|historia|seguimiento|fumador|"
    r"experiencia|antig[uü]edad|servicio|matrimonio|profesi[oó]n)"
)
_NOT_ES = rf"(?!\s+de\s+{_LASTING}|\s+antes|\s+despu[eé]s|\s+atr[aá]s)"
_WITHOUT = r"(?:(?!\b(?:hace|desde|durante|hasta|por|con|que)\b)[^.;:\n\d]){0,45}?"
_I = re.IGNORECASE
#: Years from which weeks and days beside them are those of something else, such as a pregnancy.
_SMALL = 5
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
            rf"\b(?:(?:he|she|patient|who|son|daughter|husband|wife|{_TITLE})\s+is|aged|i'm|i\s+am)\s+{_N}(?P<u>)"
            r"(?=\s*[,;)]|\.?\s|\.?$)",
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
            rf"\s*[,(]?\s*(?:aged\s+|of\s+)?{_N}(?P<u>)(?=\s*(?:,(?!\d)|[;)])|\.(?!\d)|\s+years?\b)",
            _I,
        ),
        (r"mr|ms|miss", rf"\b{_TITLE}\s*[,(]\s*(?:aged\s+)?{_N}(?P<u>)(?=\s*[,;)])", _I),
        (r"^\d{1,3}\s?/\s?[mf]\b", r"^(?P<n>\d{1,3})\s?/\s?(?P<u>)[MF]\b(?=\s+(?:with|c/o|presents)|\s*[,.:;])", 0),
        (
            r"(?:man|lady|boy|girl)\s+of\s",
            rf"\b(?:man|woman|gentleman|lady|boy|girl)\s+of\s+{_N}(?P<u>)(?=\s+[a-z]{{3}})"
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
#: One who is called by his work, title or state, at the beginning of a note alone: "Un soldado de 20 años". A closed
#: list: a pacemaker, a house and a dog are so many years old too.
_FIRST_AGES = tuple(
    re.compile(pattern, _I)
    for pattern in (
        rf"(?:^|\buna?\s+){HUMANS}(?:\s+{SOME})?\s+de\s+{_N}\s*(?P<u>años?|anos?)\b{_NOT_ES}",
        rf"^(?:don|doña|sra?\.?|señora?)(?:\s+[^\W\d]+){{1,3}},\s*(?:de\s+)?{_N}\s*(?P<u>años?|anos?)\b(?=\s*[,.;]){_NOT_ES}",
        rf"^(?:gestante|embarazada|primigesta)\b[^.;]{{0,40}},\s*{_N}\s*(?P<u>años?)\b",
        rf"^[VHMF]\s*,?\s*{_N}\s*(?P<u>años?)\b",
    )
)
#: One with a work or a title is grown up: "de 10 años" tells how long he has been it.
_GROWN = 14
#: Sentences of a note that may tell whose it is.
_FIRST = 2
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
    for number, part in enumerate(parts):
        found = min(_ages(text, part, theirs), key=lambda age: (age.start, -age.end), default=None)
        if found is None and number < _FIRST:
            found = min(_first_ages(text, part, theirs), key=lambda age: (age.start, -age.end), default=None)
        if found is not None:
            return found
    born = _NEWBORN.search(text)
    if born is None or any(place.holds(born.start()) for place in theirs):
        return None
    return ReadAge(start=born.start(), end=born.end(), years=0.0)


def _ages(text: str, part: Stretch, theirs: Sequence[Stretch]) -> Iterator[ReadAge]:
    said = text[part.start : part.end + 1]
    small = said.lower()
    if not _HINT.search(small):
        return
    for hint, pattern in _AGES:
        if hint.search(small) and (age := _age(pattern, said, part.start, theirs)):
            yield age


def _first_ages(text: str, part: Stretch, theirs: Sequence[Stretch]) -> Iterator[ReadAge]:
    """The ages of a sentence at the beginning of a note that no word for a patient tells."""
    said = text[part.start : part.end + 1]
    if _HINT.search(said.lower()):
        for pattern in _FIRST_AGES:
            age = _age(pattern, said, part.start, theirs)
            if age is not None and age.years >= _GROWN and not speaks_of_another(text[age.end : part.end + 1]):
                yield age


def _age(pattern: re.Pattern[str], said: str, offset: int, theirs: Sequence[Stretch]) -> ReadAge | None:
    """The first age of a sentence that a pattern finds and that is the patient's."""
    for match in pattern.finditer(said):
        start = offset + match.start("n")
        if _ONSET.search(said[: match.start("n")]) or any(place.holds(start) for place in theirs):
            continue
        groups = match.groupdict()
        if _BY_NAME.match(match[0]) and speaks_of_another(said[match.end() :]):
            continue
        if not (groups.get("u") or groups.get("v")) and not match["n"].isdigit() and match["n"][0].isdigit():
            continue  # "a boy of 38.5"
        unit = groups.get("u") or groups.get("v") or "y"
        if unit[0] in "sS" and _GESTATION.match(match[0]):
            continue  # weeks of a pregnancy
        years = _years(match["n"], unit)
        more = groups.get("more")
        if years is not None and more and not (years > _SMALL and (groups["mu"] or "")[:1] in "swd"):
            years += _years(more, groups["mu"] or "m") or 0.0
        if years is not None and groups.get("half"):
            years += _UNITS.get(unit[0].lower(), 1.0) / 2
        if years is not None and years <= MAX_AGE_YEARS:
            return ReadAge(start=start, end=offset + match.end(), years=round(years, 3))
    return None


def _years(said: str, unit: str) -> float | None:
    per = _UNITS.get(unit[:1].lower(), 1.0)
    if said[0].isdigit():
        return float(said.replace(",", ".")) * per
    parts = [part for part in re.split(r"[ -]", said.lower()) if part != "y"]
    values = [_WORDS[part] for part in parts if part in _WORDS]
    return sum(values) * per if values else None
