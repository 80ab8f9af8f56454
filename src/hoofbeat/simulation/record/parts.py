"""What is known of a year: of each answer, each month, and all together, as it is kept beside the page."""

from datetime import date

from pydantic import Field

from hoofbeat.evaluation.estimate import Kept


class Detection(Kept):
    """Something that was noticed.

    Attributes:
        by: detector, guard or gate.
        day: when, in the simulated year.
        says: what it named.
        event: number of the event that it is laid to, from 0; ``None``: of none, a false alarm.
        delay: days since that began.
        alarm: whether it is an alarm, which may be false; else something that was counted or held.
    """

    by: str
    day: date
    says: str
    event: int | None = None
    delay: int | None = None
    alarm: bool = True


class Round(Kept):
    """A round of retraining.

    Attributes:
        number: of the round.
        stand: promoted or refused.
        triggers: what it was begun for.
        reasons: the gate's, where it refused; else where the bundle was better.
        bundle: version of the challenger.
        cases: confirmed cases that it was taught.
        seconds: how long it took.
    """

    number: int
    stand: str
    triggers: tuple[str, ...]
    reasons: tuple[str, ...]
    bundle: str
    cases: int
    seconds: float


class Folded(Kept):
    """Confirmed cases that were folded into the bundle that answers.

    Attributes:
        bundle: the new one.
        cases: how many since its training.
        seconds: of folding alone.
        listed: diseases that the knowledge lacks and the bundle now lists.
    """

    bundle: str
    cases: int
    seconds: float
    listed: tuple[str, ...] = ()


class GuardSaid(Kept):
    """What the guard said of the month's confirmed cases.

    Attributes:
        accepted: may teach.
        held: waits for a person.
        wrong: held cases of which the diagnosis is wrong indeed.
        passed_wrong: accepted ones of which it is.
        reasons: kind of reason → how many.
        houses: house → how many were held.
    """

    accepted: int = 0
    held: int = 0
    wrong: int = 0
    passed_wrong: int = 0
    reasons: dict[str, int] = Field(default_factory=dict)
    houses: dict[str, int] = Field(default_factory=dict)


class TakenIn(Kept):
    """What came of a look at what was confirmed.

    Attributes:
        feedback: what the guard said; ``None`` where nobody looked.
        read: events that the lake read, accepted and quarantined.
        warnings: what the gate of quality warned of.
    """

    feedback: GuardSaid | None = None
    read: tuple[int, int, int] = (0, 0, 0)
    warnings: tuple[str, ...] = ()


class WrongValues(Kept):
    """WrongValues with a wrong unit, and where they were caught.

    Attributes:
        wrong: how many were told.
        set_aside: how many were set aside at the door, as no living patient can have them.
        warnings: what the gate of quality warned of when they were ingested.
    """

    wrong: int = 0
    set_aside: int = 0
    warnings: tuple[str, ...] = ()


class Served(Kept):
    """What the running service answered.

    Attributes:
        asked: patients of the month.
        same: how many got the first disease that the bundle gives when it is asked itself.
        bundle: version that answered.
        seconds: until it answered with what was promoted this month; ``None`` where nothing was.
    """

    asked: int
    same: int
    bundle: str
    seconds: float | None = None
