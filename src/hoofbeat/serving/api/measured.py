"""What measurements mean by themselves: said while they are typed, before anything is ranked."""

from math import isfinite
from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from hoofbeat.bundle.runtime.lexicon import Lexicon
from hoofbeat.domain.case import Altitude, Measurement, Sex
from hoofbeat.domain.differential import NamedFinding
from hoofbeat.domain.errors import UnitError
from hoofbeat.serving.api.routes import Bundle
from hoofbeat.serving.api.schemas import MAX_MEASUREMENTS, AskedMeasurement, Years
from hoofbeat.serving.http.body import StrictRoute
from hoofbeat.serving.http.problems import Problem
from hoofbeat.standards.judging import JudgedValue, judge

router = APIRouter(
    prefix="/v1",
    tags=["findings"],
    route_class=StrictRoute,
    responses={
        422: {"model": Problem, "description": "The request cannot be used; each field says how to mend it."},
        503: {"model": Problem, "description": "No bundle is loaded."},
    },
)

_BODY: dict[int | str, dict[str, Any]] = {
    413: {"model": Problem, "description": "The body is larger than the service reads."},
    415: {"model": Problem, "description": "The body is not sent as JSON."},
}


class MeasuredRequest(BaseModel):
    """Measurements of one patient, and what their reference ranges depend on."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"measurements": [{"code": "8310-5", "value": 102.2, "unit": "[degF]"}], "age": 40}]
        },
    )

    measurements: list[AskedMeasurement] = Field(min_length=1, max_length=MAX_MEASUREMENTS)
    age: Years | None = Field(default=None, description="Years, as a JSON number; half a year is 0.5.")
    sex: Sex = Sex.UNKNOWN
    altitude: Altitude | None = Field(
        default=None,
        strict=True,
        allow_inf_nan=False,
        description="Of the place, metres above sea level; what the service was started with if left out.",
    )


class MeasuredAnswer(BaseModel):
    """What one measurement means; every number is in the unit that was sent."""

    code: str
    known: bool = Field(description="Whether anything is known of this code; if not, the rest says nothing.")
    possible: bool = Field(default=True, description="Whether a living patient can have the value.")
    least: float | None = Field(default=None, description="The lowest possible value.")
    most: float | None = Field(default=None, description="The highest.")
    low: float | None = Field(default=None, description="The last value within the reference; `null`: no limit known.")
    high: float | None = Field(default=None, description="The same, upwards.")
    finding: NamedFinding | None = Field(
        default=None, description="What follows for this age and sex; `/v1/differential` concludes it by itself."
    )


class MeasuredAnswers(BaseModel):
    """An item for each measurement, in the order they were sent."""

    measurements: list[MeasuredAnswer]


@router.post("/measurements", summary="Say what measurements mean", responses=_BODY)
def measured(asked: MeasuredRequest, request: Request, bundle: Bundle) -> MeasuredAnswers:
    """Whether each value is possible, its reference range by age and sex, and the finding that follows, if any.

    The rules are those by which `/v1/differential` reads measurements. Each is judged alone: no score is made of
    several.
    """
    altitude = request.app.state.settings.altitude if asked.altitude is None else asked.altitude
    return MeasuredAnswers(
        measurements=[_judged(item, asked.age, asked.sex, altitude, bundle.lexicon) for item in asked.measurements]
    )


def _judged(
    item: AskedMeasurement, age: float | None, sex: Sex, altitude: float | None, lexicon: Lexicon
) -> MeasuredAnswer:
    try:
        found = judge(Measurement(code=item.code, value=item.value, unit=item.unit), age, sex, altitude)
    except UnitError:  # a unit that is read one way and not the other
        found = None
    if found is None:
        return MeasuredAnswer(code=item.code, known=False)
    return MeasuredAnswer(
        code=item.code,
        known=True,
        possible=found.possible,
        least=_rounded(found.least),
        most=_rounded(found.most),
        low=_rounded(found.low),
        high=_rounded(found.high),
        finding=_named(found, lexicon),
    )


def _named(found: JudgedValue, lexicon: Lexicon) -> NamedFinding | None:
    """The finding under its names; a model that has no name for it does not know it."""
    entry = lexicon.get(found.finding) if found.finding else None
    return None if entry is None else NamedFinding(finding_id=entry.id, names=entry.names)


def _rounded(value: float) -> float | None:
    """Six figures, so that the conversion of a limit shows no binary digits."""
    return float(f"{value:.6g}") if isfinite(value) else None
