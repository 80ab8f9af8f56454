"""What a draft says of one column, and what is known of a table while it is drafted."""

from dataclasses import dataclass, field
from typing import Any

from hoofbeat.sources.mapping.profile import ColumnProfile, TableProfile
from hoofbeat.sources.mapping.words import name_words


@dataclass(frozen=True)
class Suggestion:
    """What a column probably means.

    Attributes:
        entry: as the mapping writes it.
        confidence: 0–1; below 0.7 a person should look.
        why: key of the reason.
        details: what the reason speaks of; never a patient's value.
    """

    entry: dict[str, Any] | str
    confidence: float
    why: str
    details: dict[str, Any] = field(default_factory=dict)


@dataclass
class Roles:
    """The columns found, the settings they ask for, and the name of the diagnosis column."""

    settings: dict[str, Any]
    taken: dict[str, Suggestion] = field(default_factory=dict)
    diagnosis: str | None = None


def free_columns(table: TableProfile, found: Roles) -> list[tuple[ColumnProfile, set[str]]]:
    """Columns not taken yet that hold something, with the words of their names."""
    return [(c, set(name_words(c.name))) for c in table.columns if c.name not in found.taken and c.filled]
