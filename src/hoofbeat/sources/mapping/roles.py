"""The columns that a table has once: who, when, how old, which sex, and the diagnosis."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from hoofbeat.sources.mapping.drafting.ages import find_ages
from hoofbeat.sources.mapping.drafting.codes import find_disease_codes
from hoofbeat.sources.mapping.drafting.dates import find_dates
from hoofbeat.sources.mapping.drafting.families import find_family
from hoofbeat.sources.mapping.drafting.lists import find_list_status, find_lists
from hoofbeat.sources.mapping.drafting.sex import find_sex
from hoofbeat.sources.mapping.drafting.status import find_status, leave_unsettled
from hoofbeat.sources.mapping.drafting.visits import fill_visits, find_visits
from hoofbeat.sources.mapping.meanings import Meanings
from hoofbeat.sources.mapping.profile import ColumnProfile, TableProfile
from hoofbeat.sources.mapping.shapes import is_months, is_yes_no, parted
from hoofbeat.sources.mapping.suggestion import Roles, Suggestion, free_columns
from hoofbeat.sources.mapping.words import (
    ABOUT,
    DIAGNOSIS,
    ID,
    IDENTIFYING,
    IDENTIFYING_NAMES,
    PATIENT,
    VISIT,
    is_code,
    name_words,
)
from hoofbeat.sources.table.labels import disease_ids
from hoofbeat.standards.identifiers import find_identifiers

#: A diagnosis column has no more different labels than this, and so many rows for each on average.
_MOST_LABELS, _ROWS_PER_LABEL = 300, 2

#: So few labels may be rarer, in a column whose name says what it is.
_FEW_LABELS = 30

_FINAL = {"final", "egreso", "alta", "definitivo", "discharge", "principal", "confirmado", "confirmed", "main"}
#: In a name, beside a word for diagnosis: about it, and not itself.
_WORD = re.compile(r"[^\W\d_]{4}")


def roles(table: TableProfile, meanings: Meanings) -> Roles:
    """Find the columns that a table has once."""
    found = Roles(settings={"decimal": table.decimal})
    find_visits(table, found)
    find_dates(table, found)
    _named_persons(table, found)
    find_sex(table, found)
    find_ages(table, found)
    find_lists(table, meanings, found)
    find_list_status(table, found)
    find_family(table, found)
    find_status(table, found)
    find_disease_codes(table, found)
    with _held(found, _of_diseases(table, found)):
        _ids(table, found)
    _diagnosis(table, meanings, found)
    leave_unsettled(found)
    fill_visits(table, found)
    return found


def _of_diseases(table: TableProfile, found: Roles) -> list[str]:
    """Columns of disease ids: each patient of a rare disease clinic has another, yet they name no case."""
    return [c.name for c, _ in free_columns(table, found) if all(disease_ids(text, known=True) for text in c.texts)]


@contextmanager
def _held(found: Roles, names: list[str]) -> Iterator[None]:
    """Keep columns out of sight for a while."""
    found.taken |= dict.fromkeys(names, Suggestion("ignore", 0.0, "empty"))
    yield
    for name in names:
        del found.taken[name]


def _named_persons(table: TableProfile, found: Roles) -> None:
    for column, words in free_columns(table, found):
        named = words & IDENTIFYING or " ".join(name_words(column.name)) in IDENTIFYING_NAMES
        if named and not is_yes_no(column.keys):
            found.taken[column.name] = Suggestion("ignore", 1.0, "names somebody")


def _ids(table: TableProfile, found: Roles) -> None:
    """The case id: a column that is filled and different in every row; by its name, else the first that looks so."""
    decimal = found.settings["decimal"]
    candidates = []
    for column, words in free_columns(table, found):
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
    for column, words in free_columns(table, found):
        repeated = not column.unique and len(column.texts) > 0.2 * column.filled
        named = bool(words & PATIENT) and not words & VISIT and len(words) <= 3 and not is_code(column.name)
        if named and repeated and all(" " not in text for text in column.texts):
            found.taken[column.name] = Suggestion("patient", 0.75, "patient")
            return


def _diagnosis(table: TableProfile, meanings: Meanings, found: Roles) -> None:
    best: tuple[tuple[bool, bool, bool, float, int], ColumnProfile] | None = None
    named_columns: list[ColumnProfile] = []
    for column, words in free_columns(table, found):
        labels, named = len(column.keys), bool(words & DIAGNOSIS) and not words & ABOUT
        numeric = sum(column.numbers(found.settings["decimal"]).values()) > 0.5 * column.texts.total()
        holds_ids = all(disease_ids(text, known=True) for text in column.texts)
        if is_yes_no(column.keys) or is_months(column.keys) or (labels < 2 and not (holds_ids or named)):
            continue
        if named:
            named_columns.append(column)
        if holds_ids:
            # Ids are labels however many there are: each patient of a rare disease clinic may have another.
            rank = True, bool(words & _FINAL), True, round(column.filled / table.rows, 1), labels
            best = (rank, column) if best is None or rank > best[0] else best
            continue
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
    if found.diagnosis is not None:
        best = None  # codes that name a disease count before labels
    for column in named_columns:
        if best is None or column is not best[1]:
            found.taken[column.name] = Suggestion("ignore", 0.6, "other diagnosis")
    if best is None:
        return
    column = best[1]
    found.diagnosis = column.name
    entry: dict[str, Any] = {"kind": "diagnosis"}
    if all(disease_ids(text, known=True) for text in column.texts):
        entry["ids"] = True
        found.taken[column.name] = Suggestion(entry, 0.95, "diagnosis ids")
        return
    known = {text: meanings.disease(text) for text in column.texts}
    entry["values"] = {text: disease.id if disease else "site" for text, disease in sorted(known.items())}
    listed = sum(disease is not None for disease in known.values())
    details = {"labels": len(column.keys), "listed": listed}
    found.taken[column.name] = Suggestion(entry, 0.9 if best[0][0] else 0.6, "diagnosis", details)
