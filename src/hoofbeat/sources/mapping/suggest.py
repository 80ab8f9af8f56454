"""Drafts a mapping: what each column of a table probably means, how sure that is, and why."""

from dataclasses import dataclass, field
from typing import Any

from hoofbeat.sources.mapping.answers import answers
from hoofbeat.sources.mapping.identifying import guarded
from hoofbeat.sources.mapping.meanings import Meanings
from hoofbeat.sources.mapping.profile import ColumnProfile, TableProfile
from hoofbeat.sources.mapping.quantities import is_pressure, measurement
from hoofbeat.sources.mapping.roles import roles
from hoofbeat.sources.mapping.shapes import (
    coded_yes_no,
    date_form,
    is_months,
    is_years,
    is_yes_no,
    parted,
    parts_of_dates,
    sentinels,
    tells,
)
from hoofbeat.sources.mapping.suggestion import Roles, Suggestion
from hoofbeat.sources.mapping.words import FREE_TEXT, PLACE, SYMPTOM_LIST, is_code, name_words
from hoofbeat.sources.table.cells import YES, is_bound, key_of, number_of
from hoofbeat.standards.identifiers import find_identifiers

#: A column with at most so many different texts is a category; integers are one up to so many values.
_MOST_VALUES, _MOST_CODES = 30, 6

#: From this share of yes and no on, the other answers of a column count as not known.
_MOSTLY = 0.85

#: From so many columns coded 1 and 2 on, the table is taken to mean yes and no by it.
_CONVENTION = 10


@dataclass
class Drafted:
    """A drafted mapping.

    Attributes:
        settings: of the whole table (``decimal``, ``dates``, ``missing`` …).
        columns: one suggestion for each column, in the order of the file.
    """

    settings: dict[str, Any] = field(default_factory=dict)
    columns: dict[str, Suggestion] = field(default_factory=dict)


def suggest(table: TableProfile, meanings: Meanings) -> Drafted:
    """Draft the mapping of a table.

    Args:
        table: what was counted.
        meanings: looks names up.
    """
    found = roles(table, meanings)
    drafted = Drafted(settings=found.settings)
    rest = _Rest(table, meanings, found)
    for column in table.columns:
        made = found.taken.get(column.name) or rest.suggestion(column)
        drafted.columns[column.name] = guarded(table, column, made, found)
    marks = dict.fromkeys(mark for column in table.columns for mark in column.missing)
    drafted.settings["missing"] = sorted({"", *marks}, key=lambda mark: (mark != "", key_of(mark), mark))
    return drafted


class _Rest:
    """Columns that are no id, no demographic and not the diagnosis."""

    def __init__(self, table: TableProfile, meanings: Meanings, found: Roles) -> None:
        self._table = table
        self._meanings = meanings
        self._found = found
        self._decimal = found.settings["decimal"]
        self._dates = parts_of_dates(table, self._decimal)
        coded = sum("2" in column.keys and coded_yes_no(column.keys) is not None for column in table.columns)
        self._one_two = coded >= _CONVENTION

    def suggestion(self, column: ColumnProfile) -> Suggestion:
        """What a column means, by the first rule that applies."""
        if not column.filled:
            return Suggestion("ignore", 1.0, "empty")
        if self._found.diagnosis and tells(self._table, column.name, self._found.diagnosis):
            return Suggestion("ignore", 0.6, "repeats", {"column": self._found.diagnosis})
        for rule in (self._date, self._yes_no, self._identifier, self._number, self._texts):
            made = rule(column)
            if made is not None:
                return made
        return Suggestion("text", 0.7, "free text", {"count": len(column.texts)})

    def _date(self, column: ColumnProfile) -> Suggestion | None:
        if column.name in self._dates or date_form(column.texts) or is_months(column.keys):
            return Suggestion("ignore", 0.9, "date")
        return None

    def _yes_no(self, column: ColumnProfile) -> Suggestion | None:
        entry: dict[str, Any] = {}
        sure = 1.0
        if is_yes_no(column.keys):
            # Only ever ticked, else blank: blank says no.
            if "" in column.missing and set(column.keys) <= YES:
                entry = {"yes": list(column.texts), "no": [""]}
                sure = 0.8
        elif (codes := coded_yes_no(column.keys)) and ("2" not in column.keys or self._one_two):
            entry = {"yes": codes[0], "no": codes[1]} | ({"missing": codes[2]} if codes[2] else {})
            sure = 0.6
        elif column.share(text for text in column.texts if is_yes_no([key_of(text)])) >= _MOSTLY:
            # A few answers of another kind ("sometimes", "cannot tell"): nothing is learnt from them.
            entry = {"missing": [text for text in column.texts if not is_yes_no([key_of(text)])]}
            sure = 0.6
            if len(entry["missing"]) > _MOST_VALUES or find_identifiers(entry["missing"]):
                return None
        else:
            return None
        same, near = (None, None) if is_code(column.name) else self._meanings.finding(column.name)
        if same is not None:
            details = {"name": same.name_es or same.name, "id": same.id, "matched": same.matched}
            return Suggestion({"kind": "finding", "id": same.id, **entry}, min(sure, 0.95), "finding", details)
        feature = {"kind": "site_feature", "type": "yes_no", **entry}
        if near is not None:
            details = {"id": near.id, "name": near.name_es or near.name}
            return Suggestion(feature, min(sure, 0.65), "near finding", details)
        return Suggestion(feature, sure, "ticked" if sure == 0.8 else "yes no")

    def _identifier(self, column: ColumnProfile) -> Suggestion | None:
        kinds = find_identifiers(column.texts)
        if sum(kinds.values()) >= 0.2 * len(column.texts) and not column.numbers(self._decimal):
            return Suggestion("ignore", 0.9, "identifies", {"kind": ", ".join(sorted(kinds))})
        return None

    def _number(self, column: ColumnProfile) -> Suggestion | None:
        if not is_code(column.name) and is_pressure(column.name, column.texts):
            entry = {"kind": "measurement", "loinc": ["8480-6", "8462-4"], "separator": "/", "unit": "mm[Hg]"}
            return Suggestion(entry, 0.9, "pressure")
        numbers = column.numbers(self._decimal)
        limits = sum(count for text, count in column.texts.items() if is_bound(text))
        counted = column.texts.total() - limits
        if not numbers or sum(numbers.values()) < 0.95 * counted:
            return None
        marks = sentinels(numbers)
        kept = {number: count for number, count in numbers.items() if number not in marks}
        extra: dict[str, Any] = {"missing": [f"{mark:g}" for mark in marks]} if marks else {}
        if sum(numbers.values()) < counted:
            extra["unknown"] = "missing"
        guess = measurement(column.name, kept)
        if guess is not None:
            entry = {"kind": "measurement", "loinc": guess.analyte.code, "unit": guess.unit, **extra}
            details = {"name": guess.analyte.name_es, "unit": guess.unit}
            return Suggestion(entry, 0.9 if guess.sure else 0.6, "measurement", details)
        if is_years(kept):
            return Suggestion("ignore", 0.8, "date")
        if len(kept) == 1:
            return Suggestion("ignore", 0.8, "constant")
        if len(kept) <= _MOST_CODES and all(number.is_integer() for number in kept):
            values = [text for text in column.texts if number_of(text, self._decimal) in kept]
            feature = {"kind": "site_feature", "type": "category", "values": sorted(values), **extra}
            return Suggestion(feature, 0.6, "codes", {"count": len(values)})
        return Suggestion({"kind": "site_feature", "type": "number", **extra}, 0.8, "number")

    def _texts(self, column: ColumnProfile) -> Suggestion | None:
        words = set(name_words(column.name))
        if words & FREE_TEXT:
            return None
        separator, values = parted(column)
        if len(values) > _MOST_VALUES or (len(values) > 3 and len(values) > 0.5 * column.texts.total()):
            return None
        if len(values) == 1:
            return Suggestion("ignore", 0.6, "constant")
        if words & PLACE:
            return Suggestion("ignore", 0.6, "place")
        if find_identifiers(values):
            return Suggestion("text", 0.6, "identifies", {"kind": ", ".join(sorted(find_identifiers(values)))})
        return answers(values, bool(words & SYMPTOM_LIST), separator, self._meanings)
