"""Readers of columns that hold numbers and dates."""

from dataclasses import dataclass
from typing import Literal

from hoofbeat.domain.case import MAX_AGE_YEARS, Measurement
from hoofbeat.sources.table.cells import Cell, date_of, is_bound, number_of, text_of
from hoofbeat.sources.table.draft import AGE_UNITS, Draft, Reader


class _Plain:
    """No text has a meaning of its own in a column of numbers or dates."""

    def knows(self, text: str) -> bool:
        return False


@dataclass(frozen=True)
class _RevisionReader(_Plain):
    """Reads a whole number, 0 or more."""

    decimal: Literal[",", "."]
    hint: str = "give a whole number"

    def read(self, cell: Cell, draft: Draft) -> bool:
        number = number_of(cell, self.decimal)
        if number is None or number < 0 or not number.is_integer():
            return False
        draft.revision = int(number)
        return True


@dataclass(frozen=True)
class _AgeReader(_Plain):
    """Reads an age, or a part of it, in ``unit``."""

    unit: str
    decimal: Literal[",", "."]

    @property
    def hint(self) -> str:
        return f"give a number of {self.unit}, at most {MAX_AGE_YEARS:.0f} years"

    def read(self, cell: Cell, draft: Draft) -> bool:
        number = number_of(cell, self.decimal)
        if number is None or not 0 <= number / AGE_UNITS[self.unit] <= MAX_AGE_YEARS:
            return False
        draft.ages[self.unit] = number
        return True


@dataclass(frozen=True)
class _DateReader(_Plain):
    """Reads the date of birth or of the visit."""

    field: Literal["birth", "visit"]
    forms: tuple[str, ...]

    @property
    def hint(self) -> str:
        return f"give a date as {' or '.join((*self.forms, '%Y-%m-%d'))}, or set `dates` in the mapping"

    def read(self, cell: Cell, draft: Draft) -> bool:
        day = date_of(cell, self.forms)
        if day is None:
            return False
        if self.field == "birth":
            draft.birth = day
        else:
            draft.visit = day
        return True


@dataclass(frozen=True)
class _MeasurementReader(_Plain):
    """Reads one number, or as many as there are codes."""

    codes: tuple[str, ...]
    unit: str
    separator: str | None
    decimal: Literal[",", "."]
    column: str

    @property
    def hint(self) -> str:
        form = f" parted by {self.separator}" if len(self.codes) > 1 else ""
        return f"give {'a number' if len(self.codes) == 1 else f'{len(self.codes)} numbers'}{form} in {self.unit}"

    def read(self, cell: Cell, draft: Draft) -> bool:
        if is_bound(cell):
            draft.notes.append(f"column {self.column}: a limit instead of a number: set aside")
            return True
        parts: list[Cell] = [cell]
        if len(self.codes) > 1:
            parts = [*text_of(cell).split(self.separator)]
        numbers = [number_of(part, self.decimal, self.unit) for part in parts]
        if len(numbers) != len(self.codes) or any(number is None for number in numbers):
            return False
        draft.measurements += [
            Measurement(code=code, value=number, unit=self.unit)
            for code, number in zip(self.codes, numbers, strict=True)
            if number is not None
        ]
        return True


def revision_reader(decimal: Literal[",", "."]) -> Reader:
    """Reader of a revision's number."""
    return _RevisionReader(decimal)


def age_reader(unit: str, decimal: Literal[",", "."]) -> Reader:
    """Reader of an age, or of a part of it, in ``unit``."""
    return _AgeReader(unit, decimal)


def date_reader(field: Literal["birth", "visit"], forms: tuple[str, ...]) -> Reader:
    """Reader of a date."""
    return _DateReader(field, forms)


def measurement_reader(
    column: str, codes: tuple[str, ...], unit: str, decimal: Literal[",", "."], separator: str | None = None
) -> Reader:
    """Reader of one number in a cell, or of as many as there are codes."""
    return _MeasurementReader(codes, unit, separator, decimal, column)
