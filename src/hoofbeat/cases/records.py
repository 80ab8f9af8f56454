"""What the store takes in and hands out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, Self, get_args

from pydantic import Field, model_validator

from hoofbeat.domain.case import MAX_AGE_YEARS, Measurement, Sex
from hoofbeat.domain.events import CaseEvent, CaseWithdrawn, Reviewer, StatedFinding
from hoofbeat.domain.frozen import Frozen

#: How a case stands: no diagnosis yet, a confirmed one, or taken back.
Status = Literal["registered", "confirmed", "withdrawn"]
STATUSES: tuple[Status, ...] = get_args(Status)

#: Why a case is taken back.
Reason = Literal["entered-in-error", "duplicate", "consent-withdrawn"]

#: What the audit trail says was done, beside the kinds of event.
READ, LISTED, EXPORTED, ERASED = "read", "listed", "exported", "erased"


class CaseStatement(Frozen):
    """What physicians state of a case, without whose it is.

    Attributes:
        age: age at the encounter, in years (``0.5`` is six months); ``None`` if unknown.
        sex: sex as recorded.
        findings: observed and excluded ones.
        measurements: LOINC code, value and UCUM unit, as measured.
    """

    age: float | None = Field(default=None, ge=0, le=MAX_AGE_YEARS, description="years")
    sex: Sex = Sex.UNKNOWN
    findings: tuple[StatedFinding, ...] = ()
    measurements: tuple[Measurement, ...] = ()

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.findings and not self.measurements:
            raise ValueError("neither a finding nor a measurement is stated")
        return self


@dataclass(frozen=True, slots=True)
class KeptCase:
    """A case with all that was ever said of it.

    Attributes:
        events: its events, the oldest first; at least one.
    """

    events: Sequence[CaseEvent]

    @property
    def newest(self) -> CaseEvent:
        """The event that says how the case stands."""
        return self.events[-1]

    @property
    def case_id(self) -> str:
        """Its id."""
        return self.newest.case_id

    @property
    def revision(self) -> int:
        """The revision that a change must be made on."""
        return self.newest.revision

    @property
    def status(self) -> Status:
        """How it stands."""
        return status_of(self.newest)

    @property
    def consent_withdrawn(self) -> bool:
        """Whether the patient does not want it used any more: nothing may follow, and nothing of it be shown."""
        return withdrawn_by_patient(self.newest)


class ListedCase(NamedTuple):
    """A case in a list.

    Attributes:
        number: number that grows with each registration; a list goes on before it.
        case_id: its id.
        status: how it stands.
        revision: its newest revision.
        registered_at: time of registration, UTC (``2026-11-23T14:30:00.000000Z``).
        changed_at: time of the newest event, UTC.
        age: age in years; ``None`` if unknown or withdrawn.
        sex: sex as recorded; ``None`` if withdrawn.
        findings: number of findings, excluded ones included.
        measurements: number of measurements.
    """

    number: int
    case_id: str
    status: Status
    revision: int
    registered_at: str
    changed_at: str
    age: float | None
    sex: str | None
    findings: int
    measurements: int


class LoggedEvent(NamedTuple):
    """An event as the log has it.

    Attributes:
        number: cursor: ``events_since`` goes on after it.
        text: one line of JSON, without its line feed.
    """

    number: int
    text: str


def status_of(newest: CaseEvent) -> Status:
    """How a case stands after this event."""
    if isinstance(newest, CaseWithdrawn):
        return "withdrawn"
    return "registered" if getattr(newest, "diagnosis", None) is None else "confirmed"


def withdrawn_by_patient(newest: CaseEvent) -> bool:
    """Whether this event says that the patient withdrew the consent."""
    return isinstance(newest, CaseWithdrawn) and newest.reason == "consent-withdrawn"


def reviewer_of(who: str) -> Reviewer:
    """Who vouches for a diagnosis, from the name that the audit trail gives them.

    The service lets nobody confirm a diagnosis but a physician's key, or whoever sits at its machine.
    """
    if who == "loopback":
        return Reviewer(role="this-machine", key=who)
    return Reviewer(role="operator" if who == "cli" else "physician", key=who)
