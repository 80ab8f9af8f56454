"""Delimited text: encoding and delimiter are found out, and a stray quote damages its own row and no other."""

import csv
from collections import Counter, deque
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from statistics import mode

from hoofbeat.domain.errors import SourceError
from hoofbeat.sources.table.cells import Cell

DELIMITERS = (",", ";", "\t", "|")

#: Bytes looked at to find out the encoding, and lines to find out the delimiter.
_BYTES_AT_ONCE, _LINES = 1 << 20, 100

#: A quoted cell may go on over so many lines, and a row be so long: beyond, its quote was never closed.
_LINES_OF_A_ROW, _LONGEST_ROW = 200, 1_000_000

_STRAY = "a quote in the row is not closed, or stands in the middle of a cell"

_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def find_encoding(file: Path) -> str:
    """``utf-8``, ``utf-8-sig`` or ``utf-16`` by the byte-order mark, or ``cp1252`` (Latin-1 as Windows writes it).

    A few damaged bytes do not make a UTF-8 file a Latin one: the lines with letters beyond ASCII vote.
    """
    votes: Counter[bool] = Counter()
    with file.open("rb") as stream:
        start = stream.read(3)
        for mark, encoding in _MARKS.items():
            if start.startswith(mark):
                return encoding
        stream.seek(0)
        while votes.total() < 1_000 and (lines := stream.readlines(_BYTES_AT_ONCE)):
            votes.update(_is_utf8(line) for line in lines if not line.isascii())
    return "utf-8" if votes[True] >= votes[False] else "cp1252"


def find_delimiter(lines: list[str]) -> str:
    """The delimiter by which most lines, and best the first too, have as many cells; the more cells the better."""

    def quality(delimiter: str) -> tuple[bool, float, int]:
        widths = [len(cells) for cells in csv.reader(lines, delimiter=delimiter) if cells]
        if not widths or mode(widths) < 2:
            return False, 0.0, 0
        # The commas of decimals and notes come in every row, but not in the header.
        share = sum(width == mode(widths) for width in widths) / len(widths)
        return widths[0] == mode(widths), round(share, 1), mode(widths)

    return max(DELIMITERS, key=quality)


def csv_rows(
    file: Path, *, encoding: str | None = None, delimiter: str | None = None, skip: int = 0
) -> Iterator[tuple[list[Cell], str | None]]:
    """Yield the cells of each row, header included, and what is wrong with it.

    Args:
        file: file to read.
        encoding: found out if ``None``.
        delimiter: found out if ``None``.
        skip: lines above the header.

    Raises:
        SourceError: the encoding is not known, or the file is no text.
    """
    encoding = encoding or find_encoding(file)
    # Bytes that are no text become lone surrogates: only the rows that hold them are damaged.
    errors = "replace" if encoding.lower().replace("-", "").startswith("utf16") else "surrogateescape"
    try:
        stream = file.open(encoding=encoding, errors=errors, newline="\n")
    except LookupError as error:
        raise SourceError(f"{file.name}: no encoding {encoding} is known", hint="write utf-8 or latin-1") from error
    with stream:
        first = [line.rstrip("\r\n") for line in islice(stream, skip, skip + _LINES)]
        if any("\0" in line for line in first):
            raise SourceError(f"{file.name} is no text", hint="give a CSV, or name the file .xlsx or .parquet")
        if first and first[0].lower().startswith("sep=") and len(first[0]) <= 5:
            delimiter = delimiter or first[0][4:] or "\t"  # Excel's own hint
            first = first[1:]
        yield from _split(_Lines(first, stream), delimiter or find_delimiter(first))


class _Lines:
    """Lines of a stream, without their ends; lines can be put back."""

    def __init__(self, first: list[str], stream: Iterator[str]) -> None:
        self._ahead = deque(first)
        self._stream = stream

    def next(self) -> str | None:
        if self._ahead:
            return self._ahead.popleft()
        line = next(self._stream, None)
        return None if line is None else line.rstrip("\r\n")

    def put_back(self, lines: list[str]) -> None:
        self._ahead.extendleft(reversed(lines))


def _split(lines: _Lines, delimiter: str) -> Iterator[tuple[list[Cell], str | None]]:
    """Join lines to rows; where that gives no row of the usual width, the first line stands alone as damaged."""
    width = 0
    while (line := lines.next()) is not None:
        if '"' not in line:
            cells: list[Cell] = [*line.split(delimiter)] if line else []
            defect = None
        else:
            cells, taken = _quoted(line, lines, delimiter)
            defect = _STRAY if not cells or (len(taken) > 1 and width and len(cells) != width) else None
            if defect:
                lines.put_back(taken[1:])
                cells = [_escaped(line)]
        width = width or len(cells)
        yield (cells, defect) if defect else _readable(cells)


def _quoted(line: str, lines: _Lines, delimiter: str) -> tuple[list[Cell], list[str]]:
    """Cells of the row that begins at ``line`` (none if its quotes are never closed), and the lines it took."""
    taken, length, quotes = [line], len(line), line.count('"')
    while True:
        if quotes % 2 == 0:  # with an odd number one is still open
            try:
                return [*next(csv.reader(["\n".join(taken)], delimiter=delimiter, strict=True))], taken
            except csv.Error as error:
                if str(error) != "unexpected end of data":
                    return [], taken
        following = lines.next() if len(taken) < _LINES_OF_A_ROW and length < _LONGEST_ROW else None
        if following is None:
            return [], taken
        taken.append(following)
        length += len(following)
        quotes += following.count('"')


def _readable(cells: list[Cell]) -> tuple[list[Cell], str | None]:
    for position, cell in enumerate(cells):
        if isinstance(cell, str) and not cell.isascii() and any("\ud800" <= char <= "\udfff" for char in cell):
            return [_escaped(str(other)) for other in cells], f"cell {position + 1} holds bytes that are no text"
    return cells, None


def _escaped(text: str) -> str:
    return text.encode("utf-8", errors="backslashreplace").decode("utf-8")


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
