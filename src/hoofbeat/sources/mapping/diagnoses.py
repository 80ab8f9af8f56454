"""The column of the diagnosis, and which disease of the catalogue each of its labels is.

A code beside a label decides where the words do not; what the words surely name stays, and a code that says something
else makes the line one to look at. What only resembles a disease of the catalogue stays a disease of the site, with
the candidate named.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from hoofbeat.domain.disease import Disease
from hoofbeat.knowledge.vocabulary.disease_names import SURE, DiseaseNames, How
from hoofbeat.sources.doubt import is_unsettled
from hoofbeat.sources.folding import key_of
from hoofbeat.sources.mapping.codes import Beside, CodeColumn, code_column, codes_beside, numbered_codes
from hoofbeat.sources.mapping.labels import Label, read_label
from hoofbeat.sources.mapping.profile import ColumnProfile, TableProfile
from hoofbeat.sources.mapping.shapes import is_months, is_yes_no, parted
from hoofbeat.sources.mapping.suggestion import UNSURE, Note, Suggestion
from hoofbeat.sources.mapping.words import ABOUT, DIAGNOSIS, OTHERS_OR_BEFORE, name_words
from hoofbeat.sources.table.readers.labels import disease_ids
from hoofbeat.sources.table.readers.statuses import STATUS as STATUSES
from hoofbeat.standards.identity.identifiers import find_identifiers

#: A diagnosis column has no more different labels than this, and so many rows for each on average.
_MOST_LABELS, _ROWS_PER_LABEL = 300, 2

#: From so many labels on, a column whose name says nothing may be one of diagnoses; of fewer, all must be known.
_WORDS_ALONE = 5

#: So few labels may be rarer, in a column whose name says what it is.
_FEW_LABELS = 30

_FINAL = {"final", "egreso", "alta", "definitivo", "discharge", "principal", "confirmado", "confirmed", "main"}
_OTHER = {
    "ingreso",
    "admision",
    "admission",
    "secundario",
    "secundaria",
    "secondary",
    "presuntivo",
    "provisional",
    "previo",
} | {"relacionado", "asociado", "comorbilidad", "comorbilidades", "familiar", "family", "madre", "padre", "2", "3"}
_WORD = re.compile(r"[^\W\d_]{4}")


@dataclass(frozen=True)
class Diagnoses:
    """What was found: the name of the diagnosis column, and every column that this settles."""

    column: str | None
    taken: dict[str, Suggestion]


def diagnoses(table: TableProfile, free: Iterable[ColumnProfile], names: DiseaseNames, decimal: str) -> Diagnoses:
    """Find the diagnosis among the columns that are still free.

    Args:
        table: what was counted.
        free: columns not taken by something else, with at least one filled cell.
        names: of the catalogue's diseases.
        decimal: mark of the table's numbers.
    """
    columns = list(free)
    codes = {column.name: code for column in columns if (code := code_column(column)) is not None}
    best: tuple[tuple[bool, bool, bool, bool, float, int], ColumnProfile] | None = None
    about: list[ColumnProfile] = []
    for column in columns:
        words, labels, code = set(name_words(column.name)), len(column.keys), codes.get(column.name)
        named = (bool(words & DIAGNOSIS) and not words & ABOUT) or (code is not None and code.named)
        numeric = code is None and sum(column.numbers(decimal).values()) > 0.5 * column.texts.total()
        ids = _are_ids(column)
        if is_yes_no(column.keys) or is_months(column.keys) or (labels < 2 and not (ids or named)):
            continue
        if sum(key in STATUSES for key in column.keys) > 0.5 * labels:
            continue  # it says how sure a diagnosis is, not which
        if named:
            about.append(column)
        few = labels * _ROWS_PER_LABEL > column.filled and not (named and labels <= _FEW_LABELS)
        if not ids and (labels > _MOST_LABELS or few or find_identifiers(column.texts)):
            continue
        worded = sum(_WORD.search(text) is not None for text in column.texts) > 0.5 * labels
        if words & OTHERS_OR_BEFORE and not named and labels < _WORDS_ALONE:
            continue
        if not named and labels < _WORDS_ALONE and (numeric or not (code or _all_known(column, names))):
            continue
        if not named and (numeric or parted(column)[0] or not (worded or code)):
            continue
        filled = round(column.filled / table.rows, 1)
        if words & DIAGNOSIS and words & {"estado", "status", "activo", "active", "condicion"}:
            continue  # about a diagnosis, whatever it says of it
        further = words & _OTHER or (numbered_codes(column) or 1) > 1
        rank = (named and not numeric, not further, bool(words & _FINAL), worded, filled, labels)
        if best is None or rank > best[0]:
            best = rank, column
    taken = {column.name: Suggestion("ignore", 0.6, "other diagnosis") for column in about}
    if best is None:
        return Diagnoses(None, taken)
    column, named = best[1], best[0][0]
    others = [code for name, code in codes.items() if name != column.name]
    taken[column.name], beside = _suggestion(table, column, codes.get(column.name), others, names)
    if not named:
        taken[column.name] = taken[column.name].at_most(0.6)
    if beside is not None:
        taken[beside.column.name] = Suggestion("ignore", 0.9, "diagnosis code", {"column": column.name})
    return Diagnoses(column.name, taken)


def _suggestion(
    table: TableProfile,
    column: ColumnProfile,
    own: CodeColumn | None,
    codes: list[CodeColumn],
    names: DiseaseNames,
) -> tuple[Suggestion, CodeColumn | None]:
    """What each label becomes, and the column of codes that helped."""
    if _are_ids(column):
        return Suggestion({"kind": "diagnosis", "ids": True}, 0.95, "diagnosis ids"), None
    if own is not None:
        choices = {text: _coded(text, own.disease(text, names), names) for text in column.texts}
        beside = None
    else:
        labels = {text: read_label(text, names) for text in column.texts}
        sure = {
            key_of(text): label.naming.candidates[0].id for text, label in labels.items() if label.naming.how in SURE
        }
        said, beside = codes_beside(table, column, codes, sure, names)
        choices = {text: choice(label, said.get(key_of(text), Beside()), names) for text, label in labels.items()}
    values: dict[str, str] = {}
    notes: dict[str, Note] = {}
    for text, (value, note) in sorted(choices.items()):
        values[text] = value
        if note is not None:
            notes[text] = note
    entry: dict[str, Any] = {"kind": "diagnosis", "values": values}
    details: dict[str, Any] = {
        "labels": len(column.keys),
        "listed": sum(value not in ("site", "ignore") for value in values.values()),
    }
    unsure = [note for note in notes.values() if note.confidence < UNSURE]
    if not unsure:
        return Suggestion(entry, 0.9, "diagnosis", details, notes), beside
    named = dict.fromkeys(str(note.details["candidates"]) for note in unsure if note.details.get("candidates"))
    details |= {"open": len(unsure), "candidates": "; ".join(list(named)[:3]) or "-"}
    return Suggestion(entry, min(n.confidence for n in unsure), "diagnosis open", details, notes), beside


def _all_known(column: ColumnProfile, names: DiseaseNames) -> bool:
    """Whether every text is surely the name of a disease of the catalogue."""
    return all(read_label(text, names).naming.how in SURE for text in column.texts)


def _are_ids(column: ColumnProfile) -> bool:
    """Whether every cell holds ids of diseases: however many there are, each patient of a clinic may have another."""
    return all(disease_ids(text, known=True) for text in column.texts)


def _coded(text: str, meant: str | None, names: DiseaseNames) -> tuple[str, Note | None]:
    """A code that stands alone, or with a word of doubt."""
    if is_unsettled(text):
        return "ignore", Note(0.5, "doubtful", {"candidates": _told(filter(None, [names.of_id(meant or "")]))})
    if meant is None:
        return "site", None
    listed = names.of_id(meant)
    return meant, Note(0.9, "by code", {"candidates": _told([listed])}) if listed else None


def choice(label: Label, beside: Beside, names: DiseaseNames) -> tuple[str, Note | None]:
    """The meaning of one label, and why, where that is not plain from its name."""
    naming = label.naming
    coded = [disease for any_id in _codes(label, beside) if (disease := names.of_id(any_id)) is not None]
    by_code = coded[0] if len(coded) == 1 else None
    if label.doubtful:
        return "ignore", Note(0.5, "doubtful", {"candidates": _told(coded or naming.candidates)})
    if naming.how in SURE:
        named = naming.candidates[0]
        if by_code is None or by_code is named or names.is_part(named, by_code):
            return named.id, None
        if names.is_part(by_code, named):
            return by_code.id, Note(0.6, "code is narrower", {"candidates": _told([by_code, named])})
        return named.id, Note(0.6, "code differs", {"candidates": _told([named, by_code])})
    if by_code is not None:
        agrees = by_code in naming.candidates or not naming.candidates
        if beside.shared and by_code not in naming.candidates:
            return "site", Note(0.5, "code of several", {"candidates": _told([by_code])})
        if agrees or naming.how is How.RESEMBLES:
            return by_code.id, Note(0.85, "by code", {"candidates": _told([by_code])})
        return by_code.id, Note(0.6, "code differs", {"candidates": _told([by_code, *naming.candidates])})
    if naming.disease is not None:
        return naming.disease.id, Note(0.6, str(naming.how), {"candidates": _told([naming.disease])})
    candidates = coded if len(coded) > 1 else list(dict.fromkeys((*coded, *naming.candidates)))
    if candidates:
        how = How.SEVERAL if len(coded) > 1 or naming.how is How.SEVERAL else How.RESEMBLES
        return "site", Note(0.55, str(how), {"candidates": _told(candidates)})
    return "site", None


def _codes(label: Label, beside: Beside) -> tuple[str, ...]:
    """What the codes say: the one in the cell itself counts before the column of codes."""
    return (label.coded,) if label.coded else beside.diseases


def _told(diseases: Iterable[Disease]) -> str:
    """Diseases as a reason names them, at most three."""
    return ", ".join(f"{disease.id} ({disease.names.best('es')})" for disease in list(diseases)[:3])
