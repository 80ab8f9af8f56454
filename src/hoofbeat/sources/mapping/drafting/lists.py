"""Columns that list findings in each cell: HPO ids in any writing, or the names of symptoms."""

import re
from collections import Counter
from typing import Any

from hoofbeat.sources.folding import key_of
from hoofbeat.sources.mapping.drafting.names import is_denied, stated_findings
from hoofbeat.sources.mapping.meanings import Meanings
from hoofbeat.sources.mapping.profile import ColumnProfile, TableProfile
from hoofbeat.sources.mapping.shapes import is_yes_no, parted
from hoofbeat.sources.mapping.suggestion import Roles, Suggestion, free_columns
from hoofbeat.sources.mapping.words import (
    ABSENT,
    FREE_TEXT,
    HPO,
    LIST_STATUS,
    NUMBERING,
    RELATIVES,
    SYMPTOM_LIST,
    name_words,
)
from hoofbeat.sources.table.cells import YES
from hoofbeat.sources.table.readers.hpo_lists import holds_ids, listed
from hoofbeat.standards.identity.identifiers import find_identifiers

#: Share of the cells that must list one id alone for another column to speak of it.
_MOST_SINGLE = 0.95

#: Answers that say present or absent whatever the name of their column.
_SAYS_ITSELF = frozenset(
    {"present", "presente", "observed", "observado", "absent", "ausente", "excluded", "excluido", "negated", "negado"}
)

#: Share of the cells that must hold ids, and of the texts of a list that must name findings.
_MOST_IDS, _MOST_NAMES = 0.5, 0.5

#: Different texts that a draft lists.
_MOST_VALUES = 300

#: Signs that part what commas join.
_OUTER = (";", "|", "\n")
_CLAUSE, _INNER = re.compile(r"[;|\n]"), re.compile(r"[;|\n,]")

#: Names of a column that lists what is denied: ``Sin``, ``HPO -``, ``HPO (-)``.
_DENIALS = frozenset({"sin", "no", "not", "without"})
_MINUS = re.compile(r"\w\s*[(\[]?\s*[-–−]\s*[)\]]?\s*$")

_SIGNS = (";", "|", "\n", ",", "/", "+")


def find_lists(table: TableProfile, meanings: Meanings, found: Roles) -> None:
    """Take the columns that list findings, before one that differs in every row is taken for an id."""
    for column, words in free_columns(table, found):
        name = " ".join(name_words(column.name))
        absent = bool(words & ABSENT) or bool(words & (HPO | SYMPTOM_LIST) and words & {"no", "not", "sin"})
        absent = absent or words <= _DENIALS or _MINUS.search(column.name) is not None
        digits = bool(words & {"hpo"}) and all(
            part.isdigit() and len(part) == 7 for text in column.texts for part in text.replace(";", ",").split(",")
        )
        if digits or column.share(text for text in column.texts if holds_ids(text)) >= _MOST_IDS:
            found.taken[column.name] = _ids(column, words, meanings, absent=absent)
        elif absent or words & SYMPTOM_LIST:
            made = _names(column, words, meanings, absent=absent) if name else None
            if made is not None:
                found.taken[column.name] = made


def find_list_status(table: TableProfile, found: Roles) -> None:
    """Take the column that says of each row whether the one id it lists is present (``hpo_id``, ``excluded``)."""
    lists = [c for c in table.columns if c.name in found.taken and found.taken[c.name].why == "ids"]
    if len(lists) != 1 or lists[0].share(text for text in lists[0].texts if len(listed(text)[0]) == 1) < _MOST_SINGLE:
        return
    for column, words in free_columns(table, found):
        if not words & (ABSENT | LIST_STATUS) or words - ABSENT - LIST_STATUS - HPO - SYMPTOM_LIST - NUMBERING:
            continue
        keys = set(column.keys)
        if not is_yes_no(keys) or len(keys) > 6:
            continue
        # "excluded: yes" is absent; "status: excluded" is too, and says so itself.
        turned = bool(words & ABSENT) and not keys <= _SAYS_ITSELF
        values = {text: "absent" if (key_of(text) in YES) is turned else "present" for text in column.texts}
        entry = {"kind": "finding_status", "values": values}
        found.taken[column.name] = Suggestion(entry, 0.65, "list status", {"column": lists[0].name})
        return


def _ids(column: ColumnProfile, words: set[str], meanings: Meanings, *, absent: bool) -> Suggestion:
    if words & RELATIVES:
        return Suggestion("ignore", 0.6, "somebody else")
    entry: dict[str, Any] = {"kind": "finding", "ids": True} | ({"excluded": True} if absent else {})
    rest: Counter[str] = Counter()
    negated = 0
    for text, count in column.texts.items():
        ids, others = listed(text)
        negated += any(one.absent for one in ids)
        rest.update(dict.fromkeys(others, count))
    named = {text: stated_findings(text, meanings) for text in list(rest)[:_MOST_VALUES]}
    if values := {text: meaning_of(said, absent=absent) for text, said in named.items() if said is not None}:
        entry["values"] = values
    unknown = sum(said is None for said in named.values())
    if unknown:
        entry["unknown"] = "missing"
    if absent and negated:
        # "NOT" in a column of what is absent: twice no, or once more.
        return Suggestion(entry, 0.6, "absent ids twice")
    why = "absent ids" if absent else "ids"
    return Suggestion(entry, 0.9 if not unknown else 0.6, why if not unknown else "ids and texts", {"count": unknown})


def _names(column: ColumnProfile, words: set[str], meanings: Meanings, *, absent: bool) -> Suggestion | None:
    if words & FREE_TEXT or is_yes_no(column.keys) or words & RELATIVES:
        return None
    separator, values = _parts(column)
    if len(values) > _MOST_VALUES or len(column.keys) < 2 or find_identifiers(values):
        return None
    said = {value: _stated(value, meanings) for value in values}
    named = sum(bool(findings) for findings in said.values())
    if named < 2 or named < _MOST_NAMES * sum(findings != [] for findings in said.values()):
        return None
    entry: dict[str, Any] = {
        "kind": "finding",
        "values": {text: meaning_of(one, absent=absent) for text, one in said.items()},
    }
    if separator:
        entry["separator"] = separator
    why = "absent values" if absent else "finding values"
    return Suggestion(entry, 0.6, why, {"count": named, "all": len(said)})


def _parts(column: ColumnProfile) -> tuple[str | None, list[str]]:
    """The sign that parts the names in a cell, and the names; in a list each cell may be different."""
    separator, values = parted(column)
    if separator is None:
        with_sign = {sign: column.share(text for text in column.texts if sign in text) for sign in _SIGNS}
        separator = next((sign for sign in _SIGNS if with_sign[sign] >= 0.3), None)
        if separator:
            parts = [part.strip() for text in column.texts for part in text.split(separator)]
            values = list(dict.fromkeys(part for part in parts if part))
    outer = next((sign for sign in _OUTER if any(sign in text for text in column.texts)), None)
    if separator is not None and outer is not None and separator not in _OUTER:
        # "fiebre, cefalea; niega tos": a denial reaches as far as the outer sign.
        parts = [part.strip() for text in column.texts for part in text.split(outer)]
        wider = list({key_of(part): part for part in parts if part}.values())
        if len(wider) <= _MOST_VALUES:
            return outer, wider
    return separator, values


def _stated(text: str, meanings: Meanings) -> list[tuple[str, bool]] | None:
    """The findings of a part of a cell, which may be parted once more; behind a denial only what is surely meant."""
    whole = stated_findings(text, meanings)
    if whole is not None or not _INNER.search(text):
        return whole
    found: list[tuple[str, bool]] = []
    for clause in _CLAUSE.split(text):
        said = stated_findings(clause, meanings)
        pieces = clause.split(",") if said is None else []
        found += said or []
        for place, piece in enumerate(pieces):
            if is_denied(piece):
                # "niega tos, fiebre": the denial reaches the end, or nobody knows.
                rest = ",".join(pieces[place:])
                found += stated_findings(rest, meanings) or stated_findings(piece, meanings) or []
                break
            found += stated_findings(piece, meanings) or []
    return list(dict.fromkeys(found)) or None


def meaning_of(said: list[tuple[str, bool]] | None, *, absent: bool = False) -> Any:
    """A text's findings as the mapping writes them; a list of what is absent makes all of them so."""
    if not said:
        return "ignore"
    written = [{"excluded": id_} if absent or negated else id_ for id_, negated in said]
    return written[0] if len(written) == 1 else written
