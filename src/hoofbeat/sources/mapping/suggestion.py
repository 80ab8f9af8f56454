"""What a draft says of a column."""

from dataclasses import dataclass, field
from typing import Any


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
