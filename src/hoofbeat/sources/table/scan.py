"""One pass over a table before anything of it is kept: its site vocabulary, and whether it names somebody.

A text that would be kept as a name (a category, a diagnosis) must not hold a direct identifier: one stops the batch.
Numbers and codes that would be kept are judged column by column, as a whole: see :mod:`hoofbeat.sources.table.door`.
Texts that the mapping does not understand are kept nowhere; they stop the batch where they show that the column as a
whole is another than the mapping says.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hoofbeat.domain.errors import IdentifierError, SourceError
from hoofbeat.domain.languages import Wording
from hoofbeat.knowledge.site import SiteDisease, SiteFeature, SiteVocabulary, site_id
from hoofbeat.sources.doubt import is_unsettled
from hoofbeat.sources.folding import key_of
from hoofbeat.sources.mapping.columns import IGNORE, Column, DiagnosisColumn, SiteFeatureColumn, SiteLabel, ValueName
from hoofbeat.sources.mapping.layout import TableMapping
from hoofbeat.sources.table.cells import Cell, text_of
from hoofbeat.sources.table.door import Doorkeeper, doorkeeper
from hoofbeat.sources.table.draft import Draft
from hoofbeat.sources.table.opening import open_table
from hoofbeat.sources.table.readers.columns import MappedColumn, mapped_columns
from hoofbeat.sources.table.readers.labels import disease_ids
from hoofbeat.standards.identity.identifiers import find_identifiers

#: A column with more different labels than this is no category.
MOST_LABELS = 500

#: Different texts that are remembered of a column.
_MOST_TEXTS = 2_000

#: From so many texts, and this share of the filled cells, on, what is not understood tells what the column is.
_FEWEST, _SHARE = 3, 0.1


#: Kinds of columns that tell one patient from another.
_TELLING = {"sex", "age", "birth_date"}

#: Tables whose vocabulary is remembered.
_REMEMBERED = 100

_Key = tuple[tuple[str, int, int], ...]


@dataclass
class _Seen:
    """What one pass saw of one column: texts passed before, labels by folded text, texts not understood."""

    column: MappedColumn
    place: int | None
    is_open: bool
    separator: str | None = None
    filled: int = 0
    passed: set[Cell] = field(default_factory=set)
    labels: dict[str, str] = field(default_factory=dict)
    strange: list[str] = field(default_factory=list)
    door: Doorkeeper | None = None

    def look(self, cell: Cell, draft: Draft, beside: Sequence[str]) -> None:
        if self.door is not None and self.column.state(cell) != "missing":
            self.door.look(text_of(cell), beside)
        if cell in self.passed:
            self.filled += 1
            return
        if self.column.state(cell) == "missing":
            return
        self.filled += 1
        if not self.column.reader.read(cell, draft):
            if len(self.strange) < _MOST_TEXTS:
                self.strange.append(text_of(cell))
            return
        if self.is_open:
            for label in text_of(cell).split(self.separator) if self.separator else [text_of(cell)]:
                self.labels.setdefault(key_of(label), label.strip())
            if len(self.labels) > MOST_LABELS:
                raise SourceError(
                    f"column {self.column.name} holds more than {MOST_LABELS} different labels: it is no category",
                    hint="map it as `text` or `ignore`, or list in `values` the labels that count",
                )
        if len(self.passed) < _MOST_TEXTS:
            self.passed.add(cell)


#: Vocabularies of the files scanned last: a run opens each table several times, and reads it through once.
_SCANNED: dict[_Key, SiteVocabulary] = {}


def content_key(*files: Path) -> _Key:
    """Path, size and time of change of files: another content has another key."""
    return tuple((str(file.resolve()), file.stat().st_size, file.stat().st_mtime_ns) for file in files)


def scanned(files: list[Path], mapping: TableMapping, key: _Key) -> SiteVocabulary:
    """What :func:`scan` says of the files, remembered under ``key``; a refusal is found again each time."""
    if key not in _SCANNED:
        vocabulary = scan(files, mapping)
        if len(_SCANNED) >= _REMEMBERED:
            _SCANNED.clear()
        _SCANNED[key] = vocabulary
    return _SCANNED[key]


def scan(files: Iterable[Path], mapping: TableMapping) -> SiteVocabulary:
    """Read the tables through.

    Raises:
        SourceError: a file cannot be read, does not fit the mapping, or has a column of too many labels.
        IdentifierError: a direct identifier stands where none belongs.
    """
    telling = [name for name, entry in mapping.columns.items() if entry.kind in _TELLING]
    unknown = {"", *map(key_of, mapping.missing)}
    seen = [
        _Seen(
            column,
            None,
            _is_open(entry := mapping.columns[column.name]),
            getattr(entry, "separator", None),
            door=doorkeeper(column.name, entry, mapping.decimal, len(telling)),
        )
        for column in mapped_columns(mapping)
        if not column.names
    ]
    for file in files:
        header, rows = open_table(file, mapping)
        places = [header.index(name) for name in telling if name in header]
        for column in seen:
            column.place = header.index(column.column.name) if column.column.name in header else None
        for row in rows:
            if row.defect is None:
                draft = Draft()
                beside = [_told(row.cells[place], unknown) for place in places]
                for column in seen:
                    if column.place is not None:
                        column.look(row.cells[column.place], draft, beside)
    for column in seen:
        _require_expected(column)
        if column.door is not None:
            column.door.require_quantities()
    return vocabulary(mapping, {column.column.name: column.labels for column in seen if column.is_open})


def _told(cell: Cell, unknown: set[str]) -> str:
    """What a cell says, folded; empty for "not known"."""
    key = key_of(text_of(cell))
    return "" if key in unknown else key


def vocabulary(mapping: TableMapping, labels: dict[str, dict[str, str]]) -> SiteVocabulary:
    """The site features and diseases of a mapping, with what was found in the columns that it leaves open.

    Args:
        mapping: of the table.
        labels: column → folded text → text.

    Raises:
        IdentifierError: a label holds a direct identifier.
        InputError: one id would stand for two things.
    """
    features: list[SiteFeature] = []
    for name, column in mapping.site_features.items():
        title, title_es = column.name or column.name_es or name, column.name_es
        if column.type != "category":
            number = column.type == "number"
            names = Wording(en=title, es=title_es)
            features.append(SiteFeature(mapping.feature_id(name), names, number, column.names_nobody))
            continue
        listed = {text: ValueName() for text in labels.get(name, {}).values()} or {
            text: value for text, value in column.values.items() if isinstance(value, ValueName)
        }
        ignored = {key_of(text) for text, value in column.values.items() if value == IGNORE}
        listed = {text: value for text, value in listed.items() if key_of(text) not in ignored}
        _require_anonymous(name, [text for pair in listed.items() for text in (pair[0], pair[1].name, pair[1].name_es)])
        for text, value in listed.items():
            spoken = f"{title}: {value.name or value.name_es or text}"
            spoken_es = f"{title_es or title}: {value.name_es or text}" if title_es or value.name_es else None
            names = Wording(en=spoken, es=spoken_es)
            features.append(SiteFeature(mapping.feature_id(name, text), names, names_nobody=column.names_nobody))
    diseases: list[SiteDisease] = []
    if mapping.diagnosis is not None:
        name, diagnosis = mapping.diagnosis
        diseases = _diseases(name, diagnosis, labels.get(name, {}))
    return SiteVocabulary.of(features, diseases)


def _diseases(name: str, column: DiagnosisColumn, labels: dict[str, str]) -> list[SiteDisease]:
    found: list[SiteDisease] = []
    known = {key_of(text) for text in column.values}
    for text, meaning in column.values.items():
        if isinstance(meaning, SiteLabel):
            orphan = column.orphan if meaning.orphan is None else meaning.orphan
            names = Wording(en=meaning.name or meaning.name_es or text, es=meaning.name_es)
            found.append(SiteDisease(site_id(text), names, orphan))
        elif meaning == "site":
            found.append(SiteDisease(site_id(text), Wording(en=text), orphan=column.orphan))
    new = [
        text
        for key, text in labels.items()
        if key not in known and not is_unsettled(text) and not (column.ids and disease_ids(text))
    ]
    _require_anonymous(name, [*(said for disease in found for said in disease.names.values()), *new])
    return found + [SiteDisease(site_id(text), Wording(en=text), orphan=column.orphan) for text in new]


def _is_open(column: Column) -> bool:
    """Whether the labels of a column are found out from its cells."""
    if isinstance(column, DiagnosisColumn):
        return column.site
    return (
        isinstance(column, SiteFeatureColumn)
        and column.type == "category"
        and all(value == IGNORE for value in column.values.values())
    )


def _require_anonymous(column: str, texts: Iterable[str | None]) -> None:
    """Refuse labels that name somebody: they would become names of features and diseases, for all to see."""
    kinds = find_identifiers(text for text in texts if text)
    if kinds:
        raise IdentifierError(
            f"column {column}: {sum(kinds.values())} of its labels look like {' or '.join(sorted(kinds))}",
            hint="map it as `ignore`; if they are labels all the same, list them in `values` under other names",
        )


def _require_expected(seen: _Seen) -> None:
    """Refuse a column whose texts show that it is another one than the mapping says."""
    kinds = find_identifiers(seen.strange)
    found = sum(kinds.values())
    if found >= max(_FEWEST, _SHARE * seen.filled):
        raise IdentifierError(
            f"column {seen.column.name}: {found} of its cells look like {' or '.join(sorted(kinds))}, which do not "
            "belong there",
            hint="map it as `ignore`, or see whether the cells of the file have moved",
        )
