"""Reading ``knowledge/data/common/KIND/CHAPTER.tsv``: the same columns in every chapter of a kind."""

from collections.abc import Iterator
from importlib.resources import files

from hoofbeat.knowledge.tables import read_table
from hoofbeat.terminology.tables import table_name

#: The same as in the row above: sources and names are long, and repeat within a disease.
DITTO = '"'


def rows_of(kind: str, columns: tuple[str, ...]) -> Iterator[list[str]]:
    """Cells of every row of every chapter; a cell that says ``DITTO`` repeats the one above.

    Raises:
        KnowledgeError: a chapter has another header, or a row more or fewer cells.
    """
    folder = files("hoofbeat.knowledge").joinpath("data", "common", kind)
    for chapter in sorted({name for file in folder.iterdir() if (name := table_name(file.name))}):
        above: list[str] = []
        for cells in read_table(f"common/{kind}/{chapter}", columns):
            above = [before if cell == DITTO else cell for cell, before in zip(cells, above or cells, strict=True)]
            yield above


def lines_of(name: str) -> list[str]:
    """Lines of ``knowledge/data/common/NAME.txt`` that are no comments."""
    text = files("hoofbeat.knowledge").joinpath("data", "common", f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def several(cell: str) -> tuple[str, ...]:
    """Values that a cell separates by ``;``."""
    return tuple(value.strip() for value in cell.split(";") if value.strip())
