"""What is measured: for each LOINC code its canonical unit, its names, and what is possible at all."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from hoofbeat.standards.tables import read_table

_COLUMNS = ("code", "also", "unit", "name", "name_es", "synonyms", "molar_mass", "charge", "low", "high", "source")


class Analyte(NamedTuple):
    """A quantity that is measured.

    Attributes:
        code: the LOINC code measurements of it are filed under.
        also: LOINC codes of the same quantity, taken elsewhere, by another method or in moles instead of grams.
        unit: canonical unit, UCUM.
        name: English.
        name_es: Spanish.
        synonyms: how columns and forms call it, Spanish and English, lower case.
        molar_mass: g/mol, if amounts of substance are converted.
        charge: of the ion, if equivalents are converted.
        low: the lowest value that is possible, in the canonical unit.
        high: the highest.
    """

    code: str
    also: tuple[str, ...]
    unit: str
    name: str
    name_es: str
    synonyms: tuple[str, ...]
    molar_mass: float | None
    charge: int | None
    low: float
    high: float

    def possible(self, value: float) -> bool:
        """Whether a living patient can have this value (canonical unit)."""
        return self.low <= value <= self.high


@cache
def analytes() -> Mapping[str, Analyte]:
    """Every analyte under its canonical code, in the order of the table.

    Example:
        >>> analytes()["718-7"].name, analytes()["718-7"].unit
        ('Hemoglobin', 'g/dL')
    """
    return MappingProxyType({analyte.code: analyte for analyte in map(_analyte, read_table("analytes", _COLUMNS))})


def analyte(code: str) -> Analyte | None:
    """The analyte of a LOINC code, canonical or not; ``None`` for one the table lacks.

    Example:
        >>> analyte("8331-1").code, analyte("99999-9")  # an oral temperature is a body temperature
        ('8310-5', None)
    """
    return _by_any_code().get(code)


@cache
def _by_any_code() -> Mapping[str, Analyte]:
    return {code: analyte for analyte in analytes().values() for code in (analyte.code, *analyte.also)}


def _analyte(cells: list[str]) -> Analyte:
    code, also, unit, name, name_es, synonyms, molar_mass, charge, low, high, _ = cells
    return Analyte(
        code=code,
        also=tuple(also.split(";")) if also else (),
        unit=unit,
        name=name,
        name_es=name_es,
        synonyms=tuple(synonyms.split(";")),
        molar_mass=float(molar_mass) if molar_mass else None,
        charge=int(charge) if charge else None,
        low=float(low),
        high=float(high),
    )
