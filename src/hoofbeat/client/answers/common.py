"""What several answers hold, and what is sent."""

from typing import Literal, NotRequired, TypedDict

Names = dict[str, str]
Lang = Literal["en", "es"]
Setting = Literal["primary-care", "emergency", "hospital", "genetics"]
SexAnswer = Literal["female", "male", "other", "unknown"]
Standing = Literal["registered", "confirmed", "withdrawn"]
Basis = Literal["clinical", "laboratory", "imaging", "pathology", "genetic"]


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


class ToldName(TypedDict):
    """A disease, or a system of the body, by its names."""

    id: str
    names: Names
