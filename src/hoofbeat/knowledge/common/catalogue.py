"""The common diseases as entries of the catalogue (``data/common/catalogue``; rules in docs/common-diseases.md)."""

from functools import cache
from typing import NamedTuple

from hoofbeat.knowledge.common.rows import rows_of, several


class CommonEntry(NamedTuple):
    """A disease that a physician would write down as a diagnosis.

    Attributes:
        id: ``HBD:…``, which stays.
        mondo: the exact MONDO id, "" where MONDO has none.
        icd10: ICD-10 codes.
        icpc2: rubrics of ICPC-2.
        name: in English.
        name_es: in Spanish, as Latin American physicians write it.
        lay_en: what else it is called in English.
        lay_es: what else it is called in Spanish.
        cant_miss: whether a delay of hours or days harms.
        equivalents: OMIM and ORPHA ids that are exactly this disease, not a susceptibility to it.
        orphan: whether it is rare where it occurs most.
        rule: how that is known.
        chosen_by: why it is listed.
    """

    id: str
    mondo: str
    icd10: tuple[str, ...]
    icpc2: tuple[str, ...]
    name: str
    name_es: str
    lay_en: tuple[str, ...]
    lay_es: tuple[str, ...]
    cant_miss: bool
    equivalents: tuple[str, ...]
    orphan: bool
    rule: str
    chosen_by: tuple[str, ...]

    @property
    def links(self) -> tuple[str, ...]:
        """Every id of another vocabulary that is this disease."""
        return (*((self.mondo,) if self.mondo else ()), *self.equivalents)


_LISTS = {"icd10", "icpc2", "lay_en", "lay_es", "equivalents", "chosen_by"}
_FLAGS = {"cant_miss", "orphan"}


@cache
def common_entries() -> tuple[CommonEntry, ...]:
    """Every entry, by id."""
    rows = rows_of("catalogue", CommonEntry._fields)
    return tuple(sorted(CommonEntry._make(map(_value, CommonEntry._fields, cells)) for cells in rows))


def _value(name: str, cell: str) -> str | bool | tuple[str, ...]:
    if name in _FLAGS:
        return cell == "true"
    return several(cell) if name in _LISTS else cell
