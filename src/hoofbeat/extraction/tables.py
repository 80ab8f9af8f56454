"""Reader of the tables that ship with this package (``extraction/data/*.tsv``): ``#`` lines, a header row, rows."""

from collections.abc import Iterator
from importlib.resources import files

from hoofbeat.domain.errors import BundleFormatError


def rows(table: str, columns: tuple[str, ...]) -> Iterator[list[str]]:
    """Yield the cells of each row.

    Raises:
        BundleFormatError: the header is not ``columns``, or a row has more or fewer cells.

    Example:
        >>> next(rows("stopped", ("phrase", "reason")))[0]
        'fall'
    """
    text = files("hoofbeat.extraction").joinpath("data", f"{table}.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    for number, cells in enumerate(lines or [[]]):
        if len(cells) != len(columns) or (number == 0 and tuple(cells) != columns):
            raise BundleFormatError(
                f"extraction/data/{table}.tsv, row {number}: expected the {len(columns)} columns {', '.join(columns)}",
                hint="reinstall hoofbeat",
            )
        if number:
            yield cells


def word_list(kind: str) -> frozenset[str]:
    """The words of one kind in ``data/words.tsv``, folded.

    Example:
        >>> "the" in word_list("filler"), "the" in word_list("degree")
        (True, False)
    """
    return frozenset(word for of, words in rows("words", ("kind", "words")) if of == kind for word in words.split())
