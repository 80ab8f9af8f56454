"""Readers of columns that hold numbers: measurements, revisions."""

from dataclasses import dataclass
from typing import Literal

from hoofbeat.domain.case import Measurement
from hoofbeat.sources.table.cells import Cell, is_bound, number_of, text_of
from hoofbeat.sources.table.draft import Draft, Reader


class Plain:
    """No text has a meaning of its own in a column of numbers or dates."""

    def knows(self, text: str) -> bool:
        """Never."""
        return False


@dataclass(frozen=True)
class _RevisionReader(Plain):
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
class _MeasurementReader(Plain):
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


def measurement_reader(
    column: str, codes: tuple[str, ...], unit: str, decimal: Literal[",", "."], separator: str | None = None
) -> Reader:
    """Reader of one number in a cell, or of as many as there are codes."""
    return _MeasurementReader(codes, unit, separator, decimal, column)
