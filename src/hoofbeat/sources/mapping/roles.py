"""The columns that a table has once: who, when, how old, which sex, and the diagnosis."""

import re
from collections.abc import Iterable
from typing import Any

from hoofbeat.domain.case import MAX_AGE_YEARS
from hoofbeat.sources.mapping.identifying import ids, named_persons
from hoofbeat.sources.mapping.meanings import Meanings
from hoofbeat.sources.mapping.profile import ColumnProfile, TableProfile
from hoofbeat.sources.mapping.shapes import ages_together, date_form, is_months, is_yes_no, parted, sentinels
from hoofbeat.sources.mapping.suggestion import Roles, Suggestion
from hoofbeat.sources.mapping.words import (
    AGE,
    AGE_FILLERS,
    AGE_UNITS,
    BIRTH,
    DEATH,
    DIAGNOSIS,
    SEX,
    VISIT,
    name_words,
)
from hoofbeat.sources.table.cells import key_of
from hoofbeat.sources.table.draft import AGE_UNITS as PER_YEAR
from hoofbeat.sources.table.values import SEX as SEX_WORDS
from hoofbeat.standards.identifiers import find_identifiers

#: A diagnosis column has no more different labels than this, and so many rows for each on average.
_MOST_LABELS, _ROWS_PER_LABEL = 300, 2

#: So few labels may be rarer, in a column whose name says what it is.
_FEW_LABELS = 30

_FINAL = {"final", "egreso", "alta", "definitivo", "discharge", "principal", "confirmado", "confirmed", "main"}
_WORD = re.compile(r"[^\W\d_]{4}")
_DISEASE_ID = re.compile(r"(?:OMIM|ORPHA|MONDO|HBD|DECIPHER):\S+")


def roles(table: TableProfile, meanings: Meanings) -> Roles:
    """Find the columns that a table has once."""
    found = Roles(settings={"decimal": table.decimal})
    _dates(table, found)
    named_persons(table, found)
    _sex(table, found)
    _ages(table, found)
    ids(table, found)
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
