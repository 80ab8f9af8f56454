"""What a column's name and numbers may measure: the analyte, and the unit the numbers are in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import log

from hoofbeat.domain.errors import UnitError
from hoofbeat.sources.mapping.words import in_brackets, name_words
from hoofbeat.standards.analytes import Analyte, analytes
from hoofbeat.standards.units import convert

#: Share of a column's numbers that must be possible for the analyte.
_POSSIBLE = 0.9

#: How units are written in names of columns, folded, and in UCUM.
_UNITS = {
    "c": "Cel", "°c": "Cel", "celsius": "Cel", "f": "[degF]", "°f": "[degF]", "kg": "kg", "g": "g", "gr": "g",
    "lb": "[lb_av]", "cm": "cm", "m": "m", "mt": "m", "in": "[in_i]", "mmhg": "mm[Hg]", "%": "%", "pct": "%",
    "g/dl": "g/dL", "g dl": "g/dL", "gdl": "g/dL", "g/l": "g/L", "g l": "g/L", "mg/dl": "mg/dL", "mg dl": "mg/dL",
    "mgdl": "mg/dL", "mg/l": "mg/L", "mg l": "mg/L", "mmol/l": "mmol/L", "mmol l": "mmol/L", "umol/l": "umol/L",
    "umol l": "umol/L", "µmol/l": "umol/L", "meq/l": "meq/L", "meq l": "meq/L", "u/l": "U/L", "u l": "U/L",
    "ui/l": "U/L", "iu/l": "U/L", "ng/ml": "ng/mL", "ng ml": "ng/mL", "pg/ml": "pg/mL", "ug/dl": "ug/dL",
    "rpm": "/min", "lpm": "/min", "bpm": "/min", "x min": "/min", "/min": "/min", "l/min": "L/min",
}  # fmt: skip

#: Usual values in the canonical unit, and the units in which they are reported too: they tell one from the other
#: where the name does not. Rounded middles of what laboratories and wards see, written for Hoofbeat; used nowhere else.
_USUAL: Mapping[str, tuple[float, tuple[str, ...]]] = {
    "8310-5": (37, ("[degF]",)),
    "29463-7": (40, ("g",)),
    "8302-2": (130, ("m",)),
    "718-7": (12, ("g/L",)),
    "2345-7": (100, ("mmol/L",)),
    "2160-0": (0.8, ("umol/L",)),
    "3091-6": (30, ("mmol/L",)),
    "1975-2": (0.7, ("umol/L",)),
    "17861-6": (9.4, ("mmol/L",)),
    "2093-3": (180, ("mmol/L",)),
    "2571-8": (130, ("mmol/L",)),
    "3084-1": (5, ("umol/L",)),
    "1751-7": (4.2, ("g/L",)),
    "6690-2": (8, ("/uL",)),
    "777-3": (260, ("/uL",)),
}

_PRESSURE = re.compile(r"\d{2,3}\s*/\s*\d{2,3}", re.ASCII)
_PRESSURE_NAMES = {"ta", "pa", "bp", "tension arterial", "presion arterial", "blood pressure", "t a", "p a"}


@dataclass(frozen=True)
class MeasurementGuess:
    """An analyte and the unit its numbers seem to be in; ``sure`` unless the unit had to be guessed from them."""

    analyte: Analyte
    unit: str
    sure: bool


def measurement(name: str, numbers: Mapping[float, int]) -> MeasurementGuess | None:
    """The analyte that a column's name is, if its numbers are possible for it in some unit."""
    bare, bracketed = in_brackets(name)
    words = name_words(bare)
    for length in range(len(words), 0, -1):
        known = _analytes().get(" ".join(words[:length]))
        rest = " ".join(words[length:])
        if known is None or (rest and rest not in _UNITS):
            continue
        stated = _UNITS.get(bracketed.casefold()) or _UNITS.get(rest)
        for unit in [stated] if stated else _candidates(known, numbers):
            if _possible(known, unit, numbers) >= _POSSIBLE:
                return MeasurementGuess(known, unit, sure=bool(stated) or unit == known.unit)
    return None


def is_pressure(name: str, texts: Mapping[str, int]) -> bool:
    """Whether a column holds blood pressures as ``120/80``."""
    fitting = sum(count for text, count in texts.items() if _PRESSURE.fullmatch(text))
    named = " ".join(name_words(in_brackets(name)[0])) in _PRESSURE_NAMES
    return fitting >= (0.5 if named else 0.95) * max(sum(texts.values()), 1)


def _analytes() -> dict[str, Analyte]:
    names: dict[str, Analyte] = {}
    for known in analytes().values():
        for name in (known.name, known.name_es, *known.synonyms):
            names.setdefault(" ".join(name_words(name)), known)
    return names


def _candidates(known: Analyte, numbers: Mapping[float, int]) -> list[str]:
    """Units to try, the one that brings the middle of the numbers nearest to what is usual first."""
    if known.code not in _USUAL or not numbers:
        return [known.unit]
    usual, others = _USUAL[known.code]
    middle = sorted(numbers)[len(numbers) // 2]

    def distance(unit: str) -> float:
        value = _converted(known, middle, unit)
        return abs(log(value / usual)) if value is not None and value > 0 else float("inf")

    return sorted((known.unit, *others), key=distance)


def _possible(known: Analyte, unit: str, numbers: Mapping[float, int]) -> float:
    """Share of the numbers that are possible."""
    values = [(_converted(known, number, unit), count) for number, count in numbers.items()]
    fitting = sum(count for value, count in values if value is not None and known.possible(value))
    return fitting / max(sum(numbers.values()), 1)


def _converted(known: Analyte, value: float, unit: str) -> float | None:
    try:
        return convert(value, unit, known.unit, known.code)
    except UnitError:
        return None
