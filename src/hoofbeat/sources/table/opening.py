"""Opening a table with its mapping, and saying where its column names stand if they are not where it looks."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from hoofbeat.domain.errors import SourceError
from hoofbeat.sources.mapping.layout import TableLayout, TableMapping
from hoofbeat.sources.table.files import Row, raw_lines, read_table, sheet_names
from hoofbeat.sources.table.headers import LOOKED_AT, describes, names_line, shape


def open_table(file: Path, mapping: TableMapping) -> tuple[list[str], Iterator[Row]]:
    """The column names of a file and its rows, held against the mapping.

    Raises:
        SourceError: the file cannot be read or does not fit the mapping; if its column names seem to stand in another
            line, the message says in which.
    """
    try:
        header, rows = read_table(file, mapping.table)
        mapping.require_columns(header, file.name)
    except SourceError as error:
        line = _names_line(file, mapping.table)
        if line is None or line == mapping.table.header_row:
            raise
        raise SourceError(
            f"{file.name}: the column names seem to stand in line {line}, not {mapping.table.header_row}",
            hint=f"write `table: {{header_row: {line}}}` in the mapping, or `--header-row {line}` for a draft",
        ) from error
    return header, rows


def find_layout(file: Path, layout: TableLayout, *, names_given: bool) -> TableLayout:
    """Where the table of a file begins: sheet, line of the column names, lines under them.

    Args:
        file: a CSV, Parquet or Excel file.
        layout: what is known; a sheet that it names is kept.
        names_given: whether its line of the column names is known too.

    Raises:
        SourceError: the file cannot be read.
    """
    if layout.sheet is None and len(names := sheet_names(file)) > 1:
        layout = layout.model_copy(update={"sheet": _fullest(file, layout, names)})
    if not names_given and (line := _names_line(file, layout)) is not None:
        layout = layout.model_copy(update={"header_row": line})
    following = [cells for cells, defect in islice(raw_lines(file, layout), 1, 3) if defect is None]
    under = 0
    while under < len(following) and describes(following[under]):
        under += 1
    return layout.model_copy(update={"under_header": under})


def _fullest(file: Path, layout: TableLayout, names: list[str]) -> str:
    """The first sheet that is a table: pages of instructions and lists of codes are narrow or short."""
    shapes = {
        name: shape(cells for cells, _ in islice(raw_lines(file, layout.model_copy(update={"sheet": name})), 200))
        for name in names
    }
    tables = [name for name, (rows, cells) in shapes.items() if rows > 2 and cells > 2]
    return max(tables or names, key=lambda name: (min(shapes[name][0], 50) * shapes[name][1], -names.index(name)))


def _names_line(file: Path, layout: TableLayout) -> int | None:
    """Line of the column names in the file, counted from 1."""
    try:
        lines = raw_lines(file, layout.model_copy(update={"header_row": 1}))
        return names_line(cells for cells, _ in islice(lines, LOOKED_AT))
    except SourceError:
        return None
