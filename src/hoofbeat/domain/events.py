"""What a case store writes: one event each time physicians register a case, or say more of it.

Every event states the whole case as it stands after it, so that each can be read alone and the newest one is enough.
Nothing here names a person: no name, no date of birth, no free text. The contract in words: docs/sources/case-store.md.
"""

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, TypeAdapter

from hoofbeat.domain.case import MAX_AGE_YEARS, FindingId, Measurement, Sex
from hoofbeat.domain.frozen import Frozen
from hoofbeat.domain.prediction import PREDICTION_ID

#: Version of the contract; a change that an older reader would misread makes a new one.
SCHEMA_VERSION: Literal[1] = 1

#: The kinds of event.
EVENTS = ("registered", "diagnosis-confirmed", "corrected", "withdrawn")

_Id = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.\-]*$")]


class StatedFinding(Frozen):
    """A finding as a physician states it; what follows from a measurement is concluded later and not stated here."""

    id: FindingId
    excluded: bool = False
    onset_years: float | None = Field(default=None, ge=0, le=MAX_AGE_YEARS, description="age at onset in years")


class Reviewer(Frozen):
    """Who confirmed a diagnosis, as the service knows them; never a name.

    Attributes:
        role: ``physician`` with a key or token of that role, ``this-machine`` without one, ``operator`` at the console.
        key: id of the key or token, or ``loopback``; never a name.
    """

    role: Literal["physician", "this-machine", "operator"]
    key: str = Field(max_length=100, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.\-]*$")


class ConfirmedDiagnosis(Frozen):
    """A diagnosis, and what confirmed it.

    Attributes:
        disease: id in the catalogue, or another vocabulary's (``OMIM:154700``).
        name: the vocabulary's name for it; only needed where the catalogue does not list it yet.
        basis: kind of evidence that confirmed it.
    """

    disease: str = Field(max_length=100, pattern=r"^[A-Za-z][A-Za-z0-9_.]*:[A-Za-z0-9_.\-]+$", examples=["OMIM:154700"])
    name: str | None = Field(default=None, max_length=200)
    basis: Literal["clinical", "laboratory", "imaging", "pathology", "genetic"]


class _Event(Frozen):
    """Attributes that every event has.

    Attributes:
        schema_version: version of this contract.
        case_id: opaque, the same in all events of the case; no name, no record number.
        revision: 1 for the first event of a case, one more with each that follows.
        recorded_at: time at which the store took the event in, with time zone; never read into a case.
    """

    schema_version: Literal[1] = SCHEMA_VERSION
    case_id: _Id
    revision: int = Field(ge=1, le=1_000_000)
    recorded_at: AwareDatetime


class _Stated(_Event):
    """The whole case as it stands after the event.

    Attributes:
        patient_id: opaque, the same in all cases of the patient; ``None`` if the store does not know.
        age: age at the encounter, in years (``0.5`` is six months).
        sex: sex as recorded.
        findings: observed and excluded ones.
        measurements: LOINC code, value and UCUM unit.
    """

    patient_id: _Id | None = None
    age: float | None = Field(default=None, ge=0, le=MAX_AGE_YEARS, description="years")
    sex: Sex = Sex.UNKNOWN
    findings: tuple[StatedFinding, ...] = ()
    measurements: tuple[Measurement, ...] = ()


class CaseRegistered(_Stated):
    """A physician entered a case. No diagnosis is confirmed yet.

    Attributes:
        prediction_id: what the answer that was looked at is traced by; ``None`` if there was none.
    """

    event: Literal["registered"]
    prediction_id: str | None = Field(default=None, pattern=PREDICTION_ID)


class DiagnosisConfirmed(_Stated):
    """The diagnosis of a case was confirmed: from now on it may teach and judge a model.

    Attributes:
        reviewer: who confirmed it; absent where the store does not know.
    """

    event: Literal["diagnosis-confirmed"]
    diagnosis: ConfirmedDiagnosis
    reviewer: Reviewer | None = None


class CaseCorrected(_Stated):
    """Something that an earlier event stated was wrong or incomplete; a diagnosis that still holds is repeated.

    Attributes:
        reviewer: who vouches for the diagnosis as it is stated now; absent where the store does not know.
    """

    event: Literal["corrected"]
    diagnosis: ConfirmedDiagnosis | None = None
    reviewer: Reviewer | None = None


class CaseWithdrawn(_Event):
    """The case is taken back. It states nothing of the patient."""

    event: Literal["withdrawn"]
    reason: Literal["entered-in-error", "duplicate", "consent-withdrawn"]


CaseEvent = Annotated[CaseRegistered | DiagnosisConfirmed | CaseCorrected | CaseWithdrawn, Field(discriminator="event")]

_ADAPTER: TypeAdapter[CaseEvent] = TypeAdapter(CaseEvent)


def read_event(text: str) -> CaseEvent:
    """Read one event from its JSON.

    Raises:
        pydantic.ValidationError: it does not keep the contract.

    Example:
        >>> text = (
        ...     '{"event": "withdrawn", "case_id": "c1", "revision": 2, '
        ...     '"recorded_at": "2001-02-03T04:05:06Z", "reason": "duplicate"}'
        ... )
        >>> read_event(text).reason
        'duplicate'
    """
    return _ADAPTER.validate_json(text)


def event_schema() -> dict[str, Any]:
    """The contract as a JSON schema (draft 2020-12), for whoever writes events in another language.

    Example:
        >>> event_schema()["discriminator"]["propertyName"]
        'event'
    """
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_ADAPTER.json_schema()}
