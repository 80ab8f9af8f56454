"""What goes to the service and what comes back, as types: plain dictionaries, as JSON has them.

The OpenAPI document of the service is what counts: a test holds these against it. A newer service may answer with more.
"""

from typing import Any, Literal, NotRequired, TypedDict

Names = dict[str, str]
Setting = Literal["primary-care", "emergency", "hospital", "genetics"]
SexAnswer = Literal["female", "male", "other", "unknown"]
Standing = Literal["registered", "confirmed", "withdrawn"]


class GivenFinding(TypedDict):
    """A finding as it is sent; ``onset_years`` where a case is registered."""

    id: str
    excluded: NotRequired[bool]
    onset_years: NotRequired[float]


class GivenMeasurement(TypedDict):
    """A measurement as it is sent: LOINC code, number, UCUM unit."""

    code: str
    value: float
    unit: str


class ToldContribution(TypedDict):
    """What one piece of evidence adds to a disease's score, in nats."""

    kind: str
    finding_id: str | None
    names: Names
    value: float


class ToldFinding(TypedDict):
    """A finding by its names; ``frequency`` where it is expected in a disease."""

    finding_id: str
    names: Names
    frequency: NotRequired[float]


class ToldSubtype(TypedDict):
    """A disease under a better-ranked one of its group."""

    disease_id: str
    names: Names
    rank: int
    probability: float


class ToldDisease(TypedDict):
    """One line of a differential."""

    rank: int
    disease_id: str
    equivalent_ids: list[str]
    names: Names
    orphan: bool
    prevalence: str
    icd10: list[str]
    icpc2: list[str]
    cant_miss: bool
    rule: str
    probability: float
    score: float
    contributions: list[ToldContribution]
    in_set: bool
    expected_missing: list[ToldFinding]
    unexplained: list[ToldFinding]
    subtypes: list[ToldSubtype]
    group_probability: float | None


class ToldShift(TypedDict):
    """What one answer does to one disease."""

    disease_id: str
    names: Names
    before: float
    after: float


class ToldNextFinding(TypedDict):
    """A finding worth asking for; ``gain`` is in bits."""

    finding_id: str
    names: Names
    gain: float
    probability: float
    if_present: list[ToldShift]
    if_absent: list[ToldShift]


class ToldCaution(TypedDict):
    """Why the ranking should not be relied upon."""

    kind: Literal["nothing known", "too little"]
    texts: Names


class ToldDifferential(TypedDict):
    """The ranked answer."""

    differential: list[ToldDisease]
    warnings: list[str]
    bundle: str
    setting: Setting
    sufficiency: float | None
    sufficient: bool | None
    conformal_set: int | None
    unlisted: float | None
    caution: ToldCaution | None
    next_findings: list[ToldNextFinding]
    stop_asking: bool | None


class ToldTyped(TypedDict):
    """A measurement as it was typed into a search."""

    code: str
    names: Names
    value: float | None
    unit: str
    unit_typed: bool


class ToldMatch(TypedDict):
    """A line of a search; ``score`` is 1 for an exact match."""

    id: str
    names: Names
    matched: str
    score: float
    kind: Literal["finding", "measurement"]
    excluded: bool
    weak: bool
    measurements: list[ToldTyped]


class ToldMeasurement(TypedDict):
    """A quantity that can be sent, and the unit that it is converted to."""

    code: str
    names: Names
    unit: str
    in_model: bool


class ToldModel(TypedDict):
    """The bundle that answers."""

    version: str
    diseases: int
    orphan_diseases: int
    findings: int
    manifest: dict[str, Any]


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
