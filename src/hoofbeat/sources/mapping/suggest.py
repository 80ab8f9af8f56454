"""Drafts a mapping: what each column of a table probably means, how sure that is, and why."""

from dataclasses import dataclass, field
from typing import Any

from hoofbeat.sources.folding import key_of
from hoofbeat.sources.mapping.drafting.answers import answered
from hoofbeat.sources.mapping.drafting.worded import worded
from hoofbeat.sources.mapping.identifying import guarded
from hoofbeat.sources.mapping.labels import is_icd10
from hoofbeat.sources.mapping.meanings import Meanings
from hoofbeat.sources.mapping.profile import ColumnProfile, TableProfile
from hoofbeat.sources.mapping.quantities import is_pressure, measurement, with_units
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
from hoofbeat.sources.mapping.words import (
    AGE,
    BIRTH,
    FREE_TEXT,
    MEASURED_AT_BIRTH,
    NO_AGE,
    PLACE,
    SYMPTOM_LIST,
    is_code,
    name_words,
)
from hoofbeat.sources.table.cells import is_bound, number_of
from hoofbeat.standards.identity.identifiers import find_identifiers

#: A column with at most so many different texts is a category; integers are one up to so many values.
_MOST_VALUES, _MOST_CODES = 30, 6

#: Codes of so many digits are no categories but keys: of a physician, of an insurance.
_KEYS = 10_000

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
        self._plus_minus = any("+" in column.keys and "-" in column.missing for column in table.columns)

    def suggestion(self, column: ColumnProfile) -> Suggestion:
        """What a column means, by the first rule that applies."""
        if not column.filled:
            return self._yes_no(column) or Suggestion("ignore", 1.0, "empty")
        if self._found.diagnosis and tells(self._table, column.name, self._found.diagnosis):
            return Suggestion("ignore", 0.6, "repeats", {"column": self._found.diagnosis})
        for rule in (self._date, self._yes_no, self._identifier, self._number, self._with_units, self._texts):
            made = rule(column)
            if made is not None:
                return made
        return Suggestion("text", 0.7, "free text", {"count": len(column.texts)})

    def _date(self, column: ColumnProfile) -> Suggestion | None:
        words = set(name_words(column.name))
        counted = sum(any(char.isdigit() for char in text) for text in column.texts) > 0.5 * len(column.texts)
        if counted and words & BIRTH and not words & MEASURED_AT_BIRTH:
            return Suggestion("ignore", 0.6, "birth unread")
        if counted and words & AGE and not words & NO_AGE and not is_yes_no(column.keys):
            return Suggestion("ignore", 0.5, "age unread")
        if column.name in self._dates or date_form(column.texts) or is_months(column.keys):
            return Suggestion("ignore", 0.9, "date")
        return None

    def _yes_no(self, column: ColumnProfile) -> Suggestion | None:
        return answered(column, self._meanings, one_two=self._one_two, plus_minus=self._plus_minus)

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
        guess = measurement(column.title, kept)
        if guess is not None:
            entry = {"kind": "measurement", "loinc": guess.analyte.code, "unit": guess.unit, **extra}
            details = {"name": guess.analyte.names.best("es"), "unit": guess.unit, "other": guess.other}
            why = "measurement" if guess.sure else "measurement unit" if guess.other else "measurement far"
            return Suggestion(entry, 0.9 if guess.sure else 0.6, why, details)
        if is_years(kept):
            return Suggestion("ignore", 0.8, "date")
        if len(kept) == 1:
            return Suggestion("ignore", 0.8, "constant")
        if len(kept) <= _MOST_CODES and all(number >= _KEYS and number % 10 for number in kept):
            return Suggestion("ignore", 0.5, "a key")
        if len(kept) <= _MOST_CODES and all(number.is_integer() for number in kept):
            values = [text for text in column.texts if number_of(text, self._decimal) in kept]
            feature = {"kind": "site_feature", "type": "category", "values": sorted(values), **extra}
            return Suggestion(feature, 0.6, "codes", {"count": len(values)})
        return Suggestion({"kind": "site_feature", "type": "number", **extra}, 0.8, "number")

    def _with_units(self, column: ColumnProfile) -> Suggestion | None:
        guess = with_units(column.name, column.texts)
        if isinstance(guess, bool):
            return Suggestion("ignore", 0.5, "units in cells") if guess else None
        entry = {"kind": "measurement", "loinc": guess.analyte.code, "unit": guess.unit, "unknown": "missing"}
        return Suggestion(entry, 0.9, "measurement", {"name": guess.analyte.names.best("es"), "unit": guess.unit})

    def _texts(self, column: ColumnProfile) -> Suggestion | None:
        words = set(name_words(column.name))
        if words & FREE_TEXT:
            return None
        separator, values = parted(column)
        if len(values) > _MOST_VALUES or (len(values) > 3 and len(values) > 0.5 * column.texts.total()):
            return None
        if len(values) == 1:
            return Suggestion("ignore", 0.6, "constant")
        if all(is_icd10(value) and value[1:3].isdigit() for value in values):
            return Suggestion("ignore", 0.5, "diagnosis codes")
        if words & PLACE:
            return Suggestion("ignore", 0.6, "place")
        if find_identifiers(values):
            return Suggestion("text", 0.6, "identifies", {"kind": ", ".join(sorted(find_identifiers(values)))})
        return worded(values, bool(words & SYMPTOM_LIST), separator, self._meanings)
