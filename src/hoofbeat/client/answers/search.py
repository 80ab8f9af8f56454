"""What the searches and the catalogue say."""

from typing import Any, Literal, TypedDict

from hoofbeat.client.answers.common import Names, ToldName
from hoofbeat.client.answers.ranking import ToldFinding


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


class ToldJudgement(TypedDict):
    """What one measurement means by itself, in the unit it was given in."""

    code: str
    known: bool
    possible: bool
    least: float | None
    most: float | None
    low: float | None
    high: float | None
    finding: ToldFinding | None


class ToldDiseaseMatch(ToldName):
    """A disease that a search found."""

    orphan: bool
    icd10: list[str]
    matched: str
    score: float
    weak: bool


class ToldLink(TypedDict):
    """Where else a disease is described."""

    source: str
    id: str
    url: str


class ToldProfileFinding(TypedDict):
    """What patients with a disease show, and how many of them."""

    finding_id: str
    names: Names
    frequency: float
    system: ToldName


class ToldDiseasePage(ToldName):
    """All that is known of one disease."""

    equivalent_ids: list[str]
    orphan: bool
    rule: str
    prevalence: str
    icd10: list[str]
    icpc2: list[str]
    cant_miss: bool
    links: list[ToldLink]
    profile: list[ToldProfileFinding]
    subtypes: list[ToldName]
    parent: ToldName | None
    bundle: str


class ToldModel(TypedDict):
    """The bundle that answers."""

    version: str
    diseases: int
    orphan_diseases: int
    findings: int
    manifest: dict[str, Any]


class ToldService(TypedDict):
    """The version of the service, and its addresses."""

    version: str
    addresses: list[str]


class ToldModelFile(TypedDict):
    """A part of the model that works without the service."""

    name: str
    bytes: int
    sha256: str


class ToldModelFiles(TypedDict):
    """Those parts, and the bundle that they are of."""

    version: str
    files: list[ToldModelFile]
