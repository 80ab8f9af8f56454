"""Readers of columns that say how old a patient is: ages, their unit in a column of its own, dates."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from hoofbeat.domain.case import MAX_AGE_YEARS
from hoofbeat.sources.durations import PER_YEAR, UNIT_OF
from hoofbeat.sources.folding import key_of
from hoofbeat.sources.mapping.columns import IGNORE, AgeUnitColumn
from hoofbeat.sources.table.cells import Cell, number_of, text_of
from hoofbeat.sources.table.dates import YEAR, dated, is_year
from hoofbeat.sources.table.draft import Draft, Reader
from hoofbeat.sources.table.durations import age_of, with_unit
from hoofbeat.sources.table.readers.numbers import Plain


@dataclass(frozen=True)
class _AgeReader(Plain):
    """Reads an age, or a part of it, in ``unit`` where the cell names none; ``None``: another column does."""

    unit: str | None
    decimal: Literal[",", "."]
    column: str

    @property
    def hint(self) -> str:
        return f"give a number of {self.unit or 'the unit beside it'}, at most {MAX_AGE_YEARS:.0f} years"

    def read(self, cell: Cell, draft: Draft) -> bool:
        number = number_of(cell, self.decimal)
        if self.unit is None and number is not None:
            draft.number = number
            return number >= 0
        unit = self.unit or "years"
        if number is not None:
            years, stated = number / PER_YEAR[unit], True
        elif self.unit is None:
            found = with_unit(text_of(cell))
            if found is None:
                return False
            years, stated = found, True
        else:
            age = age_of(text_of(cell), self.decimal, unit)
            if age is None:
                return False
            years, stated = age
        if not 0 <= years <= MAX_AGE_YEARS:
            return False
        draft.ages[unit] = number if number is not None else years * PER_YEAR[unit]
        if not stated:
            draft.notes.append(f"column {self.column}: a range or a bound: read as about that age")
        return True


@dataclass(frozen=True)
class _AgeUnitReader:
    """Reads the unit of the age beside it."""

    meanings: Mapping[str, str | None]
    hint: str = "add it to `values` as years, months, weeks, days or hours"

    def knows(self, text: str) -> bool:
        return text in self.meanings

    def read(self, cell: Cell, draft: Draft) -> bool:
        key = key_of(text_of(cell))
        draft.unit = self.meanings.get(key)
        return key in self.meanings


@dataclass(frozen=True)
class _DateReader(Plain):
    """Reads the date of birth or of the visit."""

    field: Literal["birth", "visit"]
    forms: tuple[str, ...]

    @property
    def hint(self) -> str:
        return f"give a date as {' or '.join((*self.forms, '%Y-%m-%d'))}, or set `dates` in the mapping"

    def read(self, cell: Cell, draft: Draft) -> bool:
        found = dated(cell, self.forms)
        if found is None:
            return False
        draft.only_year = draft.only_year or (YEAR in self.forms and is_year(cell))
        if self.field == "birth":
            draft.birth, draft.birth_guessed = found
        else:
            draft.visit = found[0]
        return True


def age_reader(column: str, unit: str | None, decimal: Literal[",", "."]) -> Reader:
    """Reader of an age, or of a part of it, in ``unit``; ``None`` where another column names it."""
    return _AgeReader(unit, decimal, column)


def age_unit_reader(column: AgeUnitColumn) -> Reader:
    """Reader of the unit of the age beside it."""
    stated = {key_of(text): None if unit == IGNORE else str(unit) for text, unit in column.values.items()}
    return _AgeUnitReader(stated or dict(UNIT_OF))


def date_reader(field: Literal["birth", "visit"], forms: tuple[str, ...]) -> Reader:
    """Reader of a date."""
    return _DateReader(field, forms)
