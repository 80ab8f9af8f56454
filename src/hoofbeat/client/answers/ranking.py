"""What a ranking and its explanation say."""

from typing import Any, Literal, NotRequired, TypedDict

from hoofbeat.client.answers.common import Names, Setting, ToldName


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
    prediction_id: str | None
    setting: Setting
    sufficiency: float | None
    sufficient: bool | None
    conformal_set: int | None
    unlisted: float | None
    caution: ToldCaution | None
    next_findings: list[ToldNextFinding]
    stop_asking: bool | None


class ToldExplanation(TypedDict):
    """The asked diseases as lines of the differential, wherever they stand in it."""

    diseases: list[ToldDisease]
    warnings: list[str]
    bundle: str


class ToldNextStep(ToldNextFinding):
    """A finding worth asking for, the system of the body it belongs to, and what it takes to learn it."""

    system: ToldName
    cost: Literal["ask", "examine", "test"]


class ToldReferral(TypedDict):
    """Who should see the patient, and because of which diseases."""

    kind: Literal["now", "soon", "genetics"]
    texts: Names
    because: list[str]


class ToldNextSteps(TypedDict):
    """How to go on."""

    findings: list[ToldNextStep]
    stop: bool
    stop_reason: Names | None
    referral: ToldReferral | None
    warnings: list[str]
    bundle: str


class ToldBatchLine(TypedDict):
    """The answer to one line of a batch: a differential, or a problem as RFC 9457 writes it."""

    line: int
    differential: ToldDifferential | None
    problem: dict[str, Any] | None
