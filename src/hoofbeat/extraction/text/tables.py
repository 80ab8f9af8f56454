"""Reader of the tables that ship with this package (``extraction/data/*.tsv``): ``#`` lines, a header row, rows."""

from collections.abc import Iterator

from hoofbeat.domain.errors import BundleFormatError
from hoofbeat.terminology.tables import read_table


def rows(table: str, columns: tuple[str, ...]) -> Iterator[list[str]]:
    """Yield the cells of each row.

    Raises:
        BundleFormatError: the header is not ``columns``, or a row has more or fewer cells.

    Example:
        >>> next(rows("stopped", ("phrase", "reason")))[0]
        'fall'
    """
    yield from read_table("hoofbeat.extraction", table, columns, damaged=BundleFormatError, hint="reinstall hoofbeat")


def word_list(kind: str) -> frozenset[str]:
    """The words of one kind in ``data/words.tsv``, folded.

    Example:
        >>> "the" in word_list("filler"), "the" in word_list("degree")
        (True, False)
    """
    return frozenset(word for of, words in rows("words", ("kind", "words")) if of == kind for word in words.split())
