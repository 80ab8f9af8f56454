"""Tables drafted by ``suggest`` and read with the draft exactly as it is: what the tests of drafting share."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hoofbeat.bundle.runtime.lexicon import Lexicon, LexiconEntry
from hoofbeat.domain.case import Case
from hoofbeat.domain.disease import Disease
from hoofbeat.domain.errors import RecordError
from hoofbeat.domain.languages import ProseLanguage, Wording, search_language
from hoofbeat.knowledge import tables
from hoofbeat.sources.mapping import TableLayout
from hoofbeat.sources.mapping.meanings import Meanings
from hoofbeat.sources.mapping.profile import profile
from hoofbeat.sources.mapping.render import UNSURE, render
from hoofbeat.sources.mapping.suggest import Drafted, suggest
from hoofbeat.sources.table import TableSource
from hoofbeat.sources.table.opening import find_layout

ENGLISH = {
    "HP:0002829": ("Arthralgia", "Joint pain"),
    "HP:0001250": ("Seizure", "Seizures"),
    "HP:0001252": ("Hypotonia", "Low muscle tone"),
    "HP:0000252": ("Microcephaly", "Small head"),
    "HP:0001166": ("Arachnodactyly", "Spider fingers"),
    "HP:0001945": ("Fever", "Pyrexia"),
    "HP:0012735": ("Cough", "Coughing"),
    "HP:0002099": ("Asthma", "Bronchial asthma"),
}
_SPANISH = {row.id: row for row in tables.lexicon_es()}
LEXICON = Lexicon(
    [
        LexiconEntry(
            id_,
            Wording(
                en=ENGLISH[id_][0] if id_ in ENGLISH else _SPANISH[id_].name_es,
                es=_SPANISH[id_].name_es if id_ in _SPANISH else None,
            ),
            {"en": ENGLISH.get(id_, ())[1:], "es": _SPANISH[id_].synonyms_es if id_ in _SPANISH else ()},
        )
        for id_ in sorted(_SPANISH.keys() | ENGLISH.keys())
    ]
)
DISEASES = tuple(
    Disease(id=d.id, names=Wording(en=d.name, es=d.name_es), orphan=False) for d in tables.common_diseases()
)


@dataclass(frozen=True)
class Read:
    """A table as its draft reads it.

    Attributes:
        drafted: the draft.
        text: as it is written.
        cases: in the order of the rows.
        refused: reasons.
    """

    drafted: Drafted
    text: str
    cases: list[Case]
    refused: list[str]

    def entry(self, column: str) -> object:
        """The entry of a column."""
        return self.drafted.columns[column].entry

    def unsure(self, column: str) -> str | None:
        """The comment of a column that is marked CHECK, ``None`` if it is not."""
        if self.drafted.columns[column].confidence >= UNSURE:
            return None
        lines = self.text.splitlines()
        start = next(n for n, line in enumerate(lines) if line.lstrip().lstrip('"').startswith(column.replace('"', "")))
        assert "# CHECK " in lines[start]
        return lines[start].partition("# CHECK ")[2]


def read_as_drafted(path: Path, lang: ProseLanguage = "en", meanings: Meanings | None = None) -> Read:
    """Draft the mapping of a file, write it beside the file, and read the file with it.

    Args:
        path: of the table.
        lang: of the comments.
        meanings: looks names up; in a few reviewed ones if left out.
    """
    layout = find_layout(path, TableLayout(), names_given=False)
    table = profile(path, layout)
    drafted = suggest(table, meanings or Meanings(LEXICON, DISEASES, search_language(lang)))
    written = {key: str(value) for key, value in layout.model_dump(exclude_defaults=True).items()}
    if written:
        drafted.settings = {"table": written, **drafted.settings}
    text = render(drafted, table.rows, lang)
    mapping = path.with_suffix(".yaml")
    mapping.write_text(text, encoding="utf-8")
    source = TableSource(path, mapping)
    cases, refused = [], []
    for record in source.records():
        try:
            cases.append(source.parse(record))
        except RecordError as error:
            refused.append(str(error))
    return Read(drafted, text, cases, refused)


def write_table(
    path: Path, columns: Mapping[str, Sequence[object]], rows: int = 24, above: str = "", below: str = ""
) -> Path:
    """Write a CSV (semicolons) whose columns are given as lists that repeat themselves."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write(above)
        writer = csv.writer(stream, delimiter=";", lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([values[row % len(values)] for values in columns.values()] for row in range(rows))
        stream.write(below)
    return path
