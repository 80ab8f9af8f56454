"""A hospital's own table: CSV, Parquet or Excel, read through a mapping of its columns."""

import json
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from hoofbeat.domain.case import Case
from hoofbeat.domain.errors import RecordError, SourceError
from hoofbeat.knowledge.site import SiteDisease, SiteFeature, SiteVocabulary
from hoofbeat.sources.assemble import Resolve, require_readable
from hoofbeat.sources.base import Record
from hoofbeat.sources.config import SourceConfig
from hoofbeat.sources.mapping.layout import TableMapping, read_mapping
from hoofbeat.sources.table.cells import Cell
from hoofbeat.sources.table.draft import Draft
from hoofbeat.sources.table.files import Row, table_files
from hoofbeat.sources.table.opening import open_table
from hoofbeat.sources.table.patients import PatientCells, patient_cells
from hoofbeat.sources.table.readers.columns import MappedColumn, mapped_columns
from hoofbeat.sources.table.scan import content_key, scanned

#: Key of a payload under which the cells stand that other rows of the patient fill; columns always have a name.
_OF_PATIENT = ""


class TableSource:
    """One record a row, and what its columns mean.

    The payload is the row as JSON, column → cell, so that a row can be read again with nothing but the mapping. What
    other rows of the patient state stands apart, under an empty name, which no column has.

    Args:
        path: a CSV, Parquet or Excel file, or a folder of them with the same columns.
        mapping: the mapping's YAML file.
        name: name of the source in the lake.
        resolve: takes a finding id to the current one, or to ``None`` where unknown; without it ids stay as they are.
    """

    def __init__(
        self, path: Path, mapping: Path | None, *, name: str = "table", resolve: Resolve | None = None
    ) -> None:
        if mapping is None:
            raise SourceError(
                f"{name}: a table needs a mapping of its columns",
                hint=f"draft one: hoofbeat mapping suggest {path} --output mapping.yaml",
            )
        self.path = path
        self.mapping_file = mapping
        self.name = name
        self.resolve = resolve

    @cached_property
    def mapping(self) -> TableMapping:
        """What the columns mean.

        Raises:
            SourceError: the mapping file cannot be read, or is wrong.
        """
        return read_mapping(self.mapping_file)

    @cached_property
    def vocabulary(self) -> SiteVocabulary:
        """The site features and site diseases of the table; reads it through once where the mapping leaves them open.

        Raises:
            SourceError: a file cannot be read, does not fit the mapping, or has a column of too many labels.
            IdentifierError: a direct identifier stands in a column that is kept.
        """
        files = table_files(self.path)
        return scanned(files, self.mapping, content_key(self.mapping_file, *files))

    def records(self) -> Iterator[Record]:
        """Yield one record for each row that is not blank; a damaged one carries its defect.

        Raises:
            SourceError: a file cannot be read, or its columns are not those of the mapping.
            IdentifierError: a direct identifier stands in a column that is kept; no record has been yielded then.
        """
        _ = self.vocabulary  # looks for identifiers
        of_patient = patient_cells(self.mapping, table_files(self.path))
        found = False
        for file in table_files(self.path):
            header, rows = open_table(file, self.mapping)
            for row in rows:
                found = True
                yield self._record(f"{file.name}:{row.number}", header, row, of_patient)
        if not found:
            raise SourceError(f"{self.path.name} holds no row", hint="give a table with at least one")

    def parse(self, record: Record) -> Case:
        """Read one row; the reason of a refusal names the column, never its value.

        Raises:
            RecordError: damaged, a value that the mapping does not know, or nothing to learn from.
        """
        require_readable(record)
        try:
            cells: dict[str, Any] = json.loads(record.payload)
        except ValueError:
            raise RecordError("not a row of a table", hint="ingest the table again") from None
        of_patient: dict[str, Cell] = cells.pop(_OF_PATIENT, {})
        draft = Draft()
        for column in self._columns:
            column.read(of_patient.get(column.name, cells.get(column.name)), draft)
        if of_patient:
            draft.notes.append(f"from other rows of the patient: {', '.join(of_patient)}")
        return draft.case(without_id=record.location, ages=self.mapping.ages, resolve=self.resolve)

    @cached_property
    def _columns(self) -> tuple[MappedColumn, ...]:
        return mapped_columns(self.mapping)

    def _record(self, location: str, header: list[str], row: Row, of_patient: PatientCells) -> Record:
        if row.defect is not None:
            return Record(self.name, location, json.dumps(row.cells, ensure_ascii=False), row.defect)
        cells: dict[str, Any] = dict(zip(header, row.cells, strict=True))
        if filled := of_patient.filled(cells):
            cells[_OF_PATIENT] = filled
        return Record(self.name, location, json.dumps(cells, ensure_ascii=False))


def vocabulary_of(configs: Iterable[SourceConfig]) -> SiteVocabulary:
    """The site features and site diseases of every table among some sources.

    Raises:
        SourceError: a table cannot be read, or does not fit its mapping.
        IdentifierError: a direct identifier stands in a column that is kept.
        InputError: two tables use one id for different things.
    """
    features: list[SiteFeature] = []
    diseases: list[SiteDisease] = []
    for config in configs:
        if config.format == "table":
            vocabulary = TableSource(config.path, config.mapping, name=config.name).vocabulary
            features += vocabulary.features
            diseases += vocabulary.diseases
    return SiteVocabulary.of(features, diseases)
