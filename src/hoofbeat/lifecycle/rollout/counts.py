"""What services counted of one rollout, all of them together: bare numbers."""

from collections.abc import Mapping
from typing import NamedTuple

from hoofbeat.monitoring.histogram import Histogram
from hoofbeat.monitoring.rollout import Role


class RolloutCounts(NamedTuple):
    """Of one challenger in one mode.

    Attributes:
        answers: (role, outcome) → how many; outcomes are ``same_first``, ``other_first`` (shadow), ``answered``
            (canary, champion), ``failed``, ``dropped`` (shadow).
        overlap: share of the first ten that challenger and champion have in common.
        seconds: role → how long answers took.
        loaded: processes that have the challenger loaded now.
    """

    answers: Mapping[tuple[str, str], float] = {}
    overlap: Histogram = Histogram()
    seconds: Mapping[str, Histogram] = {}
    loaded: int = 0

    def answered(self, role: Role) -> int:
        """How many this one answered."""
        return sum(self._of(role, outcome) for outcome in ("same_first", "other_first", "answered"))

    def failed(self, role: Role) -> int:
        """How many it did not answer, though it was asked."""
        return self._of(role, "failed")

    def other_first(self) -> int:
        """How often another disease came first."""
        return self._of("challenger", "other_first")

    def dropped(self) -> int:
        """How many the challenger was not asked, because it was busy."""
        return self._of("challenger", "dropped")

    def _of(self, role: Role, outcome: str) -> int:
        return round(self.answers.get((role, outcome), 0.0))
