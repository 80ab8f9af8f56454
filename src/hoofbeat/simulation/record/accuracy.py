"""Answers held against what is right, and shares of them."""

from datetime import date

from hoofbeat.domain.circumstances import Setting
from hoofbeat.evaluation.estimate import Kept
from hoofbeat.watching.outcomes.judged import JudgedAnswer


class Answered(Kept):
    """One patient's answer, by the bundle that answers and by the one that was never trained again.

    Attributes:
        day: day of the visit.
        house: who asked.
        setting: where.
        orphan: whether the true disease is an orphan one; one that the catalogue lacks counts as such.
        unlisted: whether the knowledge lacks it.
        rank: rank of the true disease, 0 where the bundle does not list it.
        never_rank: the same of the first bundle.
        outcome: the answer held against the diagnosis that is told, as the house sees it.
    """

    day: date
    house: str
    setting: Setting
    orphan: bool
    unlisted: bool
    rank: int
    never_rank: int
    outcome: JudgedAnswer


class Share(Kept):
    """How many of so many."""

    n: int
    of: int

    @property
    def value(self) -> float:
        """0–1; 0 of none."""
        return self.n / self.of if self.of else 0.0


class Accuracy(Kept):
    """Patients with the right disease among the first, of one group and month.

    Attributes:
        top_1: by the bundle that answers.
        top_10: the same among the first ten.
        never_1: by the bundle that was never trained again.
        never_10: the same among the first ten.
    """

    top_1: Share
    top_10: Share
    never_1: Share
    never_10: Share
