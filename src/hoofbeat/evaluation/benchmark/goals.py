"""What the benchmark is to reach: stated before it was run."""

from typing import NamedTuple

from hoofbeat.evaluation.benchmark.world import DDXPLUS, PHENOPACKETS
from hoofbeat.evaluation.ranking import DISEASE_HELD_OUT, NAIVE, PUBLICATION_HELD_OUT


class Goal(NamedTuple):
    """Least share of cases with the right disease among the first 1, 3 and 10; ``None`` where nothing was asked."""

    protocol: str
    subset: str
    top_1: float
    top_3: float
    top_10: float | None

    @property
    def top(self) -> dict[int, float]:
        """The same by k."""
        return {k: v for k, v in ((1, self.top_1), (3, self.top_3), (10, self.top_10)) if v is not None}


GOALS = (
    Goal(PUBLICATION_HELD_OUT, PHENOPACKETS, 0.30, 0.42, 0.55),
    Goal(DISEASE_HELD_OUT, PHENOPACKETS, 0.35, 0.50, 0.68),
    Goal(NAIVE, PHENOPACKETS, 0.58, 0.70, 0.80),
    Goal(PUBLICATION_HELD_OUT, DDXPLUS, 0.90, 0.97, None),
)
