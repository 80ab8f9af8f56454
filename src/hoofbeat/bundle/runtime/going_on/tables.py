"""Reader of the tables that going on rests on: ``#`` lines, a header row, rows."""

from collections.abc import Iterator
from importlib.resources import files

from hoofbeat.domain.errors import BundleFormatError


def rows_of(table: str, columns: tuple[str, ...]) -> Iterator[list[str]]:
    """Yield the cells of each row of ``bundle/runtime/data/TABLE.tsv``.

    Raises:
        BundleFormatError: the header is not ``columns``, or a row has more or fewer cells.
    """
    text = files("hoofbeat.bundle.runtime").joinpath("data", f"{table}.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    if not rows or tuple(rows[0]) != columns or any(len(cells) != len(columns) for cells in rows):
        raise BundleFormatError(f"{table}.tsv is damaged", hint="reinstall hoofbeat")
    yield from rows[1:]
