"""Rows of CSV, Parquet and Excel files, one at a time; the memory does not grow with the file."""

import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any

from hoofbeat.domain.errors import SourceError
from hoofbeat.sources.mapping.layout import TableLayout
from hoofbeat.sources.table.cells import Cell
from hoofbeat.sources.table.delimited import csv_rows
from hoofbeat.sources.table.headers import no_patient

CSV_SUFFIXES = frozenset({".csv", ".tsv", ".txt", ".tab"})
SUFFIXES = CSV_SUFFIXES | {".parquet", ".pq", ".xlsx", ".xlsm"}

#: Rows of a Parquet file held at once.
_ROWS_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the file (the first after the header is 1), its cells, and what is wrong with it."""

    number: int
    cells: list[Cell]
    defect: str | None = None


def table_files(path: Path) -> list[Path]:
    """The file, or the tables of a folder in the order of their names.

    Raises:
        SourceError: nothing there, or no table.
    """
    if path.is_dir():
        files = sorted(file for file in path.iterdir() if file.suffix.lower() in SUFFIXES and file.name[0] not in ".~")
        if not files:
            raise SourceError(f"{path} holds no table", hint=f"give files that end in {', '.join(sorted(SUFFIXES))}")
        return files
    if not path.is_file():
        raise SourceError(f"{path} does not exist", hint="give a CSV, Parquet or Excel file")
    if path.suffix.lower() not in SUFFIXES:
        raise SourceError(
            f"{path.name} is no CSV, Parquet or Excel (.xlsx) file",
            hint="save it as CSV or .xlsx, with the ending that says so",
        )
    return [path]


def read_table(file: Path, layout: TableLayout) -> tuple[list[str], Iterator[Row]]:
    """Read the column names, and the rows as they are asked for.

    Blank rows are passed over. Columns without a name are called ``column 3``.

    Raises:
        SourceError: the file cannot be read, has no header, or names two columns alike.
    """
    lines = raw_lines(file, layout)
    try:
        first = next(lines, None)
    except OSError as error:
        raise SourceError(f"{file.name} cannot be read ({error.strerror or type(error).__name__})") from error
    if first is None:
        raise SourceError(f"{file.name} is empty", hint="the first line names the columns")
    cells, defect = first
    if defect is not None:
        raise SourceError(f"{file.name}: in the line of the column names, {defect}", hint="mend that line")
    header = _named(cells, file.name)
    return header, _rows(lines, header, layout.under_header)


def raw_lines(file: Path, layout: TableLayout) -> Iterator[tuple[list[Cell], str | None]]:
    """The lines of a file from that of the column names on, as they are, and what is wrong with each.

    Raises:
        SourceError: the file cannot be read.
    """
    suffix = file.suffix.lower()
    if suffix in CSV_SUFFIXES:
        return csv_rows(file, encoding=layout.encoding, delimiter=layout.delimiter, skip=layout.header_row - 1)
    if suffix in {".parquet", ".pq"}:
        return _parquet(file)
    return _excel(file, layout.sheet, skip=layout.header_row - 1)


def _rows(lines: Iterator[tuple[list[Cell], str | None]], header: list[str], under_header: int) -> Iterator[Row]:
    width = len(header)
    for number, (cells, defect) in enumerate(lines, start=1):
        if number <= under_header or (defect is None and all(cell is None or cell == "" for cell in cells)):
            continue
        while len(cells) > width and cells[-1] in ("", None):
            cells.pop()
        if defect is None and len(cells) != width:
            defect = no_patient(cells, header) or f"the row has {len(cells)} cells, the header {width}"
        defect = defect or no_patient(cells, header)
        yield Row(number, cells, defect)


def _named(cells: list[Cell], file: str) -> list[str]:
    names = [re.sub(r"\s+", " ", str("" if cell is None else cell)).strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    names = [name or f"column {position}" for position, name in enumerate(names, start=1)]
    if not names:
        raise SourceError(f"{file} has no column names", hint="say where they stand: `table: {header_row: …}`")
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise SourceError(f"{file} names several columns {', '.join(twice[:5])}", hint="give each its own name")
    return names


def _parquet(file: Path) -> Iterator[tuple[list[Cell], str | None]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(file) as table:
            yield list(table.schema_arrow.names), None
            for batch in table.iter_batches(batch_size=_ROWS_AT_ONCE):
                for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                    yield [_plain(value) for value in values], None
    except (pa.ArrowException, OSError) as error:
        raise SourceError(f"{file.name} is no Parquet file ({type(error).__name__})", hint="export it again") from error


def sheet_names(file: Path) -> list[str]:
    """Names of the sheets of an Excel file, in their order; empty for any other file.

    Raises:
        SourceError: it cannot be read.
    """
    if file.suffix.lower() not in {".xlsx", ".xlsm"}:
        return []
    with closing(_book(file)) as book:
        return [page.title for page in book.worksheets]


def _book(file: Path) -> Any:
    try:
        from openpyxl import load_workbook
        from openpyxl.utils.exceptions import InvalidFileException
    except ModuleNotFoundError as error:
        raise SourceError(
            f"{file.name}: reading Excel needs openpyxl", hint="pip install 'hoofbeat[pipeline]', or save it as CSV"
        ) from error
    with warnings.catch_warnings():
        # What a workbook has beyond its cells (styles, validation) is of no interest here.
        warnings.simplefilter("ignore")
        try:
            return load_workbook(file, read_only=True, data_only=True)
        except (zipfile.BadZipFile, KeyError, ValueError, InvalidFileException) as error:
            raise SourceError(
                f"{file.name} is no .xlsx file ({type(error).__name__})", hint="open it and save it as .xlsx, or as CSV"
            ) from error


def _excel(file: Path, sheet: str | None, *, skip: int) -> Iterator[tuple[list[Cell], str | None]]:
    with closing(_book(file)) as book:
        if sheet is not None and sheet not in book.sheetnames:
            raise SourceError(f"{file.name} has no sheet of the name given", hint=f"it has {len(book.sheetnames)}")
        page: Any = book[sheet] if sheet is not None else book.worksheets[0]
        page.reset_dimensions()  # some writers state wrong ones
        width = 0
        for values in islice(page.iter_rows(values_only=True), skip, None):
            cells = [_plain(value) for value in values]
            # A row ends with its last cell that was ever touched; the header says how wide the table is.
            width = width or len(cells)
            yield cells + [None] * (width - len(cells)), None


def _plain(value: Any) -> Cell:
    """A typed value as a payload keeps it; NaN is no number."""
    match value:
        case None | str() | bool() | int():
            return value
        case float():
            return value if value == value and abs(value) != float("inf") else None
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat()
        case date():
            return value.isoformat()
        case bytes():
            return value.decode("utf-8", errors="backslashreplace")
        case list() | tuple():
            return ";".join(str(item) for item in value)
        case _:
            return str(value)
