"""Readers of columns whose texts have a meaning each: findings, site features, sex, diagnosis."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from hoofbeat.domain.case import Finding, Sex
from hoofbeat.knowledge.site import site_id
from hoofbeat.sources.mapping.columns import (
    IGNORE,
    DiagnosisColumn,
    Excluded,
    FindingColumn,
    FindingMeaning,
    SexColumn,
    SiteFeatureColumn,
    SiteLabel,
)
from hoofbeat.sources.mapping.layout import Mapping as TableMapping
from hoofbeat.sources.table.cells import NO, YES, Cell, key_of, text_of
from hoofbeat.sources.table.draft import Draft, Reader

_SEX_WORDS = {
    Sex.FEMALE: ("f", "female", "femenino", "femenina", "mujer", "nina", "woman", "girl", "hembra"),
    # No "h": where it stands for hombre, "m" stands for mujer, and only the mapping can tell.
    Sex.MALE: ("m", "male", "masculino", "masculina", "hombre", "varon", "nino", "man", "boy", "macho"),
    Sex.OTHER: ("o", "other", "otro", "otra", "x", "intersex", "intersexual"),
    Sex.UNKNOWN: ("u", "unknown", "desconocido", "i", "indeterminado", "indeterminate"),
}

#: Sex by the usual words and letters of English and Spanish, folded.
SEX = {word: sex for sex, words in _SEX_WORDS.items() for word in words}

_DISEASE_ID = re.compile(r"[A-Za-z][A-Za-z0-9_.\-]*:\S+")

#: Different texts of one column whose meaning is remembered; beyond, it is worked out each time.
_REMEMBERED = 10_000


@dataclass
class _FindingsReader:
    """Reads the findings of a cell.

    Attributes:
        meanings: findings of each folded text.
        separator: parts a cell with several texts.
        hint: how to mend a cell that is not understood.
        mapping: names the findings of further texts of ``column``, if these are findings too.
    """

    meanings: Mapping[str, tuple[Finding, ...]]
    hint: str
    separator: str | None = None
    mapping: TableMapping | None = None
    column: str = ""
    _cells: dict[Cell, tuple[Finding, ...] | None] = field(default_factory=dict, repr=False)

    def knows(self, text: str) -> bool:
        return text in self.meanings

    def read(self, cell: Cell, draft: Draft) -> bool:
        if cell in self._cells:
            findings = self._cells[cell]
        else:
            findings = self._meant(text_of(cell))
            if len(self._cells) < _REMEMBERED:
                self._cells[cell] = findings
        if findings is None:
            return False
        draft.findings += findings
        return True

    def _meant(self, text: str) -> tuple[Finding, ...] | None:
        found: list[Finding] = []
        for part in text.split(self.separator) if self.separator else [text]:
            key = key_of(part)
            if key in self.meanings:
                found += self.meanings[key]
            elif self.mapping is not None and key:
                found.append(Finding(id=self.mapping.feature_id(self.column, part.strip())))
            elif key or not self.separator:
                return None
        return tuple(found)


def finding_reader(column: FindingColumn) -> Reader:
    """Reader of a finding's column."""
    if column.id is not None:
        return _FindingsReader(_yes_no(column.id, column.yes, column.no), _YES_NO_HINT)
    meanings = {key_of(text): _findings(meaning) for text, meaning in column.values.items()}
    return _FindingsReader(meanings, "add it to `values`", column.separator)


def feature_reader(name: str, column: SiteFeatureColumn, mapping: TableMapping) -> Reader:
    """Reader of a site feature that is no number."""
    if column.type == "yes_no":
        return _FindingsReader(_yes_no(mapping.feature_id(name), column.yes, column.no), _YES_NO_HINT)
    meanings = {
        key_of(text): () if names == IGNORE else (Finding(id=mapping.feature_id(name, text)),)
        for text, names in column.values.items()
    }
    listed = any(names != IGNORE for names in column.values.values())
    return _FindingsReader(meanings, "add it to `values`", column.separator, None if listed else mapping, name)


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


@dataclass(frozen=True)
class _SexReader:
    """Reads the sex."""

    meanings: Mapping[str, Sex]
    hint: str = "add it to `values` as female, male, other or unknown"

    def knows(self, text: str) -> bool:
        return text in self.meanings

    def read(self, cell: Cell, draft: Draft) -> bool:
        sex = self.meanings.get(key_of(text_of(cell)))
        draft.sex = sex or Sex.UNKNOWN
        return sex is not None


def sex_reader(column: SexColumn) -> Reader:
    """Reader of the sex."""
    return _SexReader({key_of(text): sex for text, sex in column.values.items()} or SEX)


@dataclass(frozen=True)
class _DiagnosisReader:
    """Reads the diagnosis: id and name."""

    meanings: Mapping[str, tuple[str, str] | None]
    ids: bool
    site: bool

    @property
    def hint(self) -> str:
        return "give an id such as OMIM:154700" if self.ids else "add it to `values` (an id, or `site`)"

    def knows(self, text: str) -> bool:
        return text in self.meanings

    def read(self, cell: Cell, draft: Draft) -> bool:
        text = text_of(cell)
        key = key_of(text)
        if key in self.meanings:
            meant = self.meanings[key]
        elif self.ids and _DISEASE_ID.fullmatch(text):
            meant = text, ""
        elif self.site:
            meant = site_id(text), text
        else:
            return False
        if meant is not None:
            draft.diagnosis, draft.diagnosis_name = meant[0], meant[1][:200] or None
        return True


def diagnosis_reader(column: DiagnosisColumn) -> Reader:
    """Reader of the diagnosis."""
    meanings: dict[str, tuple[str, str] | None] = {}
    for text, meaning in column.values.items():
        if meaning == IGNORE:
            meanings[key_of(text)] = None
        elif isinstance(meaning, SiteLabel):
            meanings[key_of(text)] = site_id(text), meaning.name or meaning.name_es or text
        else:
            meanings[key_of(text)] = (site_id(text) if meaning == "site" else meaning), text
    return _DiagnosisReader(meanings, column.ids, column.site)
