"""Vital signs in forms of speech: "tensión de 18/10" in centimetres, "180 x 100", "39 de fiebre", "P 122, BP 84/50"."""

import re
from collections.abc import Iterator

from hoofbeat.extraction.model import ReadMeasurement
from hoofbeat.extraction.text.note import Stretch

_PRESSURE = re.compile(
    r"\b(?:T\.?A\.?|P\.?A\.?|tensi[oó]n(?:\s+arterial)?|presi[oó]n(?:\s+arterial)?|BP)\s*"
    r"(?:de|en|a|es\s+de|era\s+de|:|=)?\s*(?P<high>\d{1,3})\s?(?P<by>/|x|con|sobre)\s?(?P<low>\d{1,3})(?![\d/])",
    re.IGNORECASE,
)
_FEVER = re.compile(
    r"(?<![\d.,])(?P<grades>3[5-9]|4[0-2])(?:[.,](?P<tenth>\d))?(?P<half>\s+y\s+medio)?\s*[°º]?\s*(?:grados\s+)?"
    r"de\s+(?:fiebre|temperatura|calentura)\b",
    re.IGNORECASE,
)
#: A letter is a pulse only among other signs of life.
_PULSE = re.compile(r"(?<!\w)P\s?(?P<beats>\d{2,3})(?=\s*[,;]\s*(?:BP|RR|R\s?\d|T\s?\d|[Ss]ats?\b|SpO2|SatO2))")
_MMHG, _CELSIUS, _PER_MINUTE = "mm[Hg]", "Cel", "/min"
#: Above it a pressure is told in millimetres; a centimetre has ten. What a heart may beat in a minute.
_CENTIMETRES, _TEN = 30, 10
_BEATS = range(30, 250)


def vitals_of(text: str, part: Stretch) -> Iterator[ReadMeasurement]:
    """Yield what a sentence tells of vital signs in forms that name no unit and are no plain value.

    Args:
        text: the note.
        part: its sentence.
    """
    said = (text, part.start, part.end + 1)
    for match in _PRESSURE.finditer(*said):
        high, low = int(match["high"]), int(match["low"])
        per = _TEN if high <= _CENTIMETRES else 1
        if low < high and (per == _TEN or match["by"].lower() in ("x", "con")):
            yield _read(text, match, "8480-6", high * per, _MMHG)
            yield _read(text, match, "8462-4", low * per, _MMHG)
    for match in _FEVER.finditer(*said):
        tenths = 5 if match["half"] else int(match["tenth"] or 0)
        yield _read(text, match, "8310-5", int(match["grades"]) + tenths / _TEN, _CELSIUS)
    for match in _PULSE.finditer(*said):
        if int(match["beats"]) in _BEATS:
            yield _read(text, match, "8867-4", int(match["beats"]), _PER_MINUTE)


def _read(text: str, match: re.Match[str], code: str, value: float, unit: str) -> ReadMeasurement:
    start, end = match.span()
    return ReadMeasurement(start=start, end=end, words=text[start:end], code=code, value=float(value), unit=unit)
