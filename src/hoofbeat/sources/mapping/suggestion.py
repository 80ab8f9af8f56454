"""What a column probably means, how sure that is, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from hoofbeat.sources.mapping.profile import ColumnProfile, TableProfile
from hoofbeat.sources.mapping.words import name_words

#: Below this confidence a person should look.
UNSURE = 0.7


@dataclass(frozen=True)
class Note:
    """How sure the meaning of one text of a column is, and why.

    Attributes:
        confidence: 0–1; below 0.7 a person should look.
        why: key of the reason.
        details: what the reason speaks of: diseases and findings of the catalogue, never a patient's value.
    """

    confidence: float
    why: str
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Suggestion:
    """What a column probably means.

    Attributes:
        entry: entry as the mapping writes it.
        confidence: 0–1; below 0.7 a person should look.
        why: key of the reason.
        details: what the reason speaks of; never a patient's value.
        notes: notes of single texts in the entry's ``values``, where they need one.
    """

    entry: dict[str, Any] | str
    confidence: float
    why: str
    details: dict[str, Any] = field(default_factory=dict)
    notes: Mapping[str, Note] = field(default_factory=dict)

    def at_most(self, confidence: float) -> "Suggestion":
        """The same, no surer than ``confidence``."""
        return replace(self, confidence=min(self.confidence, confidence))


@dataclass
class Roles:
    """The columns found, the settings they ask for, and the name of the diagnosis column."""

    settings: dict[str, Any]
    taken: dict[str, Suggestion] = field(default_factory=dict)
    diagnosis: str | None = None


def free_columns(table: TableProfile, found: Roles) -> list[tuple[ColumnProfile, set[str]]]:
    """Columns not taken yet that hold something, with the words of their names."""
    return [(c, set(name_words(c.name))) for c in table.columns if c.name not in found.taken and c.filled]
