"""What is told of drift: to people as a table, to programs as JSON. No count of fewer than five cases stands in it."""

from datetime import date

from pydantic import Field

from hoofbeat.domain.frozen import Frozen
from hoofbeat.watching.drift.features import FeatureGroup
from hoofbeat.watching.drift.thresholds import Thresholds


class ComparedCell(Frozen):
    """Shares of one cell, 0 to 1; ``window`` is ``None`` where it holds one to four cases."""

    cell: str
    window: float | None
    expected: float


class DriftedFeature(Frozen):
    """One feature that differs.

    Attributes:
        group: what kind of thing it tells of.
        name: id or code, or words.
        label: what a reader calls it.
        alarm: whether it is significant enough, and large enough.
        since: day from which on it differs most.
        days: days back in which it differs most significantly.
        cases: cases of those days that tell of it.
        psi: population stability index, nats.
        psi_significance: of the PSI, by its own distribution.
        js: Jensen-Shannon divergence, bits.
        js_significance: of the divergence, by its own distribution.
        significance: of the exact test or the likelihood ratio, which decides.
        corrected: the same, corrected for all features and spans of the day.
        own_past: whether it is compared with the days before: the bundle's reference says nothing of it.
        cells: shares, in the order of the layout.
    """

    group: FeatureGroup
    name: str
    label: str
    alarm: bool
    since: date
    days: int
    cases: int
    psi: float
    psi_significance: float
    js: float
    js_significance: float
    significance: float
    corrected: float
    own_past: bool
    cells: tuple[ComparedCell, ...]


class DriftVerdict(Frozen):
    """What was found on the last day that was judged.

    Attributes:
        bundle: version of the bundle that the windows were counted for.
        day: the day; of a cohort, the day of the command.
        cases: cases by days back.
        compared: features that could be compared.
        too_few: whether no span holds enough cases: nothing is said then.
        alarms: detector → whether it gives alarm.
        joint: significance of the joint test by days back.
        features: those that differ, the most significant first.
        alarm_days: days of the range that was asked for on which a detector gave alarm, with its name.
        thresholds: limits of the alarms.
        read: files of windows read: accepted and refused ones.
        accepted: files counted.
        refused: names of the others, and why.
    """

    format: int = 1
    bundle: str
    day: date
    cases: dict[int, int]
    compared: int
    too_few: bool
    alarms: dict[str, bool]
    joint: dict[int, float]
    features: tuple[DriftedFeature, ...]
    alarm_days: dict[date, tuple[str, ...]] = Field(default_factory=dict)
    thresholds: Thresholds
    read: int = 0
    accepted: int = 0
    refused: dict[str, str] = Field(default_factory=dict)

    @property
    def alarm(self) -> bool:
        """Whether any detector gives alarm."""
        return any(self.alarms.values())
