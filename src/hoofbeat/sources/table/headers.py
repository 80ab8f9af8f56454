"""Where the table begins and what in it is no patient: titles above the column names, units below them, totals."""

import re
from collections import Counter
from collections.abc import Iterable

from hoofbeat.sources.folding import key_of
from hoofbeat.sources.table.cells import Cell, number_of, text_of
from hoofbeat.sources.table.dates import date_of
from hoofbeat.sources.table.readers.hpo_lists import holds_ids

#: Lines among which the column names are looked for.
LOOKED_AT = 40

#: Share of the cells of a usual row that the line of the column names fills at least; a title fills one or two.
_FILLED = 0.6

_TOTALS = re.compile(
    r"(?:gran |grand |sub-?)?tota(?:l|les|ls)\b.*|(?:promedio|mean|average|suma|sum)\s*[:=]?|"
    r"(?:fuente|source|notas?|notes?|generado|generated|elaborado|exportado|exported|impreso)(?: \w+){0,2}\s*:.*"
)
_UNDER = re.compile(
    r"\(?(?:anos|meses|dias|anos/meses|years|months|days|kg|g|cm|m|mmhg|mm\[?hg\]?|°?c|g/dl|mg/dl|mg/l|mmol/l|g/l|%|lpm|rpm|"
    r"x ?10\W*[36]\W*/?\W*u?l|/min|bpm|u/l|ui/l|ng/ml|"
    r"str|string|text|texto|int|integer|entero|num|numeric|numerico|number|numero|float|decimal|date|fecha|curie|optional|"
    r"opcional|required|obligatorio|age|edad|bool|boolean|logico|factor|categorica|categorico|category|"
    r"(?:si|s|yes|y|1)/(?:no|n|0)(?:/\w+)*|(?:m|f|h|o|u)(?:[/:](?:m|f|h|o|u))+|yes/no/na|yyyy\W?mm\W?dd|"
    r"(?:dd|mm)[/-](?:mm|dd)[/-](?:aaaa|yyyy|aa|yy))\)?"
)

#: Types of what a column holds, which say nothing of what it is.
_TYPE = re.compile(
    r"\(?(?:str|string|text|texto|int|integer|entero|num|numeric|numerico|number|numero|float|decimal|date|fecha|curie|"
    r"optional|opcional|required|obligatorio|bool|boolean|logico|factor|categorica|categorico|category)\)?"
)


def is_type(text: str) -> bool:
    """Whether a text below a column's name is a type (``str``, ``CURIE``) and no unit and no id."""
    return _TYPE.fullmatch(key_of(text)) is not None


def names_line(lines: Iterable[list[Cell]]) -> int | None:
    """Line of the column names, counted from 1 among ``lines``; ``None`` where nothing speaks for any.

    It is the first that fills nearly as many cells as the rows below, with texts that differ and are no data; what
    stands above (titles, blank lines, groups of columns) fills a few.
    """
    looked = [[text_of(cell) for cell in line] for line in lines]
    filled = [sum(bool(text) for text in line) for line in looked]
    usual = sorted(count for count in filled if count)
    if not usual:
        return None
    wide = usual[int(0.75 * (len(usual) - 1))]
    for number, (line, count) in enumerate(zip(looked, filled, strict=True), start=1):
        stated = [text for text in line if text]
        if count >= max(2, _FILLED * wide) or (wide == 1 and count):
            named = len(set(stated)) == len(stated) and sum(map(_is_data, stated)) <= 0.2 * count
            return number if named else None
    return None


def describes(line: list[Cell]) -> bool:
    """Whether a line below the column names says what these are (units, types, HPO ids) instead of being a patient."""
    stated = [text for cell in line if (text := text_of(cell))]
    said = sum(_UNDER.fullmatch(key_of(text)) is not None for text in stated)
    ids = sum(holds_ids(text) for text in stated)
    numbers = sum(number_of(text, ".") is not None or date_of(text, ()) is not None for text in stated)
    if not stated or numbers:
        return False
    return said >= max(2, 0.6 * len(stated)) or (said >= 3 and ids >= 1 and said + ids >= 0.6 * len(stated))


def no_patient(cells: list[Cell], header: list[str]) -> str | None:
    """Why a row cannot be a patient: it holds totals, a footnote, or the column names again; ``None`` if it may be."""
    first = cells[0] if cells else None
    if not isinstance(first, str) or not first:
        return None
    if _TOTALS.fullmatch(key_of(first)):
        return "the row holds totals or a note, no patient"
    if first == header[0] and [text_of(cell) for cell in cells] == header:
        return "the row repeats the column names"
    if len(header) > 3 and " " in first.strip() and not any(text_of(cell) for cell in cells[1:]):
        return "the row holds one text alone, no patient"
    return None


def _is_data(text: str) -> bool:
    return number_of(text, ".") is not None or date_of(text, ("%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y")) is not None


def shape(lines: Iterable[list[Cell]]) -> tuple[int, int]:
    """Rows that hold something and the usual number of cells they fill, to tell a table from a page of text."""
    filled = Counter(count for line in lines if (count := sum(bool(text_of(cell)) for cell in line)))
    return filled.total(), filled.most_common(1)[0][0] if filled else 0
