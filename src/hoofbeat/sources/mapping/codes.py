"""Columns that hold the code of the diagnosis beside its label: ``CIE-10``, ``cod_dx``, ``OMIM``, ``ORPHAcode``."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hoofbeat.knowledge.vocabulary.disease_names import DiseaseNames
from hoofbeat.sources.mapping.labels import code_meaning, is_icd10
from hoofbeat.sources.mapping.profile import ColumnProfile, TableProfile
from hoofbeat.sources.mapping.words import DIAGNOSIS, MISSING_WORDS, name_words
from hoofbeat.terminology.spellings import parted as parted_id

#: Words of a column's name that tell the vocabulary of its codes.
_VOCABULARIES = {
    "ICD10": frozenset({"cie", "cie10", "icd", "icd10", "cid", "cid10", "cie10mc", "icd10cm"}),
    "OMIM": frozenset({"omim", "mim"}),
    "ORPHA": frozenset({"orpha", "orphanet", "orphacode", "orphanumber"}),
    "MONDO": frozenset({"mondo"}),
    "SNOMED": frozenset({"snomed", "sctid", "sct"}),
}
_CODE_WORDS = frozenset({"codigo", "cod", "code", "clave", "codes", "codigos"})

#: Share of the filled cells that must hold a code, and of a label's coded rows that must agree.
_MOST_CODES, _AGREE = 0.8, 0.8

#: Diagnoses one beside the other, as discharge registers have them.
_NUMBERED = re.compile(r"(?:d|dx|dg|diag|c|cie)[ _]?0*([1-9]\d?)", re.IGNORECASE)

#: In a column whose name says nothing, codes must begin with so many letters: families and beds share one.
_LETTERS = 3


@dataclass(frozen=True)
class CodeColumn:
    """A column of codes.

    Attributes:
        column: counts of the column.
        vocabulary: vocabulary of bare numbers, ``None`` where ids name their own.
        named: whether its name says that it is about the diagnosis.
    """

    column: ColumnProfile
    vocabulary: str | None
    named: bool

    def disease(self, text: str, names: DiseaseNames) -> str | None:
        """Id of the disease that a text of the column means, as the catalogue lists it where it does."""
        meant = code_meaning(text, self.vocabulary)
        listed = names.of_id(meant) if meant else None
        return listed.id if listed else meant


def numbered_codes(column: ColumnProfile) -> int | None:
    """The place of a column in a row of diagnoses that are codes: 1 for ``D1``, 2 for ``dx_02``; else ``None``."""
    found = _NUMBERED.fullmatch(column.name.strip())
    return int(found[1]) if found and column.texts and all(map(is_icd10, column.texts)) else None


def code_column(column: ColumnProfile) -> CodeColumn | None:
    """The column as one of codes, ``None`` if it is none.

    That a text looks like an ICD-10 code says little (``F20`` may be a family): either the name of the column says
    that codes of diagnoses stand there, or its codes come from several chapters and return in many rows.
    """
    words = set(name_words(column.name))
    vocabulary = next((name for name, spelt in _VOCABULARIES.items() if words & spelt), None)
    numbered = numbered_codes(column) is not None
    named = bool(words & DIAGNOSIS) or vocabulary is not None or numbered
    codes = [text for text in column.texts if _is_code(text, vocabulary)]
    if not codes or column.share(codes) < _MOST_CODES:
        return None
    spelt = sum(parted_id(text) is not None for text in codes)
    many = len({text.strip()[:1].upper() for text in codes}) >= _LETTERS and len(codes) * 2 <= column.filled
    if named or spelt == len(codes) or many or (words & _CODE_WORDS and len(codes) * 2 <= column.filled):
        return CodeColumn(column, vocabulary, named)
    return None


def _is_code(text: str, vocabulary: str | None) -> bool:
    digits = vocabulary not in (None, "ICD10") and text.strip().isdigit()
    found = parted_id(text)
    return digits or (found is not None and found[0] != "HP") or is_icd10(text)


@dataclass(frozen=True)
class Beside:
    """What the codes beside a label say.

    Attributes:
        diseases: ids of the diseases they mean, the most frequent first; one where nearly all agree.
        shared: whether labels that name other diseases bear the same code, so that it is a category of several.
    """

    diseases: tuple[str, ...] = ()
    shared: bool = False


def codes_beside(
    table: TableProfile,
    labels: ColumnProfile,
    codes: Iterable[CodeColumn],
    named: Mapping[str, str],
    names: DiseaseNames,
) -> tuple[dict[str, Beside], CodeColumn | None]:
    """What the codes of the best of several columns say of each folded label, and which column that is.

    The best is the one whose codes go with the labels most strictly.

    Args:
        table: counts of the table.
        labels: the column of the labels.
        codes: the columns of codes.
        named: folded label → id of the disease that its words surely name.
        names: disease names of the catalogue.
    """
    best: tuple[float, CodeColumn, defaultdict[str, Counter[str]]] | None = None
    wanted = set(name_words(labels.name))
    for column in codes:
        counted: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for label, code in zip(table.sampled(labels.name), table.sampled(column.column.name), strict=True):
            if label not in MISSING_WORDS and code not in MISSING_WORDS:
                counted[label][code] += 1
        rows = sum(codes_of.total() for codes_of in counted.values())
        if not rows:
            continue
        strict = sum(max(codes_of.values()) for codes_of in counted.values()) / rows
        score = round(strict, 2) + 0.01 * len(wanted & set(name_words(column.column.name)))
        if best is None or score > best[0]:
            best = score, column, counted
    if best is None:
        return {}, None
    _, column, counted = best
    users: defaultdict[str, set[str]] = defaultdict(set)
    for label, codes_of in counted.items():
        if label in named:
            users[codes_of.most_common(1)[0][0]].add(named[label])
    beside = {}
    for label, codes_of in counted.items():
        meant: Counter[str] = Counter()
        for code, count in codes_of.items():
            if (disease := column.disease(code, names)) is not None:
                meant[disease] += count
        ranked = [disease for disease, _ in meant.most_common()]
        if ranked and meant[ranked[0]] >= _AGREE * meant.total():
            ranked = ranked[:1] if meant[ranked[0]] >= codes_of.total() / 2 else []
        code = codes_of.most_common(1)[0][0]
        beside[label] = Beside(tuple(ranked), shared=bool(users[code] - set(ranked)))
    return beside, column
