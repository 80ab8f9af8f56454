"""Columns whose answers are words: findings of their own, or values of a site feature."""

from collections.abc import Sequence
from typing import Any

from hoofbeat.bundle.runtime.lexicon import FindingHit
from hoofbeat.sources.mapping.drafting.lists import meaning_of
from hoofbeat.sources.mapping.drafting.names import stated_findings
from hoofbeat.sources.mapping.meanings import Meanings
from hoofbeat.sources.mapping.suggestion import Note, Suggestion

#: Share of the answers that must name findings for the column to hold findings: named as a list of symptoms, or not.
_LISTED, _MOST = 0.5, 0.8

#: Of the findings that answers resemble, so many are named.
_NAMED = 3


def worded(values: Sequence[str], listed: bool, separator: str | None, meanings: Meanings) -> Suggestion:
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
    said = {value: stated_findings(value, meanings) for value in values}
    speaking = [value for value in values if said[value] != []]
    known = [value for value in values if said[value]]
    near = {value: hit for value in speaking if (hit := meanings.finding(value)[1]) is not None}
    if known and len(known) >= (_LISTED if listed else _MOST) * len(speaking):
        entry = {"kind": "finding", "values": {text: meaning_of(one) for text, one in said.items()}, **split}
        unsaid = {text: hit for text, hit in near.items() if not said[text]}
        notes = {text: Note(0.6, "near value", {"candidates": _told([hit])}) for text, hit in unsaid.items()}
        return Suggestion(entry, 0.6, "finding values", {"count": len(known), "all": len(values)}, notes)
    feature = {"kind": "site_feature", "type": "category", "values": sorted(values), **split}
    if near or known:
        details = {"count": len(values), "named": len({*near, *known}), "candidates": _told(list(near.values())) or "-"}
        return Suggestion(feature, 0.6, "category findings", details)
    return Suggestion(feature, 0.8, "category", {"count": len(values)})


def _told(hits: Sequence[FindingHit]) -> str:
    """Findings as a reason names them."""
    named = dict.fromkeys(f"{hit.id} ({hit.names.best('es')})" for hit in hits)
    return ", ".join(list(named)[:_NAMED])
