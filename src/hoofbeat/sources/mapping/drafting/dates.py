"""The columns of dates: birth and visit give the age; whether the day stands first is asked of them all."""

import re
from collections.abc import Mapping
from typing import Any

from hoofbeat.sources.mapping.profile import ColumnProfile, TableProfile
from hoofbeat.sources.mapping.shapes import date_forms
from hoofbeat.sources.mapping.suggestion import Roles, Suggestion, free_columns
from hoofbeat.sources.mapping.words import (
    AGE,
    BIRTH,
    DATE,
    DEATH,
    MEASURED_AT_BIRTH,
    RELATIVES,
    VISIT,
    YEAR_WORDS,
    name_words,
)
from hoofbeat.sources.table.dates import YEAR
from hoofbeat.standards.identity.column_names import words_of

_GLUED = re.compile(r"(fecha|fec|fch)([a-z]{3,})")


def find_dates(table: TableProfile, found: Roles) -> None:
    """Take all columns of dates: birth and visit, if the table has both; the others are left out."""
    dated: list[tuple[ColumnProfile, set[str], list[str]]] = []
    for column, named in free_columns(table, found):
        words = _date_words(column.name, named)
        forms = date_forms(column.texts, named=_names_date(words))
        if forms is not None:
            dated.append((column, words, forms))
    births = [(c, words) for c, words, _ in dated if words & BIRTH and not words & DEATH]
    birth = next((c for c, words in births if not words & RELATIVES), None)
    others = [(c, words) for c, words, _ in dated if c is not birth and not words & BIRTH]
    visit = next((c for c, words in others if words & VISIT), None)
    visit = visit or next((c for c, words in others if words & DEATH), None)
    visit = visit or next((c for c, words in others if words <= DATE | YEAR_WORDS), None)
    guessed = visit is None and birth is not None and not _has_age(table)
    if guessed:
        visit = next((c for c, _ in others), None)
    order = _Order({column.name: forms for column, _, forms in dated})
    pair = (birth, visit) if birth is not None and visit is not None else ()
    for column, _, forms in dated:
        if column not in pair:
            found.taken[column.name] = Suggestion("ignore", 0.9, "date")
            continue
        kind = "birth_date" if column is birth else "visit_date"
        form, sure, why = order.of(column.name, forms)
        entry: dict[str, Any] | str = {"kind": kind, "dates": [form]} if order.torn and form else kind
        if form == YEAR:
            sure, why = 0.6, "only years"
        if column is visit and guessed and sure > 0.6:
            sure, why = 0.6, "visit guessed"
        found.taken[column.name] = Suggestion(entry, sure, kind if why == "date" else why)
    settled = dict.fromkeys(
        form for column, _, forms in dated if column in pair if (form := order.of(column.name, forms)[0])
    )
    if settled and not order.torn:
        found.settings["dates"] = list(settled)


def _date_words(name: str, words: set[str]) -> set[str]:
    """The words of a name, those that are abbreviated with dots (``F.N.``) and those glued together (``FECNAC``)."""
    spoken = words | set(words_of(name))
    glued = (found for word in spoken if (found := _GLUED.fullmatch(word)))
    return spoken | {part for found in glued for part in found.groups()}


def _names_date(words: set[str]) -> bool:
    return bool(words & (DATE | BIRTH | YEAR_WORDS)) and not words & MEASURED_AT_BIRTH


def _has_age(table: TableProfile) -> bool:
    return any(set(name_words(column.name)) & AGE for column in table.columns)


class _Order:
    """Whether the day or the month stands first: one column whose dates leave no choice speaks for all.

    Attributes:
        torn: whether columns prove both, so that each needs its own form.
    """

    def __init__(self, columns: Mapping[str, list[str]]) -> None:
        self._proven = {
            forms[0][:2] for forms in columns.values() if len({form[:2] for form in forms}) == 1 and forms[0]
        }
        self._proven &= {"%d", "%m"}
        self.torn = len(self._proven) > 1

    def of(self, name: str, forms: list[str]) -> tuple[str, float, str]:
        """The form of a column (empty for ISO), how sure it is, and why."""
        orders = {form[:2] for form in forms}
        if "excel" in forms:
            return "excel", 0.6, "excel dates"
        if len(orders) == 1:
            return forms[0], 0.9, "date"
        if len(self._proven) == 1:
            order = next(iter(self._proven))
            return next((form for form in forms if form[:2] == order), forms[0]), 0.8, "date order"
        return forms[0], 0.6, "day or month"
