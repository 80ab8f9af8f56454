"""Columns whose answers are words: findings of their own, or values of a site feature."""

from collections.abc import Sequence
from typing import Any

from hoofbeat.bundle.runtime.lexicon import FindingHit
from hoofbeat.sources.mapping.meanings import Meanings
from hoofbeat.sources.mapping.suggestion import Note, Suggestion
from hoofbeat.sources.table.cells import key_of

#: Answers that say that nothing was found, or nothing that the form lists; folded.
_NOTHING = frozenset(
    {"normal", "normales", "ninguno", "ninguna", "ningun hallazgo", "nada", "no", "negativo", "sin alteraciones"}
    | {
        "sin hallazgos",
        "sin particularidades",
        "sin datos patologicos",
        "conservado",
        "conservados",
        "limpio",
        "limpios",
    }
    | {"none", "nothing", "unremarkable", "clear", "otro", "otra", "otros", "otras", "other", "others"}
)

#: Share of the answers that must name findings for the column to hold findings: named as a list of symptoms, or not.
_LISTED, _MOST = 0.5, 0.8

#: Of the findings that answers resemble, so many are named.
_NAMED = 3


def answers(values: Sequence[str], listed: bool, separator: str | None, meanings: Meanings) -> Suggestion:
    """What a column of short answers means.

    An answer that names a finding, or resembles one, is never silently a site feature's: the line is one to look at,
    and the finding is named.

    Args:
        values: the different answers.
        listed: whether the column's name says that it lists symptoms.
        separator: parts a cell that holds several answers.
        meanings: looks names up.
    """
    split: dict[str, Any] = {"separator": separator} if separator else {}
    found = {value: (None, None) if key_of(value) in _NOTHING else meanings.finding(value) for value in values}
    said = [value for value in values if key_of(value) not in _NOTHING]
    same = {value: hit for value, (hit, _) in found.items() if hit is not None}
    near = {value: hit for value, (_, hit) in found.items() if hit is not None}
    if same and len(same) >= (_LISTED if listed else _MOST) * len(said):
        entry = {"kind": "finding", "values": {v: same[v].id if v in same else "ignore" for v in values}, **split}
        notes = {v: Note(0.6, "near value", {"candidates": _told([near[v]])}) for v in near if v not in same}
        return Suggestion(entry, 0.6, "finding values", {"count": len(same)}, notes)
    feature = {"kind": "site_feature", "type": "category", "values": sorted(values), **split}
    if near:
        details = {"count": len(values), "named": len(near), "candidates": _told(list(near.values()))}
        return Suggestion(feature, 0.6, "category findings", details)
    return Suggestion(feature, 0.8, "category", {"count": len(values)})


def _told(hits: Sequence[FindingHit]) -> str:
    """Findings as a reason names them."""
    named = dict.fromkeys(f"{hit.id} ({hit.name_es or hit.name})" for hit in hits)
    return ", ".join(list(named)[:_NAMED])
