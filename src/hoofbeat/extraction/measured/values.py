"""Vital signs and laboratory values of a note: "TA 150/95", "T 38,5 °C", "Hb 9.2 g/dL", "saturation of 88 %".

What a number measures is decided by :mod:`hoofbeat.bundle.runtime.quantities`, from the name in front of it and the
unit behind it, as in the search box. Here only their places are found: a number without a name is read where its unit
leaves no choice (39 °C, 110 lpm, 150/95 mmHg). Values come in the analyte's own unit.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from hoofbeat.bundle.runtime.quantities import (
    COUNTED,
    PRESSURE,
    TypedMeasurement,
    analyte_named,
    typed_measurements,
)
from hoofbeat.bundle.runtime.words import fold
from hoofbeat.extraction.measured.vitals import vitals_of
from hoofbeat.extraction.model import ReadMeasurement
from hoofbeat.extraction.naming.vocabulary import FILLERS
from hoofbeat.extraction.text.note import Sentence, Stretch
from hoofbeat.extraction.text.tables import word_list

_PAIR = r"\d{2,3}\s?(?:/|\bsobre\b|\bover\b)\s?\d{2,3}(?![\d/.,]*\d)"
_NUMBER = re.compile(rf"(?<![\w.,/+-])(?:{_PAIR}|\d{{1,3}}(?: \d{{3}})+(?![\d/]|[.,]\d)|\d+(?:[.,]\d+)*)")
_NAMED_PAIR = re.compile(r"\d\s?(?:/|sobre|over)\s?\d", re.IGNORECASE)
_UNIT = re.compile(
    r"\s?(?P<unit>%|[°º]\s?[CF]?(?![a-z])|(?:grados?|degrees?)(?:\s(?:celsius|cent[ií]grados|fahrenheit|[CF]\b))?"
    r"|(?:beats|breaths|latidos|respiraciones|resp|lat)?\s?(?:per|por|x|/|a)\s?min(?:ute|uto)?\b|mm\s?hg\b"
    r"|[x×]?\s?10\s?(?:\^|\*|E|e)?\s?[369³⁹⁶](?:\s?/\s?\w+)?|[A-Za-zµμ][\w%µμ.^*²³·]{0,7}(?:\s?/\s?[\w.^*²³µμ]+)+|/\s?[\w.µμ³]+"
    r"|(?:bpm|lpm|rpm|ppm|kgs?|kilos?|grs?|g|cms?|m|mts?|metros|lbs?|pounds|in|inches|fl|pg|seg|s|sec|meq|mmol|u|ui|iu|c|f)\b)",
    re.IGNORECASE,
)
#: Between a name and its number.
_LINKS = word_list("link of a value")
#: Cells of a urine sediment, and percentiles, are no amounts.
_NO_AMOUNT = re.compile(
    r"(?:\s?[-–]\s?\d+)?\s?(?:/|por\s|per\s)?\s?(?:hpf|lpf|high[\s-]power|campo)|(?:st|nd|rd|th)\b", re.IGNORECASE
)
_WORD = re.compile(r"[\s-]{0,2}([^\W\d_]+)")
#: Degrees without a scale and a name are of a temperature only where a body may have it, and of an angle elsewhere.
_DEGREES, _SCALE = re.compile(r"[°º]|grado|degree", re.IGNORECASE), re.compile(r"[CF]|cel|cent|fah", re.IGNORECASE)
_WARM = frozenset(map(str, range(34, 43)))
_GAP = re.compile(r"[\s:=~≈<>≥≤(\-–,\"'*_]*")
#: Names that are units behind a number ("5 mg 1 tablet"), and what makes a weight no weight of the patient.
_UNIT_NAMES = frozenset({"mg", "g", "pt", "cl", "ca"})
_CHANGES = word_list("change of weight")
_LONGEST_NAME = 5
#: A lower systolic pressure than this is a date, a fraction or a count: "TA 20/10 vision".
_LEAST = {"8480-6": 40}
#: Units that say what is measured, where no name stands near.
_TELLING = {
    "bpm": "hr",
    "lpm": "fc",
    "rpm": "fr",
    "beats": "hr",
    "breaths": "rr",
    "latidos": "fc",
    "respiraciones": "fr",
}


def measurements_of(
    text: str, sentence: Sentence, excluded: Sequence[Stretch] = (), theirs: Sequence[Stretch] = ()
) -> Iterator[ReadMeasurement]:
    """Yield the measurements of a sentence: the plain values, and what is told in forms of speech beside them.

    Args:
        text: the note.
        sentence: where to look.
        excluded: offsets that belong to something else, such as an age.
        theirs: where relatives are spoken of.
    """
    plain = list(_plain(text, sentence, excluded))
    yield from plain
    known = {one.code: one.value for one in plain}
    spoken = list(vitals_of(text, sentence, theirs))
    if all(known.get(one.code, one.value) == one.value for one in spoken):  # a plain value is never displaced
        yield from (one for one in spoken if one.code not in known)


def _plain(text: str, sentence: Sentence, excluded: Sequence[Stretch]) -> Iterator[ReadMeasurement]:
    last = sentence.start
    for match in _NUMBER.finditer(text, sentence.start, sentence.end + 1):
        start, end = match.span()
        if start < last or any(place.holds(start) for place in excluded):
            continue
        unit = _UNIT.match(text, end)
        if unit:
            end = unit.end() - (unit["unit"][-1] == ".")
        name = _name_before(sentence, text, last, start, pair=bool(_NAMED_PAIR.search(match[0])))
        begin = sentence.starts[name[0]] if name else start
        said = " ".join(sentence.words[name[0] : name[1]]) if name else ""
        if name and analyte_named(said) is None and analyte_named(_plural(said)) is not None:
            said = _plural(said)
        if text[last:start].strip() in ("(", "/") and not name:
            continue  # the same again in another unit: "36.6 °C (98 °F)"
        read = () if _is_counted(text, match.end()) else _read(said, match[0], unit["unit"].rstrip(".") if unit else "")
        for one in read if len(read) == 1 or all(map(_is_possible, read)) else ():
            if one.value is not None and one.canonical is not None and _is_possible(one):
                yield ReadMeasurement(
                    start=begin,
                    end=end,
                    words=text[begin:end],
                    code=one.code,
                    value=one.canonical,
                    unit=one.analyte.unit,
                )
        if read:
            last = end


def _is_possible(one: TypedMeasurement) -> bool:
    value = one.canonical
    return value is not None and value >= _LEAST.get(one.code, 0) and one.analyte.possible(value)


def _name_before(sentence: Sentence, text: str, last: int, start: int, *, pair: bool) -> tuple[int, int] | None:
    """The words in front of a number, not before an offset, that name a quantity: the first, and behind the last."""
    behind = bisect_right(sentence.ends, start)
    first = min(bisect_left(sentence.starts, last), behind)
    if first == behind or not _GAP.fullmatch(text, sentence.ends[behind - 1], start):
        return None
    for end in range(behind, first, -1):
        for begin in range(max(end - _LONGEST_NAME, first), end):
            if _is_name(sentence, first, begin, end, pair=pair):
                return begin, end
        if sentence.words[end - 1] not in _LINKS:
            break
    return None


def _is_name(sentence: Sentence, first: int, begin: int, end: int, *, pair: bool) -> bool:
    """Whether words name a quantity, and not the unit of the number in front of them, or a change of weight."""
    words, gaps = sentence.words, sentence.gaps
    said = " ".join(words[begin:end])
    parted = any(";" in gap or "." in gap for gap in gaps[begin + 1 : end])
    if parted or words[end - 1].isdigit() or words[end - 1] in FILLERS:
        return False
    if begin > first and (words[begin - 1] in _CHANGES or (said in _UNIT_NAMES and words[begin - 1].isdigit())):
        return False
    return analyte_named(said) is not None or analyte_named(_plural(said)) is not None or (pair and said in PRESSURE)


def _plural(words: str) -> str:
    """The name of cells, of which one may be told: "leukocyte count"; of no abbreviation."""
    return f"{words}s" if len(words) > _LONGEST_NAME else words


def _is_counted(text: str, end: int) -> bool:
    """Whether days, times or cells are counted, and nothing is measured: "fiebre de 3 días", "WBC: 0-5/hpf"."""
    if _NO_AMOUNT.match(text, end):
        return True
    word = _WORD.match(text, end)
    return word is not None and fold(word[1]) in COUNTED


def _read(name: str, number: str, unit: str) -> tuple[TypedMeasurement, ...]:
    """What a name, a number and a unit measure together."""
    number = re.sub(r"(?<=\d) (?=\d{3})", "", number)
    unit = re.sub(r"\s", " ", unit.strip())
    if _NAMED_PAIR.search(number):
        if not name and "mm" not in unit.lower():
            return ()
        pair = typed_measurements(f"{name} {number} {unit}".strip())
        if len(pair) > 1:
            return pair
        number, unit = re.split(r"\s?/|\s", number)[0], ""
    if not name and not (unit and _DEGREES.match(unit) and (_SCALE.search(unit) or number[:2] in _WARM)):
        name = _TELLING.get(unit.split(" ")[0].lower(), "")
        if not name:
            return ()
    found = typed_measurements(f"{name} {number} {unit}".strip())
    return found if found and found[0].value is not None else ()
