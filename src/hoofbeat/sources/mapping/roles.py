"""The columns that a table has once: who, when, how old, which sex, and the diagnosis."""

from collections.abc import Iterable
from typing import Any

from hoofbeat.domain.case import MAX_AGE_YEARS
from hoofbeat.sources.mapping.diagnoses import diagnoses
from hoofbeat.sources.mapping.identifying import ids, named_persons
from hoofbeat.sources.mapping.meanings import Meanings
from hoofbeat.sources.mapping.profile import ColumnProfile, TableProfile
from hoofbeat.sources.mapping.shapes import ages_together, date_form, sentinels
from hoofbeat.sources.mapping.suggestion import Roles, Suggestion
from hoofbeat.sources.mapping.words import (
    AGE,
    AGE_FILLERS,
    AGE_UNITS,
    BIRTH,
    DEATH,
    SEX,
    VISIT,
    name_words,
)
from hoofbeat.sources.table.cells import key_of
from hoofbeat.sources.table.draft import AGE_UNITS as PER_YEAR
from hoofbeat.sources.table.values import SEX as SEX_WORDS


def roles(table: TableProfile, meanings: Meanings) -> Roles:
    """Find the columns that a table has once."""
    found = Roles(settings={"decimal": table.decimal})
    _dates(table, found)
    named_persons(table, found)
    _sex(table, found)
    _ages(table, found)
    ids(table, found)
    told = diagnoses(table, (column for column, _ in _free(table, found)), meanings.diseases, found.settings["decimal"])
    found.taken |= told.taken
    found.diagnosis = told.column
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
