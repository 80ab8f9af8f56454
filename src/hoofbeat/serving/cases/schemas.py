"""What is asked of the API of cases. No field takes a name, a number of a record, a date or a text in own words."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from hoofbeat.cases.records import CaseStatement, Reason
from hoofbeat.domain.case import Measurement, Sex
from hoofbeat.domain.events import ConfirmedDiagnosis, StatedFinding
from hoofbeat.domain.prediction import PREDICTION_ID
from hoofbeat.serving.api.schemas import MAX_FINDINGS, MAX_MEASUREMENTS, AskedFinding, AskedMeasurement, Years, agreed
from hoofbeat.standards.analytes import analyte
from hoofbeat.standards.units import convert_or_none

CaseId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$", description="As the list of cases has it.")]

Revision = Annotated[
    int, Field(ge=1, strict=True, description="The revision that the change was made on: as the case was opened.")
]

Basis = Annotated[
    Literal["clinical", "laboratory", "imaging", "pathology", "genetic"],
    Field(description="The kind of evidence that confirmed it."),
]

#: Vocabularies alone: any word before a colon would let a name in.
DISEASE_ID = r"^(?:HBD|OMIM|ORPHA|MONDO|DECIPHER|ICD10|SITE):[A-Za-z0-9][A-Za-z0-9_.\-]{0,79}$"

STATED: JsonDict = {
    "findings": [
        {"id": "HP:0001945"},
        {"id": "HP:0012735", "onset_years": 34.4},
        {"id": "HP:0002094", "excluded": True},
    ],
    "measurements": [{"code": "8310-5", "value": 39.2, "unit": "Cel"}],
    "age": 34.5,
    "sex": "female",
}


class CaseFinding(AskedFinding):
    """A clinical feature that was looked for, and when it began."""

    model_config = ConfigDict(extra="forbid", title="Finding of a case")

    onset_years: Years | None = Field(
        default=None,
        description="Age at onset in years, of a finding that is present.",
    )

    @field_validator("onset_years")
    @classmethod
    def _had(cls, onset: float | None, info: ValidationInfo) -> float | None:
        if onset is not None and info.data.get("excluded"):
            raise PydanticCustomError("onset_of_nothing", "the finding is absent, so it has no onset")
        return onset


class CaseMeasurement(AskedMeasurement):
    """A vital sign or laboratory value that a living patient can have."""

    model_config = ConfigDict(extra="forbid", title="Measurement of a case")

    @field_validator("unit")
    @classmethod
    def _possible(cls, unit: str, info: ValidationInfo) -> str:
        """What is asked once is set aside with a warning; what is kept is mended while whoever typed it is there."""
        code, value = info.data.get("code", ""), info.data.get("value")
        known = analyte(code)
        converted = None if known is None or value is None else convert_or_none(value, unit, known.unit, code)
        if known is not None and converted is not None and not known.possible(converted):
            raise PydanticCustomError("impossible", "no living patient can have this value in this unit")
        return unit


class CaseAsStated(BaseModel):
    """A case as it stands. Nothing that identifies a person has a field here."""

    model_config = ConfigDict(extra="forbid")

    # Each before those that are held against it.
    age: Years | None = Field(
        default=None,
        description="At the encounter, in years, as a JSON number; half a year is 0.5. Never a date of birth.",
    )
    sex: Sex = Sex.UNKNOWN
    measurements: list[CaseMeasurement] = Field(
        default_factory=list,
        max_length=MAX_MEASUREMENTS,
        description="As measured: what follows from them is concluded.",
    )
    findings: list[CaseFinding] = Field(
        default_factory=list,
        max_length=MAX_FINDINGS,
        validate_default=True,
        description="Those observed and those excluded; at least one, unless something was measured.",
    )

    @field_validator("findings")
    @classmethod
    def _agree(cls, findings: list[CaseFinding], info: ValidationInfo) -> list[CaseFinding]:
        once = agreed(findings, info)
        # An age in whole years may be up to one short of the onset's.
        latest = max((finding.onset_years or 0 for finding in findings), default=0)
        if (age := info.data.get("age")) is not None and latest >= age + 1:
            raise PydanticCustomError("onset_later", "a finding began after the encounter")
        return once

    def statement(self) -> CaseStatement:
        """What the store keeps."""
        return CaseStatement(
            age=self.age,
            sex=self.sex,
            findings=tuple(
                StatedFinding(id=f.id, excluded=f.excluded, onset_years=f.onset_years) for f in self.findings
            ),
            measurements=tuple(Measurement(code=m.code, value=m.value, unit=m.unit) for m in self.measurements),
        )


class CaseOfPatient(CaseAsStated):
    """A case as it stands, and whose other case is known."""

    same_patient_as: CaseId | None = Field(
        default=None, description="Another case of the same patient: the two then never part in training. `null`: none."
    )


class CaseRequest(CaseOfPatient):
    """A case that is registered."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [STATED]})

    prediction_id: str | None = Field(
        default=None,
        pattern=PREDICTION_ID,
        description="As the differential stated it that was looked at; `null`: there was none.",
    )


class CaseDiagnosis(BaseModel):
    """A diagnosis that was confirmed; a suspected one has no place here."""

    model_config = ConfigDict(extra="forbid")

    disease: str = Field(
        pattern=DISEASE_ID,
        description="Id in the catalogue, or another one of OMIM, ORPHA, MONDO, DECIPHER, ICD10 or the site.",
        examples=["OMIM:154700"],
    )
    basis: Basis

    def confirmed(self) -> ConfirmedDiagnosis:
        """What the store keeps."""
        return ConfirmedDiagnosis(disease=self.disease, basis=self.basis)


class ConfirmationRequest(CaseDiagnosis):
    """The diagnosis of a case, now that it is confirmed."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"revision": 1, "disease": "HBD:0000040", "basis": "imaging"}]}
    )

    revision: Revision


class CorrectionRequest(CaseOfPatient):
    """The whole case as it should be."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"revision": 2, **STATED, "diagnosis": {"disease": "HBD:0000040", "basis": "imaging"}},
                {"revision": 1, **STATED, "diagnosis": None},
            ]
        },
    )

    revision: Revision
    diagnosis: CaseDiagnosis | None = Field(
        description="Repeat the one that still holds; `null`: none is confirmed. It must be said, so that none is lost."
    )


class WithdrawalRequest(BaseModel):
    """Why a case is taken back."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"revision": 2, "reason": "duplicate"}]})

    revision: Revision
    reason: Reason = Field(
        description="After `consent-withdrawn` nothing can follow, and nothing of the case is shown; it holds for all "
        "cases of the patient."
    )
