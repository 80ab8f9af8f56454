"""The ranked answer: diseases with probability, and what speaks for and against each."""

from pydantic import BaseModel, ConfigDict, Field

from hoofbeat.domain.disease import PrevalenceClass


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Contribution(_Frozen):
    """What one piece of evidence adds to a disease's score, in nats (natural log units).

    ``kind`` is ``observed``, ``excluded``, ``prior``, ``sex`` or ``cohort``; ``finding_id`` is set for the first
    two. Positive speaks for the disease, negative against it; all of them add up to ``RankedDisease.score``.
    """

    kind: str
    finding_id: str | None = None
    name: str
    name_es: str | None = None
    value: float


class RankedDisease(_Frozen):
    """One line of a differential. ``probability`` is over the whole catalogue; ties break by id."""

    rank: int = Field(ge=1)
    disease_id: str
    equivalent_ids: tuple[str, ...]
    name: str
    name_es: str | None = None
    orphan: bool
    prevalence: PrevalenceClass = PrevalenceClass.UNKNOWN
    icd10: tuple[str, ...] = ()
    probability: float = Field(ge=0, le=1)
    score: float
    contributions: tuple[Contribution, ...] = ()


class Differential(_Frozen):
    """The answer to one case.

    ``warnings`` say what was set aside (unknown finding ids) or is missing (no observed finding);
    ``bundle`` is the version of the bundle that answered.
    """

    case_id: str | None = None
    differential: tuple[RankedDisease, ...]
    warnings: tuple[str, ...] = ()
    bundle: str
