"""What the API of cases answers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from hoofbeat.cases.records import KeptCase, Reason, Status
from hoofbeat.domain.case import Measurement, Sex
from hoofbeat.domain.events import CaseEvent, CaseWithdrawn, ConfirmedDiagnosis, StatedFinding


class StatedCase(BaseModel):
    """What is stated of a case."""

    age: float | None
    sex: Sex
    findings: Sequence[StatedFinding]
    measurements: Sequence[Measurement]


class CaseRevision(BaseModel):
    """One event of a case."""

    revision: int
    event: Literal["registered", "diagnosis-confirmed", "corrected", "withdrawn"]
    recorded_at: datetime
    case: StatedCase | None = Field(description="The case as it stood then; `null` if withdrawn.")
    diagnosis: ConfirmedDiagnosis | None = None
    prediction_id: str | None = Field(default=None, description="Of the answer that was looked at.")
    reason: Reason | None = Field(default=None, description="Why it was withdrawn.")


class KeptCaseAnswer(BaseModel):
    """A case, and how it came to be so. After a withdrawn consent its history says only what happened when."""

    case_id: str
    revision: int = Field(description="To be sent with a change.")
    status: Status
    case: StatedCase | None = Field(description="The case as it stands; `null` if withdrawn.")
    diagnosis: ConfirmedDiagnosis | None = None
    history: list[CaseRevision] = Field(description="The oldest first.")


class CaseLine(BaseModel):
    """A case in the list."""

    case_id: str
    status: Status
    revision: int
    registered_at: datetime
    changed_at: datetime
    age: float | None = Field(description="Years; `null` if unknown or withdrawn.")
    sex: Sex | None = Field(description="`null` if withdrawn.")
    findings: int = Field(description="How many, excluded ones included.")
    measurements: int


class CaseListAnswer(BaseModel):
    """A page of the list of cases, the last registered first."""

    cases: list[CaseLine]
    next: int | None = Field(description="Send it as `before` for the page after; `null`: this is the last.")


def case_answer(kept: KeptCase) -> KeptCaseAnswer:
    """A case as it is shown; after a withdrawn consent only what happened when."""
    history = [_revision(event, hidden=kept.consent_withdrawn) for event in kept.events]
    return KeptCaseAnswer(
        case_id=kept.case_id,
        revision=kept.revision,
        status=kept.status,
        case=history[-1].case,
        diagnosis=history[-1].diagnosis,
        history=history,
    )


def _revision(event: CaseEvent, *, hidden: bool) -> CaseRevision:
    case = diagnosis = reason = prediction_id = None
    if isinstance(event, CaseWithdrawn):
        reason = event.reason
    elif not hidden:
        case = StatedCase(age=event.age, sex=event.sex, findings=event.findings, measurements=event.measurements)
        diagnosis = getattr(event, "diagnosis", None)
        prediction_id = getattr(event, "prediction_id", None)
    return CaseRevision(
        revision=event.revision,
        event=event.event,
        recorded_at=event.recorded_at,
        case=case,
        diagnosis=diagnosis,
        prediction_id=prediction_id,
        reason=reason,
    )
