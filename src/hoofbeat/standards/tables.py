"""Reader of the tables that ship with this package (``standards/data/*.tsv``): ``#`` lines, a header row, rows."""

from collections.abc import Iterator
from importlib.resources import files

from hoofbeat.domain.errors import KnowledgeError


def read_table(table: str, columns: tuple[str, ...]) -> Iterator[list[str]]:
    """Yield the cells of each row.

    Raises:
        KnowledgeError: the header is not ``columns``, or a row has more or fewer cells.

    Example:
        >>> next(read_table("names", ("kind", "words")))[0]
        'given'
    """
    text = files("hoofbeat.standards").joinpath("data", f"{table}.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    for number, cells in enumerate(rows or [[]]):
        if len(cells) != len(columns) or (number == 0 and tuple(cells) != columns):
            raise KnowledgeError(
                f"standards/data/{table}.tsv, row {number}: expected the {len(columns)} columns {', '.join(columns)}",
                hint="reinstall hoofbeat, or rebuild the table with its script",
            )
        if number:
            yield cells
