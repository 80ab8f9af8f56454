"""The columns of the age: their unit by name, by a column beside them, or by the cells themselves."""

from dataclasses import replace
from typing import Any

from hoofbeat.domain.case import MAX_AGE_YEARS
from hoofbeat.sources.durations import PER_YEAR, UNIT_OF
from hoofbeat.sources.folding import key_of
from hoofbeat.sources.mapping.drafting.questions import readings
from hoofbeat.sources.mapping.profile import ColumnProfile, TableProfile
from hoofbeat.sources.mapping.shapes import ages_together, sentinels
from hoofbeat.sources.mapping.suggestion import Roles, Suggestion, free_columns
from hoofbeat.sources.mapping.words import (
    AGE,
    AGE_FILLERS,
    AGE_OTHERWISE,
    AGE_UNIT_COLUMN,
    AGE_UNITS,
    LASTING,
    LIFE,
    NO_AGE,
    in_brackets,
    name_words,
)
from hoofbeat.sources.table.cells import number_of
from hoofbeat.sources.table.durations import age_of, with_unit

#: Share of the cells that must be ages.
_MOST = 0.8

#: Letters of a unit that may be something else in a name: ``edad_m`` may be the mother's.
_LETTERS = {"y", "d", "h", "m"}

#: An age without a unit may be months where none is beyond so many, and is where many are beyond a lifetime.
_MAYBE_MONTHS, _BEYOND = 36, 0.05

#: Different ages from which on a column of them is one whatever it is called.
_MANY = 8

#: Codes of a unit by their order, as in Colombia's registers (RIPS): 1 years, 2 months, 3 days, 4 hours.
_CODED = ("years", "months", "days", "hours")


def find_ages(table: TableProfile, found: Roles) -> None:
    """Take the columns that state the age at the visit, and the column of its unit."""
    decimal = found.settings["decimal"]
    candidates = sorted(_candidates(table, found, decimal), key=lambda one: one[0])
    doubled = {column.name: two for _, column, _ in candidates if (two := _two_units(column))}
    candidates = [one for one in candidates if one[1].name not in doubled]
    aged: dict[str, str] = {}
    for otherwise, column, units in candidates:
        named = bool({word for asked in readings(column.title) for word in name_words(asked.name)} & AGE)
        if otherwise and named and aged:
            continue
        unit, sure, why = _unit(column, units, decimal)
        if unit in aged.values():
            continue
        aged[column.name] = unit
        beyond = ("age otherwise" if named else "age by unit alone") if otherwise else why
        details = {"unit": unit, "other": "months" if unit == "years" else "years"}
        found.taken[column.name] = Suggestion(
            _entry(column, unit, decimal), min(sure, 0.6) if otherwise else sure, beyond, details
        )
    if len(aged) == 1:
        _unit_column(table, found, next(iter(aged)))
    if len(aged) > 1:
        for name in aged:
            if found.taken[name].why in ("age letter", "age unit guessed"):
                # Beside edad_d and edad_m, edad_a is years and m no mother's.
                found.taken[name] = replace(found.taken[name], confidence=0.75, why="age")
        found.settings["ages"] = ages_together(table, {name: PER_YEAR[unit] for name, unit in aged.items()}, decimal)
    for name, (unit, other) in doubled.items():
        if name not in found.taken:  # it may be the unit of the age beside it
            found.taken[name] = Suggestion("ignore", 0.5, "age two units", {"unit": unit, "other": other})


def _two_units(column: ColumnProfile) -> tuple[str, str] | None:
    """Two units that the name of a column of bare numbers states: of ``3,5`` below ``Edad (a,m)`` neither is sure."""
    words = name_words(readings(column.title)[-1].name)
    # Brackets that look like answers ("y/m" may be yes and male) are none of the question.
    words += [word for word in name_words(in_brackets(column.title)[1]) if word not in words]
    spelt = {word: unit for unit, writings in AGE_UNITS.items() for word in writings}
    units: list[str] = []
    for place, word in enumerate(words):
        beside = words[place + 1 : place + 2]
        # "a" may be a preposition, "y" the word that joins.
        if word == "a":
            units += ["years"] if beside and (beside[0] in spelt or beside[0] == "o") else []
        elif word in spelt and not (word == "y" and (units or not beside or beside[0] not in spelt)):
            units.append(spelt[word])
    told = list(dict.fromkeys(units))
    bare = column.share(text for text in column.texts if number_of(text.replace(",", "."), ".") is not None)
    return (told[0], told[1]) if len(told) > 1 and bare >= 0.5 else None


def _candidates(table: TableProfile, found: Roles, decimal: str) -> list[tuple[bool, ColumnProfile, list[str]]]:
    """Columns that hold ages by name and cells: whether the name says more, the column, the units in its name."""
    candidates, bare, other = [], [], []
    for column, _ in free_columns(table, found):
        ages = sum(count for text, count in column.texts.items() if age_of(text, decimal, "days") is not None)
        if ages < _MOST * column.texts.total():
            continue
        for asked in readings(column.title):
            words = set(name_words(asked.name))
            units = [unit for unit, spelt in AGE_UNITS.items() if words & spelt]
            rest = words - AGE - AGE_FILLERS - {word for spelt in AGE_UNITS.values() for word in spelt}
            if asked.of_others:
                break
            if words & AGE and not rest - AGE_OTHERWISE:
                candidates.append((bool(rest), column, units))
                break
            if units and rest and not rest - LIFE:
                candidates.append((False, column, units))  # "Horas de vida"
                break
            if units and len(words) == 1 and len(next(iter(words))) > 2:
                bare.append((True, column, units))
                break
        else:
            if words & AGE and not words & NO_AGE:
                other.append((True, column, units))
            elif _spelt_out(column) and not words & (NO_AGE | LASTING):
                bare.append((True, column, ["years"]))
    # "Años" and "Meses" without a word more: an age where nothing else is one.
    return candidates or other or bare


def _spelt_out(column: ColumnProfile) -> bool:
    """Whether every cell is an age with its units, of many: ``5a 3m``."""
    return len(column.texts) >= _MANY and all(with_unit(text) is not None for text in column.texts)


def _unit(column: ColumnProfile, units: list[str], decimal: str) -> tuple[str, float, str]:
    """The unit of a column, how sure it is, and why."""
    words = set(name_words(readings(column.title)[-1].name))
    # "y" joins words in Spanish; a unit that is spelt out counts before it.
    unit = next((unit for unit in reversed(units) if words & AGE_UNITS[unit] - _LETTERS), None)
    if unit is not None:
        return unit, 0.9, "age"
    if units:
        return units[-1], 0.6 if words & {"m"} else 0.9, "age letter" if words & {"m"} else "age"
    numbers = column.numbers(decimal)
    marks = set(sentinels(numbers))
    kept = {number: count for number, count in numbers.items() if number not in marks}
    rough = any((age := age_of(text, decimal)) is not None and not age.stated for text in column.texts)
    if rough:
        return "years", 0.65, "age bounds"
    if not kept:
        return "years", 0.85, "age in words"
    beyond = sum(count for number, count in kept.items() if number > MAX_AGE_YEARS - 10)
    if beyond > _BEYOND * sum(kept.values()):
        return "months", 0.5, "age unit guessed"
    if max(kept) <= _MAYBE_MONTHS and len(kept) > 2:
        return "years", 0.65, "age unit guessed"
    return "years", 0.75, "age"


def _entry(column: ColumnProfile, unit: str, decimal: str) -> dict[str, Any]:
    numbers = column.numbers(decimal)
    marks = sentinels(numbers)
    entry: dict[str, Any] = {"kind": "age", "unit": unit}
    if marks:
        entry["missing"] = [f"{mark:g}" for mark in marks]
    read = [age_of(text, decimal, unit) for text in column.texts if number_of(text, decimal) not in marks]
    if any(age is None or age.years > MAX_AGE_YEARS for age in read):
        entry["unknown"] = "missing"
    return entry


def _unit_column(table: TableProfile, found: Roles, age: str) -> None:
    """Take the column that says of each row what its age is counted in."""
    names = [column.name for column in table.columns]
    taken = found.taken[age]
    for column, words in free_columns(table, found):
        beside = names.index(column.name) - names.index(age) == 1
        spoken = bool(words & AGE) or (bool(words & AGE_UNIT_COLUMN) and beside and len(words) <= 3)
        units = {text: _unit_of(text) for text in column.texts}
        sure = 0.9
        if spoken and all(text.isdigit() for text in units) and 1 < len(units) <= 6 and words & (AGE_UNIT_COLUMN | AGE):
            if not _looks_coded(words):
                continue
            units, sure = _by_codes(table, age, column), 0.5
        known = sum(count for text, count in column.texts.items() if units[text])
        if not (spoken or (beside and sure > 0.5)) or known < 0.9 * column.texts.total():
            continue
        entry = {"kind": "age_unit", "values": {text: unit or "ignore" for text, unit in units.items()}}
        found.taken[column.name] = Suggestion(
            entry, sure, "age unit" if sure > 0.5 else "age unit codes", {"column": age}
        )
        if isinstance(taken.entry, dict):
            plain = {key: value for key, value in taken.entry.items() if key != "unit"}
            found.taken[age] = Suggestion(
                plain, 0.9 if sure > 0.5 else 0.6, "age by unit column", {"column": column.name}
            )
        return


def _unit_of(text: str) -> str | None:
    """The unit that a text names: ``Meses``, ``A``, ``1 - Años``, ``Edad en días``."""
    key = key_of(text).strip(" .()")
    if key in UNIT_OF:
        return UNIT_OF[key]
    said = {
        UNIT_OF[word] for word in key.replace("(", " ").replace(")", " ").split() if len(word) > 2 and word in UNIT_OF
    }
    return said.pop() if len(said) == 1 else None


def _looks_coded(words: set[str]) -> bool:
    """Whether a column of digits is named as a unit of age and not as a second age."""
    return bool(words & AGE_UNIT_COLUMN) or len(words & {unit for spelt in AGE_UNITS.values() for unit in spelt}) > 1


def _by_codes(table: TableProfile, age: str, column: ColumnProfile) -> dict[str, str | None]:
    """Codes in their order, years at the end where the greatest ages stand."""
    codes = sorted((text for text in column.texts if text.strip("0")), key=int)
    ages: dict[str, list[float]] = {}
    for cell, code in zip(table.sampled(age), table.sampled(column.name), strict=True):
        number = number_of(cell, table.decimal)
        if number is not None:
            ages.setdefault(code, []).append(number)
    greatest = {code: max(ages.get(key_of(code)) or [0.0]) for code in codes}
    ordered = codes[::-1] if codes and greatest[codes[-1]] > greatest[codes[0]] else codes
    units = dict(zip(ordered, _CODED, strict=False))
    return {text: units.get(text) for text in column.texts}
