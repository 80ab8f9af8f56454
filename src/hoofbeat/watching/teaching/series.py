"""Whether one reviewer's cases have become implausible together: a house that is wrong is so for most of its cases.

One implausible case says little: of right ones a third are so where the knowledge hardly describes the disease
(docs/outcomes.md). Eight of ten in a row are a sign that something happened to whoever confirms them, and then those
beside them that look plausible are wrong as often.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Earlier:
    """A case that was reviewed before.

    Attributes:
        source: source of the case.
        reviewer: role and id of the key of who confirmed it; empty where that is unknown: all such of a source are one.
        confirmed: time of the confirmation.
        implausible: whether the guard found it so, and nobody who looked accepted it, or somebody rejected it.
    """

    source: str
    reviewer: str
    confirmed: datetime
    implausible: bool = False


def suspect(implausible: Sequence[bool], many: int, of: int) -> list[bool]:
    """Which cases stand among so many in a row of which many are implausible.

    Args:
        implausible: of one reviewer's cases, the first confirmed first.
        many: how many are a sign.
        of: of how many in a row.

    Example:
        >>> suspect([False, True, True, False, True, False, False], many=3, of=4)
        [False, True, True, True, True, False, False]
    """
    found = [False] * len(implausible)
    for first in range(len(implausible) - of + 1):
        if sum(implausible[first : first + of]) >= many:
            found[first : first + of] = [True] * of
    return found
