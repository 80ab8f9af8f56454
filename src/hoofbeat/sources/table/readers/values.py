"""Readers of columns whose texts are findings: of HPO, or site features."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from hoofbeat.domain.case import MAX_AGE_YEARS, Finding
from hoofbeat.sources.folding import key_of
from hoofbeat.sources.mapping.columns import (
    IGNORE,
    Excluded,
    FindingColumn,
    FindingMeaning,
    FindingStatusColumn,
    SiteFeatureColumn,
)
from hoofbeat.sources.mapping.layout import TableMapping
from hoofbeat.sources.table.cells import NO, YES, Cell, text_of
from hoofbeat.sources.table.draft import Draft, Reader
from hoofbeat.sources.table.durations import onset_of
from hoofbeat.sources.table.readers.hpo_lists import listed

#: Different texts of one column whose meaning is remembered; beyond, it is worked out each time.
_REMEMBERED = 10_000

#: In the place of a list: there is nothing to list.
_NOTHING = frozenset(
    {"none", "no", "ninguno", "ninguna", "nothing", "nil", "0", "normal", "sin hallazgos", "no refiere"}
)


@dataclass(frozen=True, slots=True)
class _Meant:
    """What a cell means: its findings, whether all of it was understood, and a note."""

    findings: tuple[Finding, ...]
    understood: bool = True
    note: str | None = None


@dataclass
class _FindingsReader:
    """Reads the findings of a cell.

    Attributes:
        column: name of the column.
        meanings: findings of each folded text.
        separator: parts a cell with several texts.
        hint: advice for a cell that is not understood.
        mapping: names the findings of further texts of the column, if these are findings too.
        onset_of: id of the finding whose cells may say since which age it is there.
        ids: whether cells list HPO ids; they are absent if ``excluded``.
    """

    column: str
    meanings: Mapping[str, tuple[Finding, ...]]
    hint: str
    separator: str | None = None
    mapping: TableMapping | None = None
    onset_of: str | None = None
    ids: bool = False
    excluded: bool = False
    _cells: dict[Cell, _Meant] = field(default_factory=dict, repr=False)

    def knows(self, text: str) -> bool:
        return text in self.meanings

    def read(self, cell: Cell, draft: Draft) -> bool:
        meant = self._cells.get(cell)
        if meant is None:
            meant = self._meant(text_of(cell))
            if len(self._cells) < _REMEMBERED:
                self._cells[cell] = meant
        # Where a cell that is not understood only counts as empty, what was understood of a list stays.
        if self.ids:
            draft.listed += meant.findings
        else:
            draft.findings += meant.findings
        if meant.note:
            draft.notes.append(f"column {self.column}: {meant.note}")
        return meant.understood

    def _meant(self, text: str) -> _Meant:
        if self.ids and key_of(text) not in self.meanings:
            return self._listed(text)
        found: list[Finding] = []
        for part in text.split(self.separator) if self.separator else [text]:
            key = key_of(part)
            if key in self.meanings:
                found += self.meanings[key]
            elif self.onset_of is not None and (onset := onset_of(part)) is not None:
                found.append(_since(self.onset_of, onset.years))
            elif self.mapping is not None and key:
                found.append(Finding(id=self.mapping.feature_id(self.column, part.strip())))
            elif key or not self.separator:
                return _Meant(tuple(found), understood=False)
        return _Meant(tuple(found))

    def _listed(self, text: str) -> _Meant:
        ids, rest = listed(text)
        found = [Finding(id=one.id, excluded=one.absent or self.excluded) for one in ids]
        for part in rest:
            found += self.meanings.get(key_of(part), ())
        strange = [part for part in rest if key_of(part) not in self.meanings and key_of(part) not in _NOTHING]
        if strange and not found:
            return _Meant((), understood=False)
        return _Meant(tuple(found), note=f"{len(strange)} parts without an id: set aside" if strange else None)


def _since(finding_id: str, years: float | None) -> Finding:
    return Finding(id=finding_id, onset_years=years if years is None or years <= MAX_AGE_YEARS else None)


def finding_reader(name: str, column: FindingColumn) -> Reader:
    """Reader of a finding's column."""
    if column.id is not None:
        said = _yes_no(column.id, column.yes, column.no)
        return _FindingsReader(name, said, _YES_NO_HINT, onset_of=column.id if column.onset else None)
    meanings = {key_of(text): _findings(meaning) for text, meaning in column.values.items()}
    hint = "write HPO ids" if column.ids else "add it to `values`"
    return _FindingsReader(name, meanings, hint, column.separator, ids=column.ids, excluded=column.excluded)


@dataclass(frozen=True)
class _FindingStatusReader:
    """Reads whether what the row lists is present."""

    meanings: Mapping[str, str]
    hint: str = "add it to `values` as present, absent or ignore"

    def knows(self, text: str) -> bool:
        return text in self.meanings

    def read(self, cell: Cell, draft: Draft) -> bool:
        draft.status = self.meanings.get(key_of(text_of(cell)))
        return draft.status is not None


def finding_status_reader(column: FindingStatusColumn) -> Reader:
    """Reader of the column that says whether the listed findings of a row are present."""
    stated = {key_of(text): str(status) for text, status in column.values.items()}
    return _FindingStatusReader(stated or dict.fromkeys(YES, "present") | dict.fromkeys(NO, "absent"))


def feature_reader(name: str, column: SiteFeatureColumn, mapping: TableMapping) -> Reader:
    """Reader of a site feature that is no number."""
    if column.type == "yes_no":
        return _FindingsReader(name, _yes_no(mapping.feature_id(name), column.yes, column.no), _YES_NO_HINT)
    meanings = {
        key_of(text): () if names == IGNORE else (Finding(id=mapping.feature_id(name, text)),)
        for text, names in column.values.items()
    }
    is_listed = any(names != IGNORE for names in column.values.values())
    return _FindingsReader(name, meanings, "add it to `values`", column.separator, None if is_listed else mapping)


_YES_NO_HINT = "add it to `yes` or `no`"


def _yes_no(finding_id: str, yes: Iterable[str], no: Iterable[str]) -> dict[str, tuple[Finding, ...]]:
    present: tuple[Finding, ...] = (Finding(id=finding_id),)
    absent: tuple[Finding, ...] = (Finding(id=finding_id, excluded=True),)
    said_yes, said_no = {key_of(text) for text in yes}, {key_of(text) for text in no}
    meanings = dict.fromkeys(said_no or NO - said_yes, absent)
    meanings.update(dict.fromkeys(said_yes or YES - said_no, present))
    return meanings


def _findings(meaning: FindingMeaning) -> tuple[Finding, ...]:
    if meaning == IGNORE:
        return ()
    entries = meaning if isinstance(meaning, list) else [meaning]
    return tuple(
        Finding(id=entry.excluded, excluded=True) if isinstance(entry, Excluded) else Finding(id=str(entry))
        for entry in entries
    )
