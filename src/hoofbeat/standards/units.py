"""Values from the unit they were given in to the one wanted: UCUM through pint, substance by molar mass.

A conversion is a straight line, found once for each pair of units and analyte, then kept: thousands of values a
millisecond. Between grams and moles the analyte's molar mass decides, between moles and equivalents its charge.
"""

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from hoofbeat.domain.errors import UnitError
from hoofbeat.standards.analytes import Analyte, analyte
from hoofbeat.standards.spellings import plain
from hoofbeat.standards.ucum import quantity, registry

if TYPE_CHECKING:
    import pint

#: Hemoglobin A1c is given in % (NGSP) or mmol/mol (IFCC), which no molar mass joins: NGSP = 0.09148 · IFCC + 2.152
#: (Hoelzel et al., Clinical Chemistry 2004;50:166; the master equation of the NGSP).
_A1C = "4548-4"
_A1C_FACTOR, _A1C_OFFSET = 0.09148, 2.152


class _Line(NamedTuple):
    factor: float
    offset: float


def convert(value: float, unit: str, to: str, code: str = "") -> float:
    """Take a value from one unit to another.

    Args:
        value: value in ``unit``.
        unit: UCUM, or as hospitals write it.
        to: the unit wanted, the same.
        code: LOINC code of what is measured; decides between grams, moles and equivalents.

    Raises:
        UnitError: a unit is unknown, or the two measure different things; the message does not quote ``unit``.

    Example:
        >>> round(convert(98.6, "[degF]", "Cel", "8310-5"), 6)
        37.0
        >>> round(convert(5.55, "mmol/L", "mg/dL", "2345-7"), 1)  # glucose, by its molar mass
        100.0
    """
    converted = convert_or_none(value, unit, to, code)
    if converted is None:
        raise UnitError(
            f"{code or 'a value'}: the unit given is unknown or cannot be converted to {to}",
            hint="write the unit in UCUM, such as mg/dL, mmol/L or Cel",
        )
    return converted


def convert_or_none(value: float, unit: str, to: str, code: str = "") -> float | None:
    """Like :func:`convert`, with ``None`` for what cannot be converted.

    Example:
        >>> convert_or_none(1.2, "g/dL", "g/L"), convert_or_none(1.2, "g/dL", "cm")
        (12.0, None)
    """
    if unit == to:
        return value
    line = _line(unit, to, code)
    return None if line is None else value * line.factor + line.offset


def is_unit(text: str) -> bool:
    """Whether a text is a unit we can read.

    Example:
        >>> [is_unit(text) for text in ("mg/dL", "lpm", "positive")]
        [True, True, False]
    """
    return _is_unit(text)


@lru_cache(maxsize=4096)
def _is_unit(text: str) -> bool:
    return bool(text.strip()) and quantity(text) is not None


@lru_cache(maxsize=4096)
def _line(unit: str, to: str, code: str) -> _Line | None:
    known = analyte(code)
    given, wanted = (quantity(side, "" if known is None else known.code) for side in (unit, to))
    if given is None or wanted is None:
        return None
    if known is not None and known.code == _A1C and (line := _a1c(unit, to, given, wanted)) is not None:
        return line
    degrees = [str(side.units).startswith("degree_") for side in (given, wanted)]
    if any(degrees) or "kelvin" in (str(given.units), str(wanted.units)):
        return _temperature(given, wanted)
    factor = _factor(given, wanted, known)
    return None if factor is None else _Line(factor, 0.0)


def _a1c(unit: str, to: str, given: "pint.Quantity[float]", wanted: "pint.Quantity[float]") -> _Line | None:
    """Both scales are pure numbers: only how they are written tells moles a mole (IFCC) from a share (NGSP)."""
    if not (given.dimensionless and wanted.dimensionless):
        return None
    ifcc = ["mol" in plain(side).lower() for side in (unit, to)]
    if ifcc == [True, False]:
        per_thousand = float(given.to("dimensionless").magnitude) * 1000
        share = float(wanted.to("dimensionless").magnitude) * 100
        return _Line(_A1C_FACTOR * per_thousand / share, _A1C_OFFSET / share)
    if ifcc == [False, True]:
        back = _a1c(to, unit, wanted, given)
        return None if back is None else _Line(1 / back.factor, -back.offset / back.factor)
    return None


def _temperature(given: "pint.Quantity[float]", wanted: "pint.Quantity[float]") -> _Line | None:
    if given.dimensionality != wanted.dimensionality:
        return None
    units = registry()
    zero, thousand = (float(units.Quantity(at, given.units).to(wanted.units).magnitude) for at in (0.0, 1000.0))
    return _Line((thousand - zero) / 1000, zero)


def _factor(given: "pint.Quantity[float]", wanted: "pint.Quantity[float]", known: Analyte | None) -> float | None:
    for side in (_in_moles(given, known), _in_grams(_in_moles(given, known), known), _as_moles(given, known)):
        target = _in_moles(wanted, known)
        if side.dimensionality == target.dimensionality:
            return float((side / target).to("dimensionless").magnitude)
    return None


def _in_moles(amount: "pint.Quantity[float]", known: Analyte | None) -> "pint.Quantity[float]":
    """Equivalents become moles of the ion."""
    if known is None or known.charge is None or "[ionic_equivalent]" not in amount.dimensionality:
        return amount
    moles: pint.Quantity[float] = amount * registry().Quantity(1 / known.charge, "mole / equivalent")
    return moles


def _in_grams(amount: "pint.Quantity[float]", known: Analyte | None) -> "pint.Quantity[float]":
    """Moles become grams."""
    if known is None or known.molar_mass is None or amount.dimensionality.get("[substance]", 0) != 1:
        return amount
    grams: pint.Quantity[float] = amount * registry().Quantity(known.molar_mass, "gram / mole")
    return grams


def _as_moles(amount: "pint.Quantity[float]", known: Analyte | None) -> "pint.Quantity[float]":
    """Grams become moles."""
    if known is None or known.molar_mass is None or amount.dimensionality.get("[mass]", 0) != 1:
        return amount
    moles: pint.Quantity[float] = amount / registry().Quantity(known.molar_mass, "gram / mole")
    return moles
