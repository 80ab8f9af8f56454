"""Cases as they are kept."""

from typing import Literal, TypedDict

from hoofbeat.client.answers.common import GivenFinding, GivenMeasurement, SexAnswer, Standing


class ToldDiagnosis(TypedDict):
    """A confirmed diagnosis."""

    disease: str
    basis: str


class ToldStatement(TypedDict):
    """What is stated of a case."""

    age: float | None
    sex: SexAnswer
    findings: list[GivenFinding]
    measurements: list[GivenMeasurement]


class ToldRevision(TypedDict):
    """One event of a case."""

    revision: int
    event: Literal["registered", "diagnosis-confirmed", "corrected", "withdrawn"]
    recorded_at: str
    case: ToldStatement | None
    diagnosis: ToldDiagnosis | None
    prediction_id: str | None
    reason: str | None


class ToldCase(TypedDict):
    """A case that is kept, and how it came to be so."""

    case_id: str
    revision: int
    status: Standing
    case: ToldStatement | None
    diagnosis: ToldDiagnosis | None
    history: list[ToldRevision]


class ToldCaseLine(TypedDict):
    """A case in the list."""

    case_id: str
    status: Standing
    revision: int
    registered_at: str
    changed_at: str
    age: float | None
    sex: SexAnswer | None
    findings: int
    measurements: int
