"""``hoofbeat mapping``: draft the mapping of a table, and see what a mapping makes of one."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from hoofbeat.console import console, stage, track
from hoofbeat.domain.errors import RecordError, SourceError
from hoofbeat.domain.languages import ProseLanguage, search_language
from hoofbeat.sources.mapping import TableLayout, TableMapping
from hoofbeat.sources.mapping.meanings import Meanings
from hoofbeat.sources.mapping.profile import profile
from hoofbeat.sources.mapping.render import render
from hoofbeat.sources.mapping.suggest import suggest
from hoofbeat.sources.mapping.suggestion import UNSURE
from hoofbeat.sources.table import TableSource
from hoofbeat.sources.table.draft import Draft
from hoofbeat.sources.table.files import read_table, table_files
from hoofbeat.sources.table.opening import find_layout
from hoofbeat.sources.table.readers.columns import mapped_columns


class SuggestMappingJob(BaseModel):
    """Draft the mapping of a table from the names and values of its columns.

    Attributes:
        file: a CSV, Parquet or Excel file.
        lang: of the comments; it also wins where a name means something in both languages.
        rows: rows looked at.
        header_row: line of the column names, counted from 1; found out if ``None``.
        sheet: of an Excel file; the first that is a table if ``None``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: Path
    lang: ProseLanguage = "en"
    rows: int = Field(default=200_000, ge=1)
    header_row: int | None = Field(default=None, ge=1)
    sheet: str | None = None

    def run(self) -> str:
        """The mapping as YAML with comments; nothing is written.

        Raises:
            SourceError: the file cannot be read.
        """
        from hoofbeat.bundle.export.writer import lexicon_of
        from hoofbeat.knowledge.kept import knowledge_of

        file = table_files(self.file)[0]
        with stage("Reading the table"):
            known = TableLayout(header_row=self.header_row or 1, sheet=self.sheet)
            layout = find_layout(file, known, names_given=self.header_row is not None)
            table = profile(file, layout, self.rows)
        if not table.rows:
            raise SourceError(f"{self.file.name} holds no row", hint="give a table with at least one")
        with stage("Looking its names up"):
            knowledge = knowledge_of()
            meanings = Meanings(
                lexicon_of(knowledge.ontology), knowledge.catalogue.diseases, search_language(self.lang)
            )
            drafted = suggest(table, meanings)
        written = layout.model_dump(exclude_defaults=True)
        if written:
            drafted.settings = {"table": {key: str(value) for key, value in written.items()}, **drafted.settings}
        unsure = sum(suggestion.confidence < UNSURE for suggestion in drafted.columns.values())
        for found in _beginnings(layout, known):
            console.print(f"  {found}", markup=False)
        console.print(f"  {len(drafted.columns)} columns; {unsure} of them marked CHECK")
        return render(drafted, table.rows, self.lang)


def _beginnings(layout: TableLayout, known: TableLayout) -> list[str]:
    """What was found out about where the table begins, as a person should know it."""
    found = []
    if layout.sheet != known.sheet:
        found.append(f"the sheet {layout.sheet} is read; --sheet takes another")
    if layout.header_row != known.header_row:
        found.append(f"the column names stand in line {layout.header_row}; --header-row says otherwise")
    if layout.under_header:
        found.append(f"{layout.under_header} lines below them describe the columns and are passed over")
    return found


@dataclass
class ColumnCheck:
    """What became of one column: rows that state something, that do not, and that are not understood."""

    name: str
    becomes: str
    stated: int = 0
    missing: int = 0
    unknown: int = 0


@dataclass
class MappingCheck:
    """What a mapping makes of a table.

    Attributes:
        columns: in the order of the mapping.
        read: rows looked at.
        accepted: those that become cases.
        reasons: of the others, and how often.
        features: site features of the table.
        diseases: site diseases of the table.
    """

    columns: list[ColumnCheck]
    read: int = 0
    accepted: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    features: int = 0
    diseases: int = 0


class CheckMappingJob(BaseModel):
    """Try a mapping on a table, without keeping anything.

    Attributes:
        file: a CSV, Parquet or Excel file.
        mapping: the mapping's YAML file.
        rows: rows tried.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: Path
    mapping: Path
    rows: int = Field(default=10_000, ge=1)

    def run(self) -> MappingCheck:
        """Count what becomes of the columns and rows.

        Raises:
            SourceError: the file cannot be read, or does not fit the mapping.
            IdentifierError: a direct identifier stands in a column that is kept.
        """
        source = TableSource(self.file, self.mapping)
        with stage("Looking for labels and identifiers"):
            vocabulary = source.vocabulary
        checked = MappingCheck(
            [ColumnCheck(name, becomes(source.mapping, name)) for name in source.mapping.columns],
            features=len(vocabulary.features),
            diseases=len(vocabulary.diseases),
        )
        self._columns(source, checked)
        for record in track(islice(source.records(), self.rows), "Trying rows"):
            checked.read += 1
            try:
                source.parse(record)
                checked.accepted += 1
            except RecordError as error:
                checked.reasons[str(error)] += 1
        return checked

    def _columns(self, source: TableSource, checked: MappingCheck) -> None:
        counts = {column.name: column for column in checked.columns}
        readers = mapped_columns(source.mapping)
        left = self.rows
        for file in table_files(self.file):
            header, rows = read_table(file, source.mapping.table)
            present = [column for column in readers if column.name in header]
            places = [(header.index(column.name), column, counts[column.name]) for column in present]
            for row in islice(rows, left):
                left -= 1
                if row.defect is not None:
                    continue
                draft = Draft()
                for place, column, count in places:
                    if column.state(row.cells[place]) == "missing":
                        count.missing += 1
                    elif column.reader.read(row.cells[place], draft):
                        count.stated += 1
                    else:
                        count.unknown += 1


def becomes(mapping: TableMapping, name: str) -> str:
    """What a column becomes, in a few words."""
    column = mapping.columns[name]
    match column.kind:
        case "finding":
            if column.ids:
                return "absent findings, by HPO ids" if column.excluded else "findings, by HPO ids"
            return f"finding {column.id}" if column.id else f"findings, {len(column.values)} values"
        case "measurement":
            return f"measurement {', '.join(column.loinc)} in {column.unit}"
        case "age":
            beside = next((other for other, c in mapping.columns.items() if c.kind == "age_unit"), None)
            return f"age in the unit of {beside}" if beside else f"age in {column.unit}"
        case "site_feature":
            return f"site feature {mapping.feature_id(name)}, {column.type.replace('_', '/')}"
        case "diagnosis":
            return f"diagnosis, {len(column.values)} labels listed" if column.values else "diagnosis"
        case "ignore" | "text":
            return "dropped"
        case kind:
            return kind.replace("_", " ")
