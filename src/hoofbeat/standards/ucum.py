"""Units as hospitals write them, read as quantities of pint.

UCUM (https://ucum.org, case-sensitive) comes first; then what forms and analysers print in Spanish or English (``lpm``,
``K/µL``, ``x10³/mm³``, ``UI/L``, ``gr/dl``: ``data/units.tsv``); then the same in any case. Annotations in braces mean
nothing, as in UCUM. International units and enzyme units are one dimension: for an enzyme they are the same, and no
other quantity is asked for in both.
"""

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from hoofbeat.standards.tables import read_table

if TYPE_CHECKING:
    import pint

#: Longer is no unit, but a text.
_LONGEST = 40

#: No mega and giga: MEQ/L and ML are capitals, not millions.
_PREFIXES = {
    **{"f": "femto", "p": "pico", "n": "nano", "u": "micro", "m": "milli"},
    **{"c": "centi", "d": "deci", "h": "hecto", "k": "kilo", "": ""},
}
_SUPERSCRIPT = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_POWER = re.compile(r"[x×]?10(?:\*\*|[*^]|[eE]x?p?)\+?(\d{1,2})")
_EXPONENT = re.compile(r"(.*?[^\d^])\^?(-?[1-9])")


@cache
def registry() -> "pint.UnitRegistry[Any]":
    """The registry of units, made once on first use (pint takes half a second to import)."""
    import pint

    units: pint.UnitRegistry[Any] = pint.UnitRegistry()
    units.define("enzyme = [enzymatic_activity]")
    units.define("katal_unit = 6e7 * enzyme")  # 1 kat = 1 mol/s, 1 U = 1 µmol/min
    units.define("equivalent = [ionic_equivalent]")
    units.define("osmole = [osmotic_amount]")
    return units


def quantity(unit: str) -> "pint.Quantity[float] | None":
    """One of a unit as a quantity of pint, ``None`` for a text that is no unit we know."""
    if len(unit) > _LONGEST:
        return None
    plain = _plain(unit)
    made = _read(plain)
    usual = _spellings("usual").get(plain.lower())
    return _read(usual) if made is None and usual is not None else made


def _plain(unit: str) -> str:
    """One spelling for what only looks different: micro signs, superscripts, blanks, annotations."""
    text = _SUPERSCRIPT.sub(lambda match: "^" + match[0].translate(_DIGITS), unit)
    text = re.sub(r"\{[^{}]*\}|\s+", "", text.replace("µ", "u").replace("μ", "u"))
    text = text.replace("mcg", "ug").replace("mm^3", "mm3").replace("m^2", "m2")
    return re.sub(r"(?<=.)\(?FEU\)?$", "", text).rstrip("/")


@cache
def _spellings(kind: str) -> dict[str, str]:
    """What each spelling of one kind means; ``usual`` takes small letters to the spelling that is meant."""
    rows = [(of, spellings.split(";"), means) for of, spellings, means in read_table("units", _COLUMNS)]
    if kind == "usual":
        every = [spelling for of, spellings, _ in rows if of != "metric" for spelling in spellings]
        return {spelling.lower(): spelling for spelling in every if len(spelling) > 1 or not spelling.isalpha()}
    return {spelling: means for of, spellings, means in rows if of == kind for spelling in spellings}


_COLUMNS = ("kind", "spellings", "means")


def _read(text: str) -> "pint.Quantity[float] | None":
    """Multiply and divide the components of a unit."""
    text = _spellings("whole").get(text, text)
    result: pint.Quantity[float] = registry().Quantity(1.0, "")
    sign = 1
    for part in re.split(r"([/.](?!\d))", text):
        if part in ("/", "."):
            sign = -1 if part == "/" else 1
        elif part:
            factor = _component(part)
            if factor is None:
                return None
            # A degree with an offset cannot be multiplied, and stands alone anyway.
            result = factor if part == text else result * factor**sign
    return result


def _component(part: str) -> "pint.Quantity[float] | None":
    """A power of ten, or a unit with its exponent."""
    if match := _POWER.fullmatch(part):
        return registry().Quantity(10.0 ** int(match[1]), "")
    atom = _atom(part)
    if atom is None and (match := _EXPONENT.fullmatch(part)):
        base = _atom(match[1])
        return None if base is None else base ** int(match[2])
    return atom


def _atom(name: str) -> "pint.Quantity[float] | None":
    units = registry()
    plain = _spellings("plain").get(name)
    if plain is not None:
        return units.Quantity(float(plain), "") if plain[0].isdigit() else units.Quantity(1.0, plain)
    for prefix, word in _PREFIXES.items():
        base = _spellings("metric").get(name[len(prefix) :]) if name.startswith(prefix) else None
        if base is not None:
            return units.Quantity(1.0, word + base)
    return None
