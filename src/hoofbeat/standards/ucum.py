"""Units as hospitals write them, read as quantities of pint.

UCUM (https://ucum.org, case-sensitive) comes first, parentheses included; then what forms and analysers print in
Spanish or English (``lpm``, ``K/µL``, ``x10³/mm³``, ``UI/L``, ``gr/dl``: ``data/units.tsv``), and that in any case.
International units and enzyme units are one dimension: for an enzyme they are the same, and no other quantity is asked
for in both.
"""

import re
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any

from hoofbeat.standards.spellings import plain, spellings, whole

if TYPE_CHECKING:
    import pint

#: Longer is no unit, but a text.
_LONGEST = 40

#: No mega and giga: MEQ/L and ML are capitals, not millions.
_PREFIXES = {
    **{"f": "femto", "p": "pico", "n": "nano", "u": "micro", "m": "milli"},
    **{"c": "centi", "d": "deci", "h": "hecto", "k": "kilo", "": ""},
}
#: A dot multiplies, unless a digit follows: 1.73 is a number.
_TOKEN = re.compile(r"[()/]|\.(?!\d)|(?:\d\.\d|[^()/.])+")
_POWER = re.compile(r"10[*^](-?\d{1,2})?(.*)")
_FACTOR = re.compile(r"(\d{1,4}(?:\.\d{1,3})?)(.*)")
_EXPONENT = re.compile(r"(.*?[^\d^*+-])\^?\+?(-?[1-9])")


_MAKING = Lock()


def registry() -> "pint.UnitRegistry[Any]":
    """The registry of units, made once on first use (pint takes half a second to import).

    Quantities of two registries cannot be compared, and a cache alone lets two threads each make one.

    Example:
        >>> registry() is registry()
        True
    """
    with _MAKING:
        return _registry()


@cache
def _registry() -> "pint.UnitRegistry[Any]":
    import pint

    units: pint.UnitRegistry[Any] = pint.UnitRegistry()
    units.define("enzyme = [enzymatic_activity]")
    units.define("katal_unit = 6e7 * enzyme")  # 1 kat = 1 mol/s, 1 U = 1 µmol/min
    units.define("equivalent = [ionic_equivalent]")
    units.define("osmole = [osmotic_amount]")
    units.define("meter_mercury = 1000 * mmHg")
    units.define("meter_water = 100 * cmH2O")
    units.define("square_meter = meter ** 2")
    units.define("survey_inch = survey_foot / 12")
    units.define("microscopic_field = [microscopic_field]")
    return units


def quantity(unit: str, code: str = "") -> "pint.Quantity[float] | None":
    """One of a unit as a quantity of pint, ``None`` for a text that is no unit we know.

    Args:
        unit: UCUM, or as hospitals write it.
        code: canonical LOINC code of what is measured, for spellings that mean something of their own there.

    Example:
        >>> quantity("mg/dL").dimensionality == quantity("g/L").dimensionality
        True
        >>> quantity("very much") is None
        True
    """
    if len(unit) > _LONGEST:
        return None
    text = whole(plain(unit), code)
    exact = _UnitReader(text, fold=False).read()
    return _UnitReader(text, fold=True).read() if exact is None else exact


class _UnitReader:
    """Reads one unit by UCUM's grammar: components, multiplied and divided from left to right, parentheses first."""

    def __init__(self, text: str, *, fold: bool) -> None:
        self._tokens = _TOKEN.findall(text)
        self._whole = "".join(self._tokens) == text
        self._fold = fold

    def read(self) -> "pint.Quantity[float] | None":
        if not self._tokens or not self._whole:
            return None
        if len(self._tokens) == 1:
            # A degree with an offset cannot be multiplied, and stands alone anyway.
            return self._component(self._tokens[0])
        result = self._term()
        return None if self._tokens else result

    def _term(self) -> "pint.Quantity[float] | None":
        result: pint.Quantity[float] = registry().Quantity(1.0, "")
        sign = self._sign() if self._tokens[:1] == ["/"] else 1
        while self._tokens and self._tokens[0] != ")":
            part = self._part()
            if part is None or _is_offset(part):
                return None
            result = result * part**sign
            if not self._tokens or self._tokens[0] == ")":
                break
            if self._tokens[0] not in "/.":
                return None
            sign = self._sign()
            if not self._tokens or self._tokens[0] == ")":
                return None
        return result

    def _sign(self) -> int:
        return -1 if self._tokens.pop(0) == "/" else 1

    def _part(self) -> "pint.Quantity[float] | None":
        first = self._tokens.pop(0)
        if first != "(":
            return None if first in ")/." else self._component(first)
        inner = self._term() if self._tokens and self._tokens[0] != ")" else None
        if not self._tokens:
            return None
        self._tokens.pop(0)
        return inner

    def _component(self, part: str) -> "pint.Quantity[float] | None":
        """A unit with its exponent; a power of ten or a number, alone or in front of a unit: ``100mL``."""
        if match := _POWER.fullmatch(part):
            return self._times(10.0 ** int(match[1] or 1), match[2])
        atom = self._atom(part)
        if atom is None and (match := _EXPONENT.fullmatch(part)):
            base = self._atom(match[1])
            atom = None if base is None or _is_offset(base) else base ** int(match[2])
        if atom is None and (match := _FACTOR.fullmatch(part)) and float(match[1]) > 0:
            return self._times(float(match[1]), match[2])
        return atom

    def _times(self, factor: float, unit: str) -> "pint.Quantity[float] | None":
        rest = self._component(unit) if unit else registry().Quantity(1.0, "")
        return None if rest is None or _is_offset(rest) else rest * factor

    def _atom(self, name: str) -> "pint.Quantity[float] | None":
        exact = _atom(name)
        return _atom(spellings("folded").get(name.lower(), "")) if exact is None and self._fold else exact


def _is_offset(amount: "pint.Quantity[float]") -> bool:
    return str(amount.units).startswith("degree_")


def _atom(name: str) -> "pint.Quantity[float] | None":
    units = registry()
    meant = spellings("plain").get(name)
    if meant is not None:
        return units.Quantity(float(meant), "") if meant[0].isdigit() else units.Quantity(1.0, meant)
    for prefix, word in _PREFIXES.items():
        base = spellings("metric").get(name[len(prefix) :]) if name.startswith(prefix) else None
        if base is not None:
            return units.Quantity(1.0, word + base)
    return None
