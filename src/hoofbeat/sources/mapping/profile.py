"""What the columns of a table hold, counted in one pass: the ground on which a mapping is drafted."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from hoofbeat.sources.folding import key_of
from hoofbeat.sources.mapping.layout import TableLayout
from hoofbeat.sources.mapping.words import MISSING_WORDS
from hoofbeat.sources.table.cells import Cell, number_of, text_of
from hoofbeat.sources.table.files import raw_lines, read_table
from hoofbeat.sources.table.headers import is_type

#: Different texts counted of a column, and rows kept as they are for comparing columns.
_MOST_TEXTS, _ROWS_KEPT = 5_000, 5_000


@dataclass
class ColumnProfile:
    """What one column holds.

    Attributes:
        name: name of the column.
        texts: how often each text occurs, the first 5,000 different ones; neither blank nor a word for "not known".
        missing: how often each text occurs that means "not known", blank included.
        rows: rows read.
        unique: whether no text occurs twice.
        described: what stands under the name and says what the column is (a unit, an HPO id), if anything does.
    """

    name: str
    texts: Counter[str] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)
    rows: int = 0
    unique: bool = True
    described: str = ""
    _seen: set[int] = field(default_factory=set, repr=False)

    def add(self, cell: Cell) -> None:
        """Count one cell."""
        self.rows += 1
        text = text_of(cell)
        key = key_of(text)
        if key in MISSING_WORDS or key.replace("_", " ") in MISSING_WORDS:
            self.missing[text] += 1
            return
        if text in self.texts or len(self.texts) < _MOST_TEXTS:
            self.texts[text] += 1
        if self.unique:
            fingerprint = hash(text)
            self.unique = fingerprint not in self._seen
            self._seen.add(fingerprint)
            if not self.unique:
                self._seen = set()

    @property
    def title(self) -> str:
        """The name, with what describes it in brackets: ``Temp`` above ``°C`` is ``Temp (°C)``."""
        return f"{self.name} ({self.described})" if self.described else self.name

    @property
    def filled(self) -> int:
        """Rows that say something."""
        return self.rows - self.missing.total()

    @property
    def keys(self) -> Counter[str]:
        """The texts, folded, and how often each occurs."""
        keys: Counter[str] = Counter()
        for text, count in self.texts.items():
            keys[key_of(text)] += count
        return keys

    def numbers(self, decimal: str) -> dict[float, int]:
        """The numbers among the texts and how often each occurs."""
        found: Counter[float] = Counter()
        for text, count in self.texts.items():
            number = number_of(text, decimal)
            if number is not None:
                found[number] += count
        return dict(found)

    def share(self, texts: Iterable[str]) -> float:
        """Share of the counted cells that hold one of ``texts``, 0–1."""
        return sum(self.texts[text] for text in texts) / max(self.texts.total(), 1)


@dataclass
class TableProfile:
    """What a table holds: its columns, how many rows, the first few thousand rows folded, and its decimal mark."""

    columns: list[ColumnProfile]
    rows: int
    sample: list[list[str]]
    decimal: str

    def sampled(self, name: str) -> list[str]:
        """The folded texts of a column in the rows kept."""
        place = [column.name for column in self.columns].index(name)
        return [row[place] for row in self.sample]


def profile(file: Path, layout: TableLayout, most_rows: int | None = None) -> TableProfile:
    """Count what a table holds; damaged rows are passed over.

    Raises:
        SourceError: the file cannot be read.
    """
    header, rows = read_table(file, layout)
    columns = [ColumnProfile(name) for name in header]
    for cells, defect in islice(raw_lines(file, layout), 1, 1 + layout.under_header):
        for column, cell in zip(columns, cells if defect is None else (), strict=False):
            said = text_of(cell).strip("()[] ")
            column.described = column.described or ("" if is_type(said) else said)
    sample: list[list[str]] = []
    number = 0
    for row in islice(rows, most_rows):
        if row.defect is None:
            number += 1
            for column, cell in zip(columns, row.cells, strict=True):
                column.add(cell)
            if len(sample) < _ROWS_KEPT:
                sample.append([key_of(text_of(cell)) for cell in row.cells])
    return TableProfile(columns, number, sample, _decimal(columns))


def _decimal(columns: Iterable[ColumnProfile]) -> str:
    """The decimal mark that most numbers with one use; those that could be grouped thousands do not count."""
    marks: Counter[str] = Counter()
    for column in columns:
        for text, count in column.texts.items():
            for mark in ",.":
                whole, found, rest = text.partition(mark)
                if found and whole.lstrip("+-").isdigit() and rest.isdigit() and (len(rest) != 3 or whole == "0"):
                    marks[mark] += count
    return "," if marks[","] > marks["."] else "."
