"""Readers of columns that label a case: its sex, its diagnosis, and whether that is confirmed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from hoofbeat.domain.case import Sex
from hoofbeat.knowledge.site import site_id
from hoofbeat.sources.doubt import is_unsettled
from hoofbeat.sources.folding import key_of
from hoofbeat.sources.mapping.columns import IGNORE, DiagnosisColumn, DiagnosisStatusColumn, SexColumn, SiteLabel
from hoofbeat.sources.table.cells import Cell, text_of
from hoofbeat.sources.table.draft import Draft, Reader
from hoofbeat.sources.table.readers.statuses import STATUS
from hoofbeat.terminology.spellings import id_meaning, parted

_SEX_WORDS = {
    Sex.FEMALE: (
        "f", "female", "femenino", "femenina", "feminino", "feminina", "fem", "fem.", "mujer", "muj", "nina", "woman",
        "girl", "hembra", "dama", "mulher", "menina", "femme", "feminin", "fille", "femmina", "dona", "nena", "♀",
    ),
    # No "h": where it stands for hombre, "m" stands for mujer, and only the mapping can tell.
    Sex.MALE: (
        "m", "male", "masculino", "masculina", "masc", "masc.", "mas", "hombre", "hom", "varon", "var", "nino", "man",
        "boy",
        "macho", "caballero", "homem", "menino", "homme", "masculin", "garcon", "maschio", "home", "nen", "♂",
    ),
    Sex.OTHER: ("o", "other", "otro", "otra", "x", "intersex", "intersexual", "outro", "no binario", "non-binary"),
    Sex.UNKNOWN: ("u", "unknown", "desconocido", "i", "indeterminado", "indeterminate", "ind", "indefinido"),
}  # fmt: skip

#: Sex by the usual words and letters, folded.
SEX = {word: sex for sex, words in _SEX_WORDS.items() for word in words}

_DISEASE_ID = re.compile(r"[A-Za-z][A-Za-z0-9_.\-]*:[^\s;,|]+")
#: An id beside a name: in brackets behind it, or before or behind a dash.
_BESIDE = re.compile(r"[(\[{]([^)\]}]+)[)\]}]|^(\S+(?::\s?\S+)?)\s+(?:-|–|:)?\s*\D|\s[-–]\s(\S+:\s?\S+)$")
_SEVERAL = re.compile(r"\s*[;|,\n]\s*")


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


def disease_ids(text: str, *, known: bool = False) -> list[str]:
    """The disease ids that a cell holds, in our spelling: alone, several, or one beside a name; empty if none.

    Args:
        text: text of the cell.
        known: whether only ids of vocabularies of diseases count, and not all that has the form of one (``PMID:1``).

    Example:
        >>> disease_ids("Orphanet:558"), disease_ids("Marfan syndrome (MIM 154700)"), disease_ids("Marfan syndrome")
        (['ORPHA:558'], ['OMIM:154700'], [])
    """
    for parts in ([text], _SEVERAL.split(text)):
        ids = [_vocabulary_id(part) if known else _disease_id(part) for part in parts if part.strip()]
        if ids and all(ids):
            return list(dict.fromkeys(id_ for id_ in ids if id_))
    for match in _BESIDE.finditer(text):
        id_ = next((_vocabulary_id(group) for group in match.groups() if group), None)
        if id_ is not None:
            return [id_]
    return []


def _disease_id(text: str) -> str | None:
    known = _vocabulary_id(text)
    if known is not None or id_meaning(text).findings:
        return known
    return text.strip() if _DISEASE_ID.fullmatch(text.strip()) else None


def _vocabulary_id(text: str) -> str | None:
    """The id of a vocabulary that we know, as the catalogue writes it; a code that no table lists stays one."""
    disease, named = id_meaning(text).disease, parted(text)
    if disease is None and named is not None and named[0] != "HP":
        return ":".join(named)
    return disease


@dataclass(frozen=True)
class _DiagnosisReader:
    """Reads the diagnosis: id and name."""

    column: str
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
        meant: tuple[str, str] | None = None
        if key in self.meanings:
            meant = self.meanings[key]
            if meant is None and is_unsettled(text):
                draft.notes.append(f"column {self.column}: a diagnosis that is not settled: no label")
        elif is_unsettled(text):
            draft.notes.append(f"column {self.column}: a diagnosis that is not settled: no label")
        elif self.ids and (ids := disease_ids(text)):
            meant = ids[0], ""
            if len(ids) > 1:
                draft.notes.append(f"column {self.column}: {len(ids)} diseases: the first is read")
        elif self.site:
            meant = site_id(text), text
        else:
            return False
        if meant is not None:
            draft.diagnosis, draft.diagnosis_name = meant[0], meant[1][:200] or None
        return True


def diagnosis_reader(name: str, column: DiagnosisColumn) -> Reader:
    """Reader of the diagnosis."""
    meanings: dict[str, tuple[str, str] | None] = {}
    for text, meaning in column.values.items():
        if meaning == IGNORE:
            meanings[key_of(text)] = None
        elif isinstance(meaning, SiteLabel):
            meanings[key_of(text)] = site_id(text), meaning.name or meaning.name_es or text
        else:
            meanings[key_of(text)] = (site_id(text) if meaning == "site" else meaning), text
    return _DiagnosisReader(name, meanings, column.ids, column.site)


@dataclass(frozen=True)
class _StatusReader:
    """Reads whether the diagnosis is confirmed."""

    meanings: Mapping[str, str]
    hint: str = "add it to `values` as confirmed or unconfirmed"

    def knows(self, text: str) -> bool:
        return text in self.meanings

    def read(self, cell: Cell, draft: Draft) -> bool:
        status = self.meanings.get(key_of(text_of(cell)))
        if status is None:
            return False
        draft.confirmed = status == "confirmed"
        return True


def status_reader(column: DiagnosisStatusColumn) -> Reader:
    """Reader of a diagnosis's status."""
    return _StatusReader({key_of(text): status for text, status in column.values.items()} or STATUS)
