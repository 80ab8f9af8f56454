"""What was read in a note; places are characters of the text."""

from typing import Literal, TypedDict

from hoofbeat.client.answers.common import Lang, Names, SexAnswer
from hoofbeat.client.answers.ranking import ToldDifferential


class ToldRead(TypedDict):
    """A finding beside the words that say it."""

    id: str
    names: Names
    words: str
    start: int
    end: int
    status: Literal["present", "absent", "uncertain", "family", "past"]
    examined: bool


class ToldReadMeasurement(TypedDict):
    """A measurement beside its words."""

    code: str
    names: Names
    value: float
    unit: str
    words: str
    start: int
    end: int


class ToldReadAge(TypedDict):
    """The patient's age."""

    years: float
    start: int
    end: int


class ToldReadSex(TypedDict):
    """The patient's sex."""

    sex: SexAnswer
    start: int
    end: int


class ToldExtraction(TypedDict):
    """All that was read."""

    language: Lang
    findings: list[ToldRead]
    measurements: list[ToldReadMeasurement]
    age: ToldReadAge | None
    sex: ToldReadSex | None
    bundle: str


class ToldNoteDifferential(TypedDict):
    """What was read, and the ranking that it leads to."""

    extraction: ToldExtraction
    differential: ToldDifferential
