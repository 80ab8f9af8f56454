"""What a column's name and numbers may measure: the analyte, and the unit the numbers are in.

Names are read as hospitals write them: ``Sat. O2 %``, ``F.C.``, ``Plaquetas x10³/µL``, ``AST/TGO``, ``hb_g_dl``.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from math import log

from hoofbeat.sources.folding import key_of
from hoofbeat.sources.mapping.usual_values import (
    POSSIBLE,
    UnitGuess,
    distance,
    other_units,
    possible_share,
    unit_of_numbers,
)
from hoofbeat.sources.mapping.words import in_brackets, name_words
from hoofbeat.sources.table.cells import number_of
from hoofbeat.standards.analytes import Analyte, analytes
from hoofbeat.standards.units import convert_or_none, is_unit

#: Units as folded names spell them, beside what is read as a unit anyway.
_UNITS = {
    "gdl": "g/dL", "mgdl": "mg/dL", "mmoll": "mmol/L", "umoll": "umol/L", "mmhg": "mm[Hg]", "c": "Cel", "f": "[degF]",
    "pct": "%", "porc": "%", "gr": "g", "m": "m", "mt": "m", "in": "[in_i]", "lb": "[lb_av]",
    **dict.fromkeys(("miles", "mil", "x1000", "xmil", "x103", "x10e3", "103", "k"), "10*3/uL"),
    **dict.fromkeys(("millones", "mill", "x106", "x10e6", "106"), "10*6/uL"),
}  # fmt: skip


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Words beside the name of an analyte that say when, where or how it was measured.
_FILLERS = _words(
    "valor value resultado result de del la el al en a of the in on at ingreso admision admission inicial initial "
    "triage emergencia urgencia actual hoy serico serica serum plasma plasmatico plasmatica sangre blood venosa venoso "
    "capilar aa aire ambiente recuento conteo contaje count nivel niveles level lab laboratorio paciente patient "
    "medida measured"
)

_NUMBER_UNIT = re.compile(r"(?P<number>[+-]?\d+(?:[.,]\d+)?)\s*(?P<unit>%|[gmlGML]|[°a-zA-Zµμ][^\d,;]{1,9})")
_PRESSURE = re.compile(r"\d{2,3}\s*/\s*\d{2,3}", re.ASCII)
_PRESSURE_NAMES = {"ta", "pa", "bp", "tension arterial", "presion arterial", "blood pressure", "t a", "p a"}


@dataclass(frozen=True)
class MeasurementGuess:
    """An analyte and the unit its numbers seem to be in; ``sure`` unless the numbers leave a doubt about the unit.

    ``other`` is the unit that they may be in instead; empty if none is known.
    """

    analyte: Analyte
    unit: str
    sure: bool
    other: str = ""


def measurement(name: str, numbers: Mapping[float, int]) -> MeasurementGuess | None:
    """The analyte that a column's name is, if its numbers are possible for it in some unit."""
    guesses = [
        (distance(known, guess.unit, numbers), MeasurementGuess(known, guess.unit, guess.sure, guess.other))
        for known, stated in _readings(name)
        for guess in [_stated(known, stated, numbers) if stated else unit_of_numbers(known, numbers)]
        if guess is not None
    ]
    # The first of equals: a name that is longer comes before.
    return min(guesses, key=lambda guess: (not guess[1].sure and guess[0] > log(3), guess[0]))[1] if guesses else None


def with_units(column: str, texts: Mapping[str, int]) -> MeasurementGuess | bool:
    """What cells that hold a number and its unit measure (``95 %``); else whether most of them do.

    Only a unit that the cells spell as UCUM does is read behind its number.
    """
    found = {text: _NUMBER_UNIT.fullmatch(text.strip()) for text in texts}
    written = [match for match in found.values() if match]
    if sum(texts[text] for text, match in found.items() if match) < 0.5 * sum(texts.values()):
        return False
    units = {key_of(match["unit"]) for match in written}
    numbers = {float(match["number"].replace(",", ".")): 1 for match in written}
    plain = all(match or number_of(text.replace(",", "."), ".") is not None for text, match in found.items())
    guess = measurement(f"{column} ({written[0]['unit']})", numbers) if plain and len(units) == 1 else None
    return guess if guess is not None and key_of(guess.unit) in units else True


def _stated(known: Analyte, unit: str, numbers: Mapping[float, int]) -> UnitGuess | None:
    return UnitGuess(unit, sure=True) if possible_share(known, unit, numbers) >= POSSIBLE else None


def _readings(name: str) -> Iterator[tuple[Analyte, str]]:
    """The analytes a name may be, with the unit that the name states, empty if none."""
    bare, bracketed = in_brackets(name)
    tokens = re.split(r"[\s,;:_]+", bare.strip(" ,;:_"))
    for cut in range(len(tokens), 0, -1):
        rest = tokens[cut:]
        found = [
            (known, unit)
            for known in _named(" ".join(tokens[:cut]))
            for unit in [_unit_of(known, bracketed, rest, name)]
            if unit is not None
        ]
        if found:
            yield from found
            return


def _named(text: str) -> tuple[Analyte, ...]:
    """Analytes of a name, or of each of several names of one (``AST/TGO``)."""
    whole = _analytes_of(text)
    if whole or "/" not in text:
        return whole
    parts = [_analytes_of(part) for part in text.split("/")]
    return parts[0] if all(part == parts[0] for part in parts) else ()


def _analytes_of(text: str) -> tuple[Analyte, ...]:
    words = name_words(text)
    plain = [word for word in words if word not in _FILLERS]
    return _analytes().get("".join(words)) or _analytes().get("".join(plain)) or ()


def _unit_of(known: Analyte, bracketed: str, rest: list[str], name: str) -> str | None:
    """The unit a name states, empty if none; ``None`` if what is left of the name is no unit of the analyte."""
    words = name_words(" ".join(rest))
    for text in (bracketed, " ".join(rest), "/".join(rest), "/".join(words), *(["%"] if "%" in name else [])):
        unit = _UNITS.get("".join(name_words(text)), text)
        if unit and _converted(known, 1.0, unit) is not None:
            return unit if unit in (known.unit, *_UNITS.values()) else _canonical(known, unit)
    # A share of something is another quantity: prothrombin activity (TP %) is no prothrombin time.
    other = "%" in name or (bool(bracketed) and is_unit(bracketed))
    return "" if set(words) <= _FILLERS and not other else None


def _canonical(known: Analyte, unit: str) -> str:
    """The canonical unit, or the usual other one, where a unit only spells it differently."""
    one, zero = _converted(known, 1.0, unit), _converted(known, 0.0, unit)
    for usual in (known.unit, *other_units(known.code), *_UNITS.values()):
        if _near(one, _converted(known, 1.0, usual)) and _near(zero, _converted(known, 0.0, usual)):
            return usual
    return unit


def _near(one: float | None, other: float | None) -> bool:
    return one is not None and other is not None and abs(one - other) <= 1e-9 * max(abs(one), 1)


def is_pressure(name: str, texts: Mapping[str, int]) -> bool:
    """Whether a column holds blood pressures as ``120/80``."""
    fitting = sum(count for text, count in texts.items() if _PRESSURE.fullmatch(text))
    named = " ".join(name_words(in_brackets(name)[0])) in _PRESSURE_NAMES
    return fitting >= (0.5 if named else 0.95) * max(sum(texts.values()), 1)


@cache
def _analytes() -> dict[str, tuple[Analyte, ...]]:
    """By name without blanks and marks; shares and counts of one cell go by one name."""
    names: dict[str, tuple[Analyte, ...]] = {}
    for known in analytes().values():
        for name in (*known.names.values(), *known.synonyms):
            key = "".join(name_words(name))
            names[key] = tuple(dict.fromkeys((*names.get(key, ()), known)))
    return names


def _converted(known: Analyte, value: float, unit: str) -> float | None:
    return convert_or_none(value, unit, known.unit, known.code)
