"""What is known of each month, and of the year, as it is kept beside the page."""

from datetime import date, datetime

from pydantic import Field

from hoofbeat.evaluation.estimate import Kept
from hoofbeat.simulation.record.accuracy import Accuracy
from hoofbeat.simulation.record.parts import Detection, Folded, GuardSaid, Round, Served, WrongValues


class MonthRecord(Kept):
    """A month.

    Attributes:
        month: 1 to 12.
        patients: who came.
        accuracy: by group: ``all``, ``orphan``, ``common``, ``new diseases``.
        detections: what was noticed.
        withheld: why no training was asked for although something was noticed; empty where none was withheld.
        rounds: trainings.
        folded: folding, where there was any.
        feedback: what the guard said, where it looked.
        values: of wrong values.
        read: events that the lake read, accepted and quarantined.
        served: what the running service did.
        gauges: day → what Prometheus was told.
        living: folder of the bundle that answers from the next month on.
        trained: folder of the round that it comes from.
        bundle: its version.
        seconds: how long the month took.
    """

    month: int
    patients: int
    accuracy: dict[str, Accuracy]
    detections: tuple[Detection, ...] = ()
    withheld: str = ""
    rounds: tuple[Round, ...] = ()
    folded: Folded | None = None
    feedback: GuardSaid | None = None
    values: WrongValues = WrongValues()
    read: tuple[int, int, int] = (0, 0, 0)
    served: Served | None = None
    gauges: dict[date, dict[str, float]] = Field(default_factory=dict)
    living: str
    trained: str
    bundle: str
    seconds: float


class Fired(Kept):
    """An alert of the house's rules that fired.

    Attributes:
        alert: its name.
        labels: what it says of itself.
        days: days on which it fired.
    """

    alert: str
    labels: str
    days: tuple[date, ...]


class YearRecord(Kept):
    """The whole year.

    Attributes:
        scenario: its name.
        events: what happened, in words, and the day it began.
        origin: where the patients are from.
        quick: whether it was a quick look.
        diseases: how many diseases the knowledge lists.
        seed: of every draw.
        code: version of the code.
        made: when the page was made.
        first: the first model's round.
        months: the months.
        prometheus: version of the Prometheus that evaluated the rules; empty where there is none.
        rules_skipped: rules of which the year has no series.
        fired: alerts that fired.
        airflow: what became of the DAG in a real Airflow.
        seconds: how long all took; of a year that was broken off, since it was gone on with.
        processor_seconds: the same of processor time, of this process and of all that it began.
    """

    scenario: str
    events: tuple[tuple[str, date], ...]
    origin: str
    quick: bool
    diseases: int = 0
    seed: int
    code: str
    made: datetime
    first: Round
    months: tuple[MonthRecord, ...]
    prometheus: str = ""
    rules_skipped: tuple[str, ...] = ()
    fired: tuple[Fired, ...] = ()
    airflow: str = ""
    seconds: float = 0.0
    processor_seconds: float = 0.0
