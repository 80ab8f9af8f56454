"""Typed readers of the tables that ship with the package (``knowledge/data/*.tsv``).

Each file starts with ``#`` lines that name source and licence, then a header row; a cell that holds several values
separates them by ``;``.
"""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from hoofbeat.domain.disease import PrevalenceClass
from hoofbeat.terminology import tables as terminology


class CrosswalkRow(NamedTuple):
    """What one DDXPlus answer means. ``finding_id`` is empty if, and only if, ``decision`` is ``left-out``.

    ``value`` is empty for a yes/no evidence, a code (``V_25``), or a range of a scale, both ends included (``7-10``).
    ``decision`` is ``mapped`` (HPO term), ``history`` (item of ours) or ``left-out``.
    """

    evidence: str
    value: str
    finding_id: str
    decision: str
    note: str

    @property
    def tokens(self) -> tuple[str, ...]:
        """The evidences of this row as the release writes them (``E_91``, ``E_55_@_V_25``, ``E_56_@_7``)."""
        if not self.value:
            return (self.evidence,)
        if self.value.startswith("V_"):
            return (f"{self.evidence}_@_{self.value}",)
        low, _, high = self.value.partition("-")
        return tuple(f"{self.evidence}_@_{number}" for number in range(int(low), int(high or low) + 1))


class Crosswalk:
    """From DDXPlus evidences to findings."""

    def __init__(self, rows: tuple[CrosswalkRow, ...]) -> None:
        self.rows = rows
        self._findings: dict[str, tuple[str, ...]] = {}
        for row in rows:
            implied = (row.finding_id,) if row.finding_id else ()
            for token in row.tokens:
                self._findings[token] = self._findings.get(token, ()) + implied

    def findings(self, evidence_token: str) -> tuple[str, ...]:
        """Ids of the findings an evidence implies; empty for one left out.

        Raises:
            KeyError: the release has no such evidence, or the evidence no such value.
        """
        return self._findings[evidence_token]

    def tokens(self) -> tuple[str, ...]:
        """Every evidence of the release, left out or not, in the order of the table."""
        return tuple(self._findings)


class HistoryItem(NamedTuple):
    """A finding of ours (``HB:…``) that no HPO phenotype names."""

    id: str
    name: str
    name_es: str


class CommonDisease(NamedTuple):
    """A pathology of DDXPlus as an entry of the catalogue.

    ``ddxplus`` is its name in the release; ``severity`` runs from 1 (most severe) to 5; ``prior`` is its share of the
    ``n`` simulated training patients; ``age_mean`` and ``age_sd`` are in years.
    """

    id: str
    ddxplus: str
    name: str
    name_es: str
    icd10: tuple[str, ...]
    equivalents: tuple[str, ...]
    orphan: bool
    severity: int
    prior: float
    p_female: float
    age_mean: float
    age_sd: float
    n: int


class CommonProfileRow(NamedTuple):
    """How often a common disease shows a finding, among ``n_patients`` simulated patients."""

    disease_id: str
    finding_id: str
    frequency: float
    n_patients: int
    reference: str


class Broader(NamedTuple):
    """A disease (``OMIM:…``) and an Orphanet entry that it is a part of."""

    narrow: str
    broad: str


class BoundTitle(NamedTuple):
    """How the titles of orphan diseases begin that only one sex has; ``pregnancy`` is ``required`` or empty."""

    begins: str
    female: float
    pregnancy: str


class TranslatedTerm(NamedTuple):
    """Spanish name and synonyms of an HPO term."""

    id: str
    name_es: str
    synonyms_es: tuple[str, ...]


class SpanishDisease(NamedTuple):
    """What a disease is called in Spanish.

    ``name_es`` is empty for a common disease, whose own table names it, and where only ``near`` is given: names of
    something that the catalogue has no entry for, and this one stands nearest to.
    """

    id: str
    name_es: str
    synonyms_es: tuple[str, ...]
    abbreviations: tuple[str, ...]
    near: tuple[str, ...]


class EnglishDisease(NamedTuple):
    """What a common disease is called in everyday English; the columns as those of :class:`SpanishDisease`."""

    id: str
    synonyms_en: tuple[str, ...]
    abbreviations: tuple[str, ...]
    near: tuple[str, ...]


class DiseaseSynonyms(NamedTuple):
    """What else a disease of the catalogue is called in English."""

    id: str
    synonyms: tuple[str, ...]


@cache
def crosswalk() -> Crosswalk:
    """The reviewed mapping of DDXPlus evidences to findings."""
    return Crosswalk(tuple(CrosswalkRow(*cells) for cells in _read("crosswalk", CrosswalkRow._fields)))


def history() -> tuple[HistoryItem, ...]:
    """The history items, by id."""
    return tuple(HistoryItem(*cells) for cells in _read("history", HistoryItem._fields))


def common_diseases() -> tuple[CommonDisease, ...]:
    """The common diseases, in the order of the DDXPlus release."""
    return tuple(
        CommonDisease(
            id=cells[0],
            ddxplus=cells[1],
            name=cells[2],
            name_es=cells[3],
            icd10=_several(cells[4]),
            equivalents=_several(cells[5]),
            orphan=cells[6] == "true",
            severity=int(cells[7]),
            prior=float(cells[8]),
            p_female=float(cells[9]),
            age_mean=float(cells[10]),
            age_sd=float(cells[11]),
            n=int(cells[12]),
        )
        for cells in _read("common_diseases", CommonDisease._fields)
    )


@cache
def ddxplus_names() -> dict[str, str]:
    """Name in the DDXPlus release of each of its pathologies, by id."""
    return {disease.id: disease.ddxplus for disease in common_diseases()}


def common_profiles() -> tuple[CommonProfileRow, ...]:
    """The profiles of the common diseases, by disease and finding."""
    return tuple(
        CommonProfileRow(disease, finding, float(frequency), int(patients), reference)
        for disease, finding, frequency, patients, reference in _read("common_profiles", CommonProfileRow._fields)
    )


def broader() -> tuple[Broader, ...]:
    """Which disease is a part of which Orphanet entry; a disease may be part of several."""
    return tuple(Broader(*cells) for cells in _read("broader", Broader._fields))


@cache
def bound_titles() -> tuple[BoundTitle, ...]:
    """Beginnings of the titles of orphan diseases that only one sex has."""
    rows = _read("bound_titles", BoundTitle._fields)
    return tuple(BoundTitle(begins, float(female), pregnancy) for begins, female, pregnancy in rows)


def orphanet_prevalence() -> dict[str, PrevalenceClass]:
    """Point-prevalence class of each ``ORPHA:…`` that has one."""
    return {orpha: PrevalenceClass(text) for orpha, text in _read("orphanet_prevalence", ("orpha_id", "prevalence"))}


def icd10() -> dict[str, tuple[str, ...]]:
    """ICD-10 codes of each rare disease (``OMIM:…``, ``ORPHA:…``) that has an exact match."""
    return {disease: _several(codes) for disease, codes in _read("icd10", ("disease_id", "icd10"))}


def lexicon_es() -> tuple[TranslatedTerm, ...]:
    """Spanish names of the HPO terms a physician is most likely to type, by id."""
    return tuple(
        TranslatedTerm(id_, name, _several(synonyms))
        for id_, name, synonyms in _read("lexicon_es", TranslatedTerm._fields)
    )


@cache
def translated_es() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Spanish name and further names of findings beyond :func:`lexicon_es`, by id: labels of the HPO translations."""
    named: dict[str, list[str]] = {}
    for id_, name in _read("translated_es", ("id", "name")):
        named.setdefault(id_, []).append(name)
    return {id_: (names[0], tuple(names[1:])) for id_, names in named.items()}


@cache
def disease_names_es() -> tuple[SpanishDisease, ...]:
    """The reviewed Spanish names of diseases, by id."""
    return tuple(
        SpanishDisease(cells[0], cells[1], *map(_several, cells[2:]))
        for cells in _read("disease_names_es", SpanishDisease._fields)
    )


@cache
def disease_names_en() -> tuple[EnglishDisease, ...]:
    """The reviewed English everyday names of common diseases, by id."""
    return tuple(
        EnglishDisease(cells[0], *map(_several, cells[1:]))
        for cells in _read("disease_names_en", EnglishDisease._fields)
    )


@cache
def disease_synonyms() -> tuple[DiseaseSynonyms, ...]:
    """English synonyms of the catalogue's diseases, by id."""
    return tuple(
        DiseaseSynonyms(id_, _several(names)) for id_, names in _read("disease_synonyms", DiseaseSynonyms._fields)
    )


def _several(cell: str) -> tuple[str, ...]:
    return tuple(cell.split(";")) if cell else ()


def _read(table: str, columns: tuple[str, ...]) -> Iterator[list[str]]:
    """Yield the cells of each row.

    Raises:
        KnowledgeError: the header is not ``columns``, or a row has more or fewer cells.
    """
    return terminology.read_table("hoofbeat.knowledge", table, columns)


#: For the modules of this package that keep tables of their own.
read_table = _read
