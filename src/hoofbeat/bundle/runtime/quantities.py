"""A measurement as it is typed: ``glucosa 420``, ``temp 39,2``, ``sat 88 %``, ``TA 150/95``, ``39 °C``.

The name decides what is measured, by the names and synonyms of the analytes and by the short ones of the ward
(``data/typed_quantities.tsv``). Both decimal marks are read. Where no unit is typed, the number is taken in the
analyte's own unit, and in another one that laboratories print only if no patient, or hardly one, can have it in the
first; the answer says which, and that it was not typed.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from math import inf, log
from typing import NamedTuple

from hoofbeat.bundle.runtime.words import fold
from hoofbeat.domain.case import Sex
from hoofbeat.standards.analytes import Analyte, analyte, analytes
from hoofbeat.standards.reference import Outcome, finding_of, limits
from hoofbeat.standards.units import convert_or_none

TEMPERATURE, SYSTOLIC, DIASTOLIC = "8310-5", "8480-6", "8462-4"

#: Names of the pressure that two numbers are given for.
PRESSURE = frozenset(
    {"ta", "t a", "pa", "p a", "bp", "b p", "tension", "presion", "pressure", "tension arterial", "presion arterial"}
    | {"blood pressure", "presion sanguinea", "presion de", "tension de", "pa de", "ta de", "bp of", ""}
)

#: Units in which these are printed too, in the order of trial.
_ALSO_PRINTED: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("718-7", "1751-7", "2885-2", "3255-7"), ("g/L",)),
    **dict.fromkeys(("2345-7", "1558-6"), ("mmol/L", "g/L")),
    **dict.fromkeys(("2160-0", "3084-1"), ("umol/L",)),
    **dict.fromkeys(("17861-6", "2093-3", "2571-8", "18262-6", "2085-9"), ("mmol/L",)),
    **dict.fromkeys(("6690-2", "777-3", "751-8", "731-0", "742-7", "711-2", "704-7", "789-8"), ("/uL",)),
    **dict.fromkeys(("2708-6", "4544-3", "3150-0"), ("1",)),
    **{"8310-5": ("[degF]",), "8302-2": ("m",), "4548-4": ("mmol/mol",), "29463-7": ("g",)},
}
#: How many times farther from its reference a number must lie in the analyte's own unit before another is taken.
_HARDLY = log(4.0)
#: Three decimals of which two are noughts, which no laboratory prints: 14,000 and 1.500.
_ROUND_THOUSANDS = re.compile(r"[1-9]\d{0,2}[.,]\d00")

_NUMBER = r"\d+(?:[.,]\d+)*"
_PAIR = re.compile(r"(?P<high>\d{2,3})\s*(?:/|\bsobre\b|\bover\b|-)\s*(?P<low>\d{2,3})(?![\d.,])")
_VALUE = re.compile(_NUMBER)
_LINK = re.compile(r"(?:(?<![^\W_])(?:de|en|a|al|of|is|at|es|in|was|fue))?\s*[:=~≈<>≥≤]*\s*$")
_DEGREES = re.compile(
    r"^(?:°|º|grados?|degrees?|deg)\s*(?P<scale>celsius|centigrados|fahrenheit|c|f)?\b\.?", re.IGNORECASE
)
#: What is counted and not measured.
COUNTED = {
    "dia", "dias", "day", "days", "semana", "semanas", "week", "weeks", "mes", "meses", "month", "months", "ano",
    "anos", "year", "years", "hora", "horas", "hour", "hours", "vez", "veces", "time", "times", "episodio", "episodios",
    "episode", "episodes", "noche", "noches", "night", "nights",
}  # fmt: skip
#: Names of so few letters may go on with a number: T3, B12, CA 19-9.
_SHORT = 2
_NUMBER_NEXT = re.compile(r"\s*-?\s*\d")
#: 1.234.567, or 1,234.5.
_TWO_MARKS = 2
_LONGEST_UNIT = 16
_PERHAPS_THOUSANDS = 3


class TypedMeasurement(NamedTuple):
    """One number of a query.

    Attributes:
        analyte: what is measured.
        value: the number as typed, in ``unit``; ``None`` where only the name was.
        unit: UCUM, or as it was typed.
        unit_typed: whether the unit was typed.
        canonical: the value in the analyte's own unit.
        finding: what the value leads to in an adult of either sex, where it lies outside the reference; its direction.
    """

    analyte: Analyte
    value: float | None
    unit: str
    unit_typed: bool
    canonical: float | None
    finding: str | None = None

    @property
    def code(self) -> str:
        """LOINC code of the analyte."""
        return self.analyte.code


def typed_measurements(query: str) -> tuple[TypedMeasurement, ...]:
    """What a query measures: nothing, one number, the two of a blood pressure, or a quantity without its number."""
    text = query.strip()
    pressure = _pressure(text)
    if pressure:
        return pressure
    # The name may hold digits itself, as SpO2, HbA1c and T4L do: the longest name counts.
    for found in reversed(list(_VALUE.finditer(text))):
        name, rest = fold(_LINK.sub("", text[: found.start()])), text[found.end() :]
        if _belongs_to_a_name(name, rest):
            continue
        for known, unit in _readings(name, rest.strip()):
            if (made := _read(known, found[0], unit)) is not None:
                return (made,)
    alone = analyte_named(fold(text))
    return () if alone is None else (TypedMeasurement(alone, None, alone.unit, unit_typed=False, canonical=None),)


def _belongs_to_a_name(name: str, rest: str) -> bool:
    """Whether a number is no value: part of a name ("T4L", "CA 125 80"), or a count ("fiebre de 3 días")."""
    first, _, _ = fold(rest).partition(" ")
    if first in COUNTED:
        return True
    glued = rest[:1].isalpha() and first not in ("c", "f") and not _is_unit_of(name, rest)
    return len(name) <= _SHORT and bool(name) and (glued or bool(_NUMBER_NEXT.match(rest)))


def _is_unit_of(name: str, rest: str) -> bool:
    known = analyte_named(name)
    return known is not None and _is_a_unit(rest.strip().partition(" ")[0], known)


def _readings(name: str, rest: str) -> Iterator[tuple[Analyte, str]]:
    """The analyte, and the unit or "", that a name and what follows the number may stand for."""
    unit, _, after = rest.partition(" ")
    degrees = _DEGREES.match(rest)
    if degrees is not None:
        scale = (degrees["scale"] or "").lower()[:1]
        temperature = analytes()[TEMPERATURE]
        said = _without_link(fold(rest[degrees.end() :]))
        if (analyte_named(name) or analyte_named(said) or temperature) == temperature:
            yield temperature, {"f": "[degF]", "c": "Cel"}.get(scale, "")
        return
    known = analyte_named(name)
    if known is not None:
        if known.code == TEMPERATURE and rest[:1].lower() in ("c", "f") and len(rest) == 1:
            yield known, {"f": "[degF]", "c": "Cel"}[rest.lower()]
        yield known, rest if len(rest) <= _LONGEST_UNIT else ""
        yield known, unit
        if not rest or not _is_a_unit(rest, known):
            yield known, ""
    elif not name and rest:  # "88 % de saturación", "39,2 temperatura"
        for said, typed in ((after, unit), (rest, "")):
            if (after_it := analyte_named(_without_link(fold(said)))) is not None:
                yield after_it, typed


def _is_a_unit(rest: str, known: Analyte) -> bool:
    return convert_or_none(1.0, rest, known.unit, known.code) is not None


def _without_link(folded: str) -> str:
    return folded.removeprefix("de ").removeprefix("of ").removeprefix("en ")


def _read(known: Analyte, number: str, unit: str) -> TypedMeasurement | None:
    """The most plausible of the readings of a number."""
    units = [unit] if unit else [known.unit, *_ALSO_PRINTED.get(known.code, ())]
    best: tuple[float, TypedMeasurement] | None = None
    for place, tried in enumerate(units):
        for value in _likely(number, tried, known):
            canonical = convert_or_none(value, tried, known.unit, known.code)
            if canonical is None:
                continue
            strange = _strangeness(known, canonical) + _HARDLY * bool(place)
            if best is None or strange < best[0]:
                finding = _finding(known, canonical)
                best = strange, TypedMeasurement(known, value, tried, bool(unit), round(canonical, 6), finding)
    return None if best is None else best[1]


def _values(number: str) -> list[float]:
    """What digits with points and commas may mean: the last mark is the decimal one, unless it parts thousands."""
    parts = re.split(r"[.,]", number)
    if len(parts) == 1:
        return [float(number)]
    thousands = all(len(part) == _PERHAPS_THOUSANDS for part in parts[1:]) and parts[0] != "0"
    decimal = float("".join(parts[:-1]) + "." + parts[-1])
    joined = float("".join(parts))
    if len(parts) > _TWO_MARKS:
        return [joined] if thousands else [decimal]
    return [decimal, joined] if thousands else [decimal]


def _likely(number: str, unit: str, known: Analyte) -> list[float]:
    """What a number may mean in a unit: 14,000 is no decimal where fourteen thousand is possible."""
    values = _values(number)
    if not _ROUND_THOUSANDS.fullmatch(number):
        return values
    thousands = convert_or_none(values[-1], unit, known.unit, known.code)
    return values[-1:] if thousands is not None and known.possible(thousands) else values


def _strangeness(known: Analyte, value: float) -> float:
    """How many times outside its reference a value lies, as a logarithm; beyond all measure if it is impossible."""
    if not known.possible(value):
        return inf if value < 0 else 1e6
    span = limits(known.code, None, Sex.UNKNOWN)
    if span is None or value <= 0:
        return 0.0
    low, high = span
    if value > high:
        return log(value / high) if high > 0 else 0.0
    return log(low / value) if value < low and low > 0 and low != -inf else 0.0


def _finding(known: Analyte, value: float) -> str | None:
    """What a value leads to in an adult; nothing where another age or sex would have it within its reference."""
    span = limits(known.code, None, Sex.UNKNOWN)
    if span is None or not known.possible(value) or span[0] <= value <= span[1]:
        return None
    outcome: Outcome = "L" if value < span[0] else "H"
    return finding_of(known.code, outcome)


def _pressure(text: str) -> tuple[TypedMeasurement, ...]:
    found = _PAIR.search(text)
    if found is None or fold(text[: found.start()]) not in PRESSURE:
        return ()
    rest = text[found.end() :].strip()
    if rest and fold(rest) not in ("mmhg", "mm hg", "hg"):
        return ()
    high, low = float(found["high"]), float(found["low"])
    pair = (analytes()[SYSTOLIC], high), (analytes()[DIASTOLIC], low)
    if low > high or not all(known.possible(value) for known, value in pair):
        return ()
    return tuple(
        TypedMeasurement(known, value, known.unit, bool(rest), value, _finding(known, value)) for known, value in pair
    )


def analyte_named(folded: str) -> Analyte | None:
    """The analyte of a folded name ("ta", "glucosa"), ``None`` where it names none."""
    return _names().get(folded) or _names().get(folded.removesuffix(" de").removesuffix(" en")) if folded else None


@cache
def _names() -> dict[str, Analyte]:
    names: dict[str, Analyte] = {}
    text = files("hoofbeat.bundle.runtime").joinpath("data", "typed_quantities.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("#") or line.startswith("code\t"):
            continue
        code, words = line.split("\t")
        known = analyte(code)
        if known is not None:
            names |= {fold(word): known for word in words.split(";")}
    for known in analytes().values():
        for name in (*known.names.values(), *known.synonyms):
            names.setdefault(fold(name), known)
    return names
