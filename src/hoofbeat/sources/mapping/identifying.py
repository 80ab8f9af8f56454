"""The columns that say who somebody is: case, patient, family, and what else must never be learnt from."""

import re
from dataclasses import replace
from typing import Any

from hoofbeat.sources.mapping.codes import numbered_codes
from hoofbeat.sources.mapping.evidence import suspicion
from hoofbeat.sources.mapping.profile import ColumnProfile, TableProfile
from hoofbeat.sources.mapping.shapes import is_yes_no
from hoofbeat.sources.mapping.suggestion import Roles, Suggestion
from hoofbeat.sources.mapping.words import (
    COORDINATES,
    DOINGS,
    DONE_BY,
    IDENTIFYING,
    IDENTIFYING_NAMES,
    STAFF,
    name_words,
)
from hoofbeat.standards.identity.code_columns import is_key, parts_suspicion
from hoofbeat.standards.identity.column_names import IdentityName, names_otherwise, naming
from hoofbeat.standards.identity.identifiers import is_public_id, kind_of
from hoofbeat.standards.identity.number_columns import SignWeight, Suspicion

#: Longer texts, and those of several words, are no ids.
_LONGEST = 40
_DURATION = re.compile(r"P(?:\d+[YMWDTHS])+", re.IGNORECASE)
#: Of a telephone, and of cells: "Recuento celular".
_ALSO_CELLS = {"celular"}
#: Of a place on earth, to some ten metres.
_EXACT = re.compile(r"[+-]?\d{1,3}[.,]\d{4,}")
#: A number that stands among answers, and is too long to be the code of one.
_LONG = re.compile(r"\d{4}")

#: What is said of a column that is left out, by what gave it away.
_LEFT_OUT = {
    "national id": ("national ids", 0.95),
    "id by name": ("id by name", 0.9),
    "long numbers": ("long numbers", 0.65),
    "running numbers": ("running numbers", 0.65),
    "groups of one person": ("groups of one person", 0.65),
    "a key": ("a key", 0.6),
    "different in every row": ("different", 0.6),
}


def named_persons(table: TableProfile, found: Roles) -> None:
    """Leave out names, addresses, telephones and e-mails by the names of their columns."""
    for column in _free(table, found):
        words = set(name_words(column.name))
        staff = words & STAFF or (words & DONE_BY and words & DOINGS)
        if staff and not is_yes_no(column.keys) and not column.numbers(found.settings["decimal"]):
            found.taken[column.name] = Suggestion("ignore", 0.65, "names somebody")
            continue
        if words & COORDINATES and all(map(_EXACT.fullmatch, column.texts)):
            found.taken[column.name] = Suggestion("ignore", 0.65, "names somebody")
            continue
        named = words & IDENTIFYING or " ".join(name_words(column.name)) in IDENTIFYING_NAMES
        counted = names_otherwise(column.name) and bool(column.numbers(found.settings["decimal"]))
        if named and not is_yes_no(column.keys) and not (counted and words & IDENTIFYING <= _ALSO_CELLS):
            found.taken[column.name] = Suggestion("ignore", 1.0, "names somebody")


def ids(table: TableProfile, found: Roles) -> None:
    """Find what names the family, the case and the patient, and leave out all other columns of ids.

    The case is named by a column that is filled and different in every row, the patient by one that comes back: by
    name where one says so, else by values.
    """
    suspected = {
        column.name: None if numbered_codes(column) else suspicion(table, column, found)
        for column in _free(table, found)
    }
    _groups(table, found)
    _other_persons(table, found, suspected)
    _case(table, found, suspected)
    _patient(table, found, suspected)
    for column in _free(table, found):
        why = suspected[column.name]
        if is_yes_no(column.keys):
            continue
        if why is not None and why.weight > SignWeight.DOUBT:
            found.taken[column.name] = _left_out(why)
        elif (said := naming(column.name)) and said.kind == "person" and said.certain and len(column.texts) > 2:
            found.taken[column.name] = Suggestion("ignore", 0.7, "id by name")


def guarded(table: TableProfile, column: ColumnProfile, made: Suggestion, found: Roles) -> Suggestion:
    """The last word on a column that would be kept: ids are left out, and none is quoted in the draft."""
    if not isinstance(made.entry, dict):
        return made
    kind = made.entry["kind"]
    if kind in ("age", "sex"):
        return made
    if kind == "measurement" or (kind == "site_feature" and made.entry["type"] != "yes_no"):
        why = suspicion(table, column, found, measured=kind == "measurement")
        if why is None and made.entry.get("type") == "category":
            why = parts_suspicion(column.name, column.texts, made.entry.get("separator"), _persons(table, found))
        if why is not None:
            return _left_out(why)
    return replace(made, entry=_unquoted(made.entry))


def _persons(table: TableProfile, found: Roles) -> set[str]:
    """The texts of the columns that name the case or the patient."""
    naming_them = {name for name, taken in found.taken.items() if taken.entry in ("id", "patient")}
    return {text for column in table.columns if column.name in naming_them for text in column.texts}


def _groups(table: TableProfile, found: Roles) -> None:
    for column in _free(table, found):
        said = naming(column.name)
        if said is None or said.kind != "group" or len(column.texts) < 2 or is_yes_no(column.keys):
            continue
        if not said.certain and not _mostly_keys(column):
            if len(column.texts) > 2:
                found.taken[column.name] = Suggestion("ignore", 0.5, "names somebody")
            continue
        if any(taken.entry == "group" for taken in found.taken.values()):
            found.taken[column.name] = Suggestion("ignore", 0.7, "second id")
            continue
        sure = 0.9 if said.certain and not column.unique else 0.65
        found.taken[column.name] = Suggestion("group", sure, "group")


def _other_persons(table: TableProfile, found: Roles, suspected: dict[str, Suspicion | None]) -> None:
    """Numbers of a parent, a physician, a telephone: of no use, whatever they look like."""
    for column in _free(table, found):
        said = naming(column.name)
        if said is None or said.kind not in ("other", "contact") or is_yes_no(column.keys):
            continue
        if suspected[column.name] or (said.kind == "other" and _mostly_keys(column)):
            found.taken[column.name] = Suggestion("ignore", 0.9, "names somebody")


def _case(table: TableProfile, found: Roles, suspected: dict[str, Suspicion | None]) -> None:
    candidates = []
    for place, column in enumerate(_free(table, found)):
        if not column.unique or column.filled < table.rows or table.rows < 2 or not _may_be_ids(column):
            continue
        said, why = naming(column.name), suspected[column.name]
        numeric = bool(column.numbers(found.settings["decimal"]))
        if said is None and (names_otherwise(column.name) or (numeric and (why is None or not why.weight))):
            continue
        if said is not None and said.kind not in ("person", "record"):
            continue
        if said is None and not numeric and not _mostly_keys(column):
            continue
        candidates.append((_rank(said, why), place, column, said, why))
    for place, (_, _, column, said, why) in enumerate(sorted(candidates, key=lambda one: one[:2])):
        if place:
            found.taken[column.name] = _left_out(why) if why and not said else Suggestion("ignore", 0.7, "second id")
        elif said is not None:
            found.taken[column.name] = Suggestion("id", 0.95, "id")
        elif why is not None and why.weight == SignWeight.CERTAIN:
            found.taken[column.name] = Suggestion("id", 0.9, "id by numbering", {"of": why.of})
        else:
            found.taken[column.name] = Suggestion("id", 0.65, "id by values")


def _rank(said: IdentityName | None, why: Suspicion | None) -> int:
    """Whose number says best which case it is: a record's, a person's, anything else that is different in every row."""
    if said is not None:
        return 0 if said.certain else 1
    return 2 if why is not None and why.weight >= SignWeight.FIRM else 3


def _patient(table: TableProfile, found: Roles, suspected: dict[str, Suspicion | None]) -> None:
    best: tuple[tuple[int, int], ColumnProfile, Suggestion] | None = None
    for column in _free(table, found):
        said, why = naming(column.name), suspected[column.name]
        if column.unique or len(column.texts) < 3 or not _may_be_ids(column) or is_yes_no(column.keys):
            continue
        often = len(column.texts) > 0.2 * column.filled
        if (
            said is not None
            and said.kind in ("person", "record")
            and (why or (often and (said.certain or _mostly_keys(column))))
        ):
            sure = 0.75 if said.kind == "person" and said.certain else 0.6
            made = Suggestion("patient", sure, "patient" if sure > 0.7 else "patient in rows")
            rank = 0 if said.kind == "person" else 1
        elif why is not None and why.weight == SignWeight.CERTAIN:
            made, rank = Suggestion("patient", 0.75, "patient by numbering", {"of": why.of}), 2
        elif why is not None and why.sign == "groups of one person":
            made, rank = Suggestion("patient", 0.65, "patient by rows"), 3
        else:
            continue
        if best is None or (rank, -len(column.texts)) < best[0]:
            best = (rank, -len(column.texts)), column, made
    if best is not None:
        found.taken[best[1].name] = best[2]


def _left_out(why: Suspicion) -> Suggestion:
    if why.naming is not None and why.naming.kind == "date":
        return Suggestion("ignore", 0.9, "date")
    reason, sure = _LEFT_OUT[why.sign]
    if why.weight == SignWeight.SOFT:
        sure = min(sure, 0.65)
    return Suggestion(
        "ignore", 0.5 if why.weight == SignWeight.DOUBT else sure, reason, {"of": why.of} if why.of else {}
    )


def _free(table: TableProfile, found: Roles) -> list[ColumnProfile]:
    """Columns not taken yet that hold something."""
    return [column for column in table.columns if column.name not in found.taken and column.filled]


def _may_be_ids(column: ColumnProfile) -> bool:
    """Whether every text is one short word, and none a decimal, a duration or an id of a public vocabulary."""
    return not any(
        " " in text or len(text) > _LONGEST or is_public_id(text) or _DURATION.fullmatch(text) or _is_decimal(text)
        for text in column.texts
    )


def _is_decimal(text: str) -> bool:
    return re.fullmatch(r"[+-]?\d*[.,]\d+", text) is not None and re.fullmatch(r"\d+[.,]0+", text) is None


def _mostly_keys(column: ColumnProfile) -> bool:
    keyed = sum(is_key(text) or re.fullmatch(r"[A-Za-z]{0,6}[-_]?\d+", text) is not None for text in column.texts)
    return keyed >= 0.8 * len(column.texts)


def _unquoted(entry: dict[str, Any]) -> dict[str, Any] | str:
    """The entry without texts that may name somebody; cells that hold them count as not known."""
    if entry["kind"] == "diagnosis" or entry.get("type") == "number":
        return entry
    kept = dict(entry)
    for field in ("missing", "yes", "no", "values"):
        given = entry.get(field)
        if not given:
            continue
        named = {text for text in given if kind_of(text) is not None or (field == "missing" and _LONG.search(text))}
        if isinstance(given, dict):
            kept[field] = {text: meaning for text, meaning in given.items() if text not in named}
        else:
            kept[field] = [text for text in given if text not in named]
        if named:
            kept["unknown"] = "missing"
            if not kept[field] and field != "missing":
                return "text"
    return {field: value for field, value in kept.items() if value or field != "missing"}
