"""What the rows of one patient state once for all of them: sex and diagnosis stand in one row of several."""

from collections.abc import Iterable
from pathlib import Path

from hoofbeat.sources.folding import key_of
from hoofbeat.sources.mapping.layout import TableMapping
from hoofbeat.sources.table.cells import Cell, text_of
from hoofbeat.sources.table.opening import open_table
from hoofbeat.sources.table.readers.columns import mapped_columns


class PatientCells:
    """Fills the blank cells of some columns with what the patient's other rows state, where these agree.

    Args:
        mapping: mapping of the table; its ``fill_from_patient`` names the columns.
    """

    def __init__(self, mapping: TableMapping) -> None:
        columns = {column.name: column for column in mapped_columns(mapping)}
        self._patient = next((name for name, column in mapping.columns.items() if column.kind == "patient"), None)
        self._columns = [columns[name] for name in mapping.fill_from_patient if name in columns]
        self._stated: dict[str, dict[str, Cell]] = {}
        self._disputed: set[tuple[str, str]] = set()

    def __bool__(self) -> bool:
        return bool(self._columns) and self._patient is not None

    def learn(self, row: dict[str, Cell]) -> None:
        """Take note of what one row states."""
        patient = text_of(row.get(self._patient or ""))
        if not patient:
            return
        known = self._stated.setdefault(patient, {})
        for column in self._columns:
            cell = row.get(column.name)
            if column.state(cell) == "missing":
                continue
            earlier = known.setdefault(column.name, cell)
            if key_of(text_of(earlier)) != key_of(text_of(cell)):
                self._disputed.add((patient, column.name))

    def filled(self, row: dict[str, Cell]) -> dict[str, Cell]:
        """The cells that a row leaves blank and the patient's other rows state alike."""
        patient = text_of(row.get(self._patient or ""))
        known = self._stated.get(patient, {})
        return {
            column.name: known[column.name]
            for column in self._columns
            if column.name in known
            and (patient, column.name) not in self._disputed
            and column.state(row.get(column.name)) == "missing"
        }


def patient_cells(mapping: TableMapping, files: Iterable[Path]) -> PatientCells:
    """Read the tables through for what each patient's rows state; at once where the mapping fills nothing.

    Raises:
        SourceError: a file cannot be read, or does not fit the mapping.
    """
    cells = PatientCells(mapping)
    if cells:
        for file in files:
            header, rows = open_table(file, mapping)
            for row in rows:
                if row.defect is None:
                    cells.learn(dict(zip(header, row.cells, strict=True)))
    return cells
