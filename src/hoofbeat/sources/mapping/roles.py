"""The columns that a table has once: who, when, how old, which sex, and the diagnosis."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from hoofbeat.domain.case import MAX_AGE_YEARS
from hoofbeat.sources.mapping.meanings import Meanings
from hoofbeat.sources.mapping.profile import ColumnProfile, TableProfile
from hoofbeat.sources.mapping.shapes import ages_together, date_form, is_months, is_yes_no, parted, sentinels
from hoofbeat.sources.mapping.words import (
    AGE,
    AGE_FILLERS,
    AGE_UNITS,
    BIRTH,
    DEATH,
    DIAGNOSIS,
    ID,
    IDENTIFYING,
    IDENTIFYING_NAMES,
    PATIENT,
    SEX,
    VISIT,
    is_code,
    name_words,
)
from hoofbeat.sources.table.cells import key_of
from hoofbeat.sources.table.durations import PER_YEAR
from hoofbeat.sources.table.labels import SEX as SEX_WORDS
from hoofbeat.standards.identifiers import find_identifiers

#: A diagnosis column has no more different labels than this, and so many rows for each on average.
_MOST_LABELS, _ROWS_PER_LABEL = 300, 2

#: So few labels may be rarer, in a column whose name says what it is.
_FEW_LABELS = 30

_FINAL = {"final", "egreso", "alta", "definitivo", "discharge", "principal", "confirmado", "confirmed", "main"}
_WORD = re.compile(r"[^\W\d_]{4}")
_DISEASE_ID = re.compile(r"(?:OMIM|ORPHA|MONDO|HBD|DECIPHER):\S+")


@dataclass(frozen=True)
class Suggestion:
    """What a column probably means.

    Attributes:
        entry: as the mapping writes it.
        confidence: 0–1; below 0.7 a person should look.
        why: key of the reason.
        details: what the reason speaks of; never a patient's value.
    """

    entry: dict[str, Any] | str
    confidence: float
    why: str
    details: dict[str, Any] = field(default_factory=dict)


@dataclass
class Roles:
    """The columns found, the settings they ask for, and the name of the diagnosis column."""

    settings: dict[str, Any]
    taken: dict[str, Suggestion] = field(default_factory=dict)
    diagnosis: str | None = None


def roles(table: TableProfile, meanings: Meanings) -> Roles:
    """Find the columns that a table has once."""
    found = Roles(settings={"decimal": table.decimal})
    _dates(table, found)
    _named_persons(table, found)
    _sex(table, found)
    _ages(table, found)
    _ids(table, found)
    _diagnosis(table, meanings, found)
    return found


def _free(table: TableProfile, found: Roles) -> Iterable[tuple[ColumnProfile, set[str]]]:
    """Columns not taken yet that hold something, with the words of their names."""
    return [(c, set(name_words(c.name))) for c in table.columns if c.name not in found.taken and c.filled]


def _dates(table: TableProfile, found: Roles) -> None:
    dated = [(c, words, form) for c, words in _free(table, found) if (form := date_form(c.texts)) is not None]
    birth = next((c for c, words, _ in dated if words & BIRTH), None)
    others = [(c, words) for c, words, _ in dated if c is not birth and not words & BIRTH]
    visit = next((c for c, words in others if words & VISIT), None)
    visit = visit or next((c for c, words in others if words & DEATH), None)
    visit = visit or next((c for c, words in others if words <= {"fecha", "date", "fec"}), None)
    for column, _, (_, ambiguous) in dated:
        sure = 0.6 if ambiguous else 0.9
        if birth is not None and visit is not None and column in (birth, visit):
            kind = "birth_date" if column is birth else "visit_date"
            found.taken[column.name] = Suggestion(kind, sure, "day or month" if ambiguous else kind)
        else:
            found.taken[column.name] = Suggestion("ignore", 0.9, "date")
    forms = dict.fromkeys(form for column, _, (form, _) in dated if form and column in (birth, visit))
    if forms and birth is not None and visit is not None:
        found.settings["dates"] = list(forms)


def _named_persons(table: TableProfile, found: Roles) -> None:
    for column, words in _free(table, found):
        named = words & IDENTIFYING or " ".join(name_words(column.name)) in IDENTIFYING_NAMES
        if named and not is_yes_no(column.keys):
            found.taken[column.name] = Suggestion("ignore", 1.0, "names somebody")


def _sex(table: TableProfile, found: Roles) -> None:
    best: tuple[ColumnProfile, bool] | None = None
    for column, _ in _free(table, found):
        named = " ".join(name_words(column.name)) in SEX
        spelt = len(column.keys) > 1 and all(len(key) > 3 and key in SEX_WORDS for key in column.keys)
        if (named or spelt) and len(column.keys) <= 8 and (best is None or (named and not best[1])):
            best = column, named
    if best is None:
        return
    column = best[0]
    keys = set(column.keys)
    coded = {"1": "male", "2": "female", "0": "female"} if keys & {"1", "2", "0"} else {}
    if keys <= {"h", "m"} and "h" in keys:
        coded = {"h": "male", "m": "female"}
    values = {text: coded.get(key_of(text)) or _sex_of(key_of(text)) for text in column.texts}
    sure = 0.55 if coded and "h" not in keys else 0.95
    found.taken[column.name] = Suggestion({"kind": "sex", "values": values}, sure, "sex")


def _sex_of(key: str) -> str:
    return SEX_WORDS[key].value if key in SEX_WORDS else "unknown"


def _ages(table: TableProfile, found: Roles) -> None:
    decimal = found.settings["decimal"]
    aged: dict[str, str] = {}
    for column, words in _free(table, found):
        units = [unit for unit, spelt in AGE_UNITS.items() if words & spelt]
        rest = words - AGE - AGE_FILLERS - {word for spelt in AGE_UNITS.values() for word in spelt}
        numbers = column.numbers(decimal)
        if not words & AGE or rest or sum(numbers.values()) < 0.8 * column.texts.total():
            continue
        # "y" joins words in Spanish; a unit that is spelt out counts before it.
        unit = next((unit for unit in reversed(units) if words & AGE_UNITS[unit] - {"y", "d", "h", "m"}), None)
        unit = unit or (units[-1] if units else "years")
        if unit in aged.values():
            continue
        marks = sentinels(numbers)
        entry: dict[str, Any] = {"kind": "age", "unit": unit}
        if marks:
            entry["missing"] = [f"{mark:g}" for mark in marks]
        fitting = [n for n in numbers if n not in marks and 0 <= n / PER_YEAR[unit] <= MAX_AGE_YEARS]
        if len(fitting) + len(marks) < len(numbers) or sum(numbers.values()) < column.texts.total():
            entry["unknown"] = "missing"
        aged[column.name] = unit
        found.taken[column.name] = Suggestion(entry, 0.9 if units else 0.7, "age", {"unit": unit})
    if len(aged) > 1:
        found.settings["ages"] = ages_together(table, {name: PER_YEAR[unit] for name, unit in aged.items()}, decimal)


def _ids(table: TableProfile, found: Roles) -> None:
    """The case id: a column that is filled and different in every row; by its name, else the first that looks so."""
    decimal = found.settings["decimal"]
    candidates = []
    for column, words in _free(table, found):
        if not column.unique or column.filled < table.rows or table.rows < 2:
            continue
        numbers = column.numbers(decimal)
        texts = list(column.texts)
        if any(not number.is_integer() for number in numbers) or any(" " in text or len(text) > 40 for text in texts):
            continue
        name = name_words(column.name)
        named = bool(words & (ID | PATIENT)) or any(word.endswith("id") and len(word) < 8 for word in name)
        candidates.append((column, named))
    candidates.sort(key=lambda candidate: not candidate[1])
    for place, (column, named) in enumerate(candidates):
        if place == 0:
            found.taken[column.name] = Suggestion("id", 0.95 if named else 0.8, "id")
        elif named or not column.numbers(decimal):
            found.taken[column.name] = Suggestion("ignore", 0.7, "second id")
    for column, words in _free(table, found):
        repeated = not column.unique and len(column.texts) > 0.2 * column.filled
        named = bool(words & PATIENT) and not words & VISIT and len(words) <= 3 and not is_code(column.name)
        if named and repeated and all(" " not in text for text in column.texts):
            found.taken[column.name] = Suggestion("patient", 0.75, "patient")
            return


def _diagnosis(table: TableProfile, meanings: Meanings, found: Roles) -> None:
    best: tuple[tuple[bool, bool, bool, float, int], ColumnProfile] | None = None
    named_columns = []
    for column, words in _free(table, found):
        labels, named = len(column.keys), bool(words & DIAGNOSIS)
        numeric = sum(column.numbers(found.settings["decimal"]).values()) > 0.5 * column.texts.total()
        if is_yes_no(column.keys) or is_months(column.keys) or labels < 2:
            continue
        if named:
            named_columns.append(column)
        few = labels * _ROWS_PER_LABEL > column.filled and not (named and labels <= _FEW_LABELS)
        if labels > _MOST_LABELS or few or find_identifiers(column.texts):
            continue
        if not named and (numeric or labels < 5 or parted(column)[0]):
            continue
        worded = sum(_WORD.search(text) is not None for text in column.texts) > 0.5 * labels
        filled = round(column.filled / table.rows, 1)
        rank = (named and not numeric, bool(words & _FINAL), worded, filled, labels)
        if best is None or rank > best[0]:
            best = rank, column
    for column in named_columns:
        if best is None or column is not best[1]:
            found.taken[column.name] = Suggestion("ignore", 0.6, "other diagnosis")
    if best is None:
        return
    column = best[1]
    found.diagnosis = column.name
    entry: dict[str, Any] = {"kind": "diagnosis"}
    if all(_DISEASE_ID.fullmatch(text) for text in column.texts):
        entry["ids"] = True
        found.taken[column.name] = Suggestion(entry, 0.95, "diagnosis ids")
        return
    known = {text: meanings.disease(text) for text in column.texts}
    entry["values"] = {text: disease.id if disease else "site" for text, disease in sorted(known.items())}
    listed = sum(disease is not None for disease in known.values())
    details = {"labels": len(column.keys), "listed": listed}
    found.taken[column.name] = Suggestion(entry, 0.9 if best[0][0] else 0.6, "diagnosis", details)
