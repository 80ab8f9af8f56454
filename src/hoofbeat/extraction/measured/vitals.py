"""Blood pressures in forms of speech: "tensión de 18/10" in centimetres, "presión arterial 180 x 100".

Only where the name and the numbers leave no doubt: both are possible, nothing that counts or dates stands behind them,
no second pair in their sentence, and the sentence speaks of no relative, no other time and no condition.
"""

import re
from collections.abc import Iterator, Sequence

from hoofbeat.bundle.runtime.quantities import analyte_named
from hoofbeat.extraction.model import ReadMeasurement
from hoofbeat.extraction.text.note import Sentence, Stretch
from hoofbeat.extraction.text.tables import word_list

_PRESSURE = re.compile(
    r"\b(?P<name>T\.?A\.?|tensi[oó]n(?:\s+arterial)?|presi[oó]n(?:\s+arterial)?|PA|BP)\s*(?:de|es\s+de|era\s+de|:|=)?\s*"
    r"(?P<high>\d{1,3}(?:[.,]5)?)\s?(?P<by>/|x|con|sobre)\s?(?P<low>\d{1,3}(?:[.,]5)?)(?![\d/]|[.,]\d)"
    r"(?P<unit>\s?mm\s?hg\b)?(?=\s*(?:[,;)]|\.?\s*$|\.\s))",
    re.IGNORECASE,
)
_PAIR = re.compile(r"\d\s?(?:/|x|con|sobre|over)\s?\d", re.IGNORECASE)
_DOUBTFUL = word_list("in doubt of a value")
#: Names under which nobody tells centimetres: the one is English, the other is a view of a chest too.
_MILLIMETRES = ("bp", "pa")
_TEN, _MMHG = 10, "mm[Hg]"
#: What may be told in centimetres, and how far the two are apart in millimetres: a date has them nearer.
_HIGH, _LOW, _APART = (8, 25), (4, 14), (25, 140)


def vitals_of(text: str, sentence: Sentence, theirs: Sequence[Stretch]) -> Iterator[ReadMeasurement]:
    """Yield the pressure that a sentence tells in a form that is no plain value.

    Args:
        text: the note.
        sentence: of it.
        theirs: where relatives are spoken of.
    """
    start, end = sentence.start, sentence.end + 1
    found = list(_PRESSURE.finditer(text, start, end))
    if len(found) != 1 or len(_PAIR.findall(text, start, end)) != 1:
        return
    if not _DOUBTFUL.isdisjoint(sentence.words) or any(place.start < end and start < place.end for place in theirs):
        return
    match = found[0]
    high, low = (float(match[side].replace(",", ".")) for side in ("high", "low"))
    small = _HIGH[0] <= high <= _HIGH[1] and _LOW[0] <= low <= _LOW[1]
    if small and not match["unit"] and match["name"].lower() not in _MILLIMETRES:
        high, low = high * _TEN, low * _TEN
    elif match["by"] in "/" or not (high.is_integer() and low.is_integer()):
        return  # a plain value, or none
    if not (_APART[0] <= high - low <= _APART[1] and _is_possible("systolic", high) and _is_possible("diastolic", low)):
        return
    for code, value in (("8480-6", high), ("8462-4", low)):
        yield ReadMeasurement(start=match.start(), end=match.end(), words=match[0], code=code, value=value, unit=_MMHG)


def _is_possible(name: str, value: float) -> bool:
    analyte = analyte_named(name)
    return analyte is not None and analyte.possible(value)
