"""The shapes of the API: what is asked, what is answered, and how a refusal looks."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from hoofbeat.domain.case import MAX_AGE_YEARS, Case, Finding, FindingId, Sex

MAX_FINDINGS = 200


class AskedFinding(BaseModel):
    """A clinical feature that was looked for."""

    model_config = ConfigDict(extra="forbid", title="Finding")

    id: FindingId = Field(description="HPO id, or a history item of Hoofbeat's own (HB:…); see `/v1/findings`.")
    excluded: bool = Field(default=False, description="`true`: looked for and absent.")


class DifferentialRequest(BaseModel):
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
                    "age": 16,
                    "sex": "male",
                    "top": 5,
                }
            ]
        },
    )

    findings: Annotated[list[AskedFinding], Field(min_length=1, max_length=MAX_FINDINGS)]
    age: float | None = Field(default=None, ge=0, le=MAX_AGE_YEARS, description="Years; half a year is 0.5.")
    sex: Sex = Sex.UNKNOWN
    top: int = Field(default=10, ge=1, le=100, description="How many diseases to return.")
    explain: bool = Field(default=True, description="Return what each finding contributes.")

    @field_validator("findings")
    @classmethod
    def _agree(cls, findings: list[AskedFinding]) -> list[AskedFinding]:
        """Keep each finding once; present and absent at the same time cannot be meant."""
        once = {finding.id: finding for finding in findings}
        if any(once[finding.id].excluded != finding.excluded for finding in findings):
            raise ValueError("a finding is given both as present and as absent: keep one of the two")
        return list(once.values())

    def case(self) -> Case:
        """The case as the bundle reads it."""
        findings = tuple(Finding(id=finding.id, excluded=finding.excluded) for finding in self.findings)
        return Case(case_id="request", age=self.age, sex=self.sex, findings=findings)


class FindingAnswer(BaseModel):
    """A finding that matches what was typed."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "HP:0002027",
                    "name": "Abdominal pain",
                    "name_es": "Dolor abdominal",
                    "matched": "Stomach pain",
                    "score": 0.91,
                }
            ]
        }
    )

    id: str
    name: str
    name_es: str | None
    matched: str = Field(description="The name or synonym that matched.")
    score: float = Field(description="1 is an exact match.")


class ModelAnswer(BaseModel):
    """The bundle that answers: its version, and its manifest as it was exported."""

    version: str
    diseases: int = Field(description="Entries of the catalogue.")
    orphan_diseases: int
    findings: int = Field(description="Findings known by name.")
    manifest: dict[str, Any] = Field(description="Versions of data and knowledge, export date, metrics, checksums.")


class Health(BaseModel):
    """Whether the service is up or ready, and why not."""

    status: str = Field(examples=["ready"])
    reason: str | None = None


class FieldProblem(BaseModel):
    """One field that cannot be used. The value that was sent is not repeated: it may be a patient's."""

    field: str = Field(examples=["findings[2].id"])
    message: str
    hint: str


class Problem(BaseModel):
    """A refusal, after RFC 9457 (``application/problem+json``)."""

    title: str
    status: int
    detail: str
    errors: list[FieldProblem] = []
