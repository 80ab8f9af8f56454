"""How each kind of column is read: one small reader each, made once from the mapping and asked for every row."""

from dataclasses import dataclass

from hoofbeat.domain.errors import RecordError
from hoofbeat.sources.folding import key_of
from hoofbeat.sources.mapping.columns import (
    AgeColumn,
    AgeUnitColumn,
    BirthDateColumn,
    Column,
    DiagnosisColumn,
    DiagnosisStatusColumn,
    FindingColumn,
    FindingStatusColumn,
    GroupColumn,
    IdColumn,
    IgnoreColumn,
    MeasurementColumn,
    PatientColumn,
    RevisionColumn,
    SexColumn,
    SiteFeatureColumn,
    TextColumn,
    VisitColumn,
    VisitDateColumn,
)
from hoofbeat.sources.mapping.layout import TableMapping
from hoofbeat.sources.table.cells import Cell, text_of
from hoofbeat.sources.table.draft import Draft, Reader
from hoofbeat.sources.table.readers.labels import diagnosis_reader, sex_reader, status_reader
from hoofbeat.sources.table.readers.numbers import measurement_reader, revision_reader
from hoofbeat.sources.table.readers.times import age_reader, age_unit_reader, date_reader
from hoofbeat.sources.table.readers.values import feature_reader, finding_reader, finding_status_reader


@dataclass(frozen=True, slots=True)
class _NameReader:
    """Reads what names a case, a patient, a visit or a group."""

    field: str
    hint: str = "fill it in"

    def knows(self, text: str) -> bool:
        return False

    def read(self, cell: Cell, draft: Draft) -> bool:
        text = text_of(cell)
        if self.field == "id":
            draft.ids.append(text)
        elif self.field == "visit":
            draft.visits.append(text)
        elif self.field == "patient":
            draft.patient = text
        else:
            draft.group = text
        return True


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """One column of the mapping, ready to be read.

    Attributes:
        name: name of the column.
        reader: reader of its cells.
        missing: folded marks that mean "not known" here.
        strict: whether a cell that is not understood refuses the record.
        required: whether it must be filled in.
        names: whether it names a case, a patient, a visit or a group, and is pseudonymised.
    """

    name: str
    reader: Reader
    missing: frozenset[str]
    strict: bool
    required: bool
    names: bool

    def read(self, cell: Cell, draft: Draft) -> None:
        """Add what the cell says to the case.

        Raises:
            RecordError: it is not understood and ``strict``, or missing and ``required``; the cell is not repeated.
        """
        if self.state(cell) == "missing":
            if self.required:
                raise RecordError(f"column {self.name}: empty", hint="every row needs it")
            return
        if self.reader.read(cell, draft):
            return
        if self.strict:
            raise RecordError(
                f"column {self.name}: a value that the mapping does not know",
                hint=f"{self.reader.hint}, or add it to `missing`, or set `unknown: missing` for this column",
            )
        draft.notes.append(f"column {self.name}: a value that the mapping does not know: set aside")

    def state(self, cell: Cell) -> str:
        """``missing`` or ``stated``."""
        key = key_of(text_of(cell))
        return "missing" if key in self.missing and not self.reader.knows(key) else "stated"


def mapped_columns(mapping: TableMapping) -> tuple[MappedColumn, ...]:
    """The columns that are read, in the order of the mapping."""
    columns = []
    for name, column in mapping.columns.items():
        reader = _reader(name, column, mapping)
        if reader is not None:
            columns.append(
                MappedColumn(
                    name,
                    reader,
                    frozenset({"", *map(key_of, mapping.missing), *map(key_of, column.missing)}),
                    strict=(column.unknown or mapping.unknown) == "quarantine",
                    required=isinstance(column, IdColumn),
                    names=isinstance(column, IdColumn | PatientColumn | VisitColumn | GroupColumn),
                )
            )
    return tuple(columns)


def _reader(name: str, column: Column, mapping: TableMapping) -> Reader | None:
    match column:
        case IgnoreColumn() | TextColumn():
            return None
        case IdColumn() | PatientColumn() | VisitColumn() | GroupColumn():
            return _NameReader(column.kind)
        case RevisionColumn():
            return revision_reader(mapping.decimal)
        case AgeColumn():
            beside = any(isinstance(other, AgeUnitColumn) for other in mapping.columns.values())
            return age_reader(name, None if beside else column.unit, mapping.decimal)
        case AgeUnitColumn():
            return age_unit_reader(column)
        case BirthDateColumn() | VisitDateColumn():
            return date_reader("birth" if column.kind == "birth_date" else "visit", column.dates or mapping.dates)
        case SexColumn():
            return sex_reader(column)
        case FindingColumn():
            return finding_reader(name, column)
        case FindingStatusColumn():
            return finding_status_reader(column)
        case MeasurementColumn():
            return measurement_reader(name, column.loinc, column.unit, mapping.decimal, column.separator)
        case DiagnosisColumn():
            return diagnosis_reader(name, column)
        case DiagnosisStatusColumn():
            return status_reader(column)
        case SiteFeatureColumn(type="number"):
            return measurement_reader(name, (mapping.feature_id(name),), column.unit, mapping.decimal)
        case SiteFeatureColumn():
            return feature_reader(name, column, mapping)
