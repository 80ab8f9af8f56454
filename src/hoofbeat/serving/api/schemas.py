"""What the API is asked: a case, by the fields that several requests have in common."""

from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from hoofbeat.domain.case import MAX_AGE_YEARS, Altitude, Case, Finding, FindingId, Measurement, Sex
from hoofbeat.domain.circumstances import Circumstances, Course, Region, Setting
from hoofbeat.domain.errors import UnitError
from hoofbeat.standards.analytes import analyte
from hoofbeat.standards.units import convert, is_unit

#: A hospital's questionnaire may ask for hundreds.
MAX_FINDINGS = 500
MAX_MEASUREMENTS = 200

#: A LOINC code, or a number of the hospital's own table.
_CODE = r"^(?:\d{1,7}-\d|SITE:[a-z0-9][a-z0-9_.\-]{0,79})$"
_OF_SITE = "SITE:"


# Numbers and booleans are taken as JSON has them: pydantic would read `true` as one year, and "no" as an observed
# finding's `false` by luck alone.


class AskedFinding(BaseModel):
    """A clinical feature that was looked for."""

    model_config = ConfigDict(extra="forbid", title="Finding")

    id: FindingId = Field(
        description="HPO id, a history item of Hoofbeat's own (HB:…) or a feature of the site (SITE:…); "
        "see `/v1/findings`."
    )
    excluded: bool = Field(default=False, strict=True, description="`true`: looked for and absent.")


#: An age in years. As a JSON number: see above.
Years = Annotated[float, Field(ge=0, le=MAX_AGE_YEARS, strict=True, allow_inf_nan=False)]

Looked = TypeVar("Looked", bound=AskedFinding)


def agreed(findings: list[Looked], info: ValidationInfo) -> list[Looked]:
    """Each finding once; present and absent at the same time cannot be meant, and nothing at all neither."""
    if not findings and info.data.get("measurements") == []:
        raise PydanticCustomError("too_short", "neither a finding nor a measurement is given")
    once = {finding.id: finding for finding in findings}
    if any(once[finding.id].excluded != finding.excluded for finding in findings):
        raise ValueError("a finding is given both as present and as absent: keep one of the two")
    return list(once.values())


class AskedMeasurement(BaseModel):
    """A vital sign or laboratory value."""

    model_config = ConfigDict(extra="forbid", title="Measurement")

    code: str = Field(
        pattern=_CODE, description="LOINC code, or a number of the site (SITE:…); see `/v1/measurements`."
    )
    value: float = Field(strict=True, allow_inf_nan=False)
    unit: str = Field(min_length=1, max_length=40, description="UCUM unit; it is converted to the code's own.")

    @field_validator("unit")
    @classmethod
    def _convertible(cls, unit: str, info: ValidationInfo) -> str:
        """A unit must be known, and must measure what the code does; the message repeats neither."""
        code = info.data.get("code", "")
        known = analyte(code)
        if code.startswith(_OF_SITE):
            return unit  # a hospital's own numbers are in units of its own
        try:
            if known is None and not is_unit(unit):
                raise UnitError("unknown")
            if known is not None:
                convert(1.0, unit, known.unit, code)
        except UnitError:
            raise PydanticCustomError("unit", "the unit is unknown, or does not measure what the code does") from None
        return unit


class PersonFields(BaseModel):
    """Of whom, and where, one asks: what requests about a case have in common."""

    model_config = ConfigDict(extra="forbid")

    age: Years | None = Field(default=None, description="Years, as a JSON number; half a year is 0.5.")
    sex: Sex = Sex.UNKNOWN
    setting: Setting = Field(
        default=Setting.GENETICS,
        description="Where one asks: how frequent each disease is depends on who comes there. The default is where "
        "published patients come from, as in `hoofbeat predict`; the page asks as `primary-care`. `sufficiency` and "
        "`conformal_set` were measured in `genetics`, and are given nowhere else.",
    )
    region: Region | None = Field(
        default=None,
        description="Where the patient lives or has been: it raises what is endemic there, and lowers what is bound to "
        "other places. `null`: it does not count.",
    )
    course: Course | None = Field(
        default=None,
        description="Of the present illness: up to two weeks, weeks, months and longer, or attacks. `null`: unknown.",
    )
    pregnant: bool | None = Field(
        default=None,
        strict=True,
        description="Pregnant, or gave birth within six weeks. `null`: unknown.",
    )
    altitude: Altitude | None = Field(
        default=None,
        strict=True,
        allow_inf_nan=False,
        description="Of the place, metres above sea level: limits of oxygen and hemoglobin depend on it. "
        "What the service was started with if left out, else sea level.",
    )

    @field_validator("pregnant")
    @classmethod
    def _possible(cls, pregnant: bool | None, info: ValidationInfo) -> bool | None:
        """One of the two cannot be meant, and to ignore either would answer for somebody else."""
        if pregnant and info.data.get("sex") is Sex.MALE:
            raise PydanticCustomError("pregnant_man", "the patient is given both as male and as pregnant")
        return pregnant

    @property
    def circumstances(self) -> Circumstances:
        """What is known beside the case."""
        return Circumstances(setting=self.setting, region=self.region, course=self.course, pregnant=self.pregnant)


class CaseFields(PersonFields):
    """One case. Nothing that identifies a person has a field here."""

    # Before the findings, which may be left out where something was measured.
    measurements: list[AskedMeasurement] = Field(
        default_factory=list,
        max_length=MAX_MEASUREMENTS,
        description="Converted to standard units; what lies outside its reference range becomes a finding.",
    )
    findings: list[AskedFinding] = Field(
        default_factory=list,
        max_length=MAX_FINDINGS,
        validate_default=True,
        description="At least one, unless something was measured.",
    )

    @field_validator("findings")
    @classmethod
    def _agree(cls, findings: list[AskedFinding], info: ValidationInfo) -> list[AskedFinding]:
        return agreed(findings, info)

    def case(self, altitude: float | None = None) -> Case:
        """The case as the bundle reads it.

        Args:
            altitude: of the place, in metres, if the request states none.
        """
        findings = tuple(Finding(id=finding.id, excluded=finding.excluded) for finding in self.findings)
        measurements = tuple(Measurement(code=m.code, value=m.value, unit=m.unit) for m in self.measurements)
        return Case(
            case_id="request",
            age=self.age,
            sex=self.sex,
            altitude=altitude if self.altitude is None else self.altitude,
            findings=findings,
            measurements=measurements,
        )


class AnswerFields(BaseModel):
    """How long a differential shall be."""

    model_config = ConfigDict(extra="forbid")

    top: int = Field(
        default=10, ge=1, le=100, strict=True, description="How many lines to return: groups, or single diseases."
    )
    explain: bool = Field(default=True, strict=True, description="Return what each finding contributes.")
    grouped: bool = Field(
        default=True,
        strict=True,
        description="Put subtypes of one disease, by name, under the best-ranked of them: `top` then counts groups. "
        "`false`: every disease has a line of its own.",
    )


class DifferentialRequest(AnswerFields, CaseFields):
    """One case. Nothing that identifies a person has a field here."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "findings": [
                        {"id": "HP:0001166"},
                        {"id": "HP:0001083"},
                        {"id": "HP:0002616"},
                        {"id": "HP:0001250", "excluded": True},
                    ],
                    "measurements": [{"code": "8310-5", "value": 36.8, "unit": "Cel"}],
                    "age": 16,
                    "sex": "male",
                    "setting": "genetics",
                    "top": 5,
                },
                {
                    "findings": [{"id": "HP:0100518"}, {"id": "HP:0000790"}, {"id": "HP:0001945"}],
                    "age": 26,
                    "sex": "female",
                    "setting": "primary-care",
                    "region": "latin-america",
                    "course": "acute",
                    "pregnant": False,
                },
            ]
        },
    )
