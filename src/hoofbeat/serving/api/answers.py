"""The shapes of the API's answers that are no shape of the domain."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from hoofbeat.domain.languages import HasNames


class TypedMeasurementAnswer(HasNames):
    """A measurement as it was typed, ready for `measurements` of `/v1/differential`."""

    code: str = Field(description="LOINC code.")
    value: float | None = Field(description="The number that was typed; `null` where only the name was.")
    unit: str = Field(description="Unit of the value.")
    unit_typed: bool = Field(description="`false`: the unit was not typed, and is the one that fits the number best.")


class FindingAnswer(HasNames):
    """A line that answers what was typed: a finding, present or absent, or a measurement."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "HP:0002027",
                    "names": {"en": "Abdominal pain", "es": "Dolor abdominal"},
                    "name": "Abdominal pain",
                    "name_es": "Dolor abdominal",
                    "matched": "Stomach pain",
                    "score": 0.91,
                    "kind": "finding",
                    "excluded": False,
                    "weak": False,
                    "measurements": [],
                },
                {
                    "id": "2345-7",
                    "names": {"en": "Glucose", "es": "Glucosa"},
                    "name": "Glucose",
                    "name_es": "Glucosa",
                    "matched": "Glucose",
                    "score": 1.0,
                    "kind": "measurement",
                    "excluded": False,
                    "weak": False,
                    "measurements": [
                        {
                            "code": "2345-7",
                            "names": {"en": "Glucose", "es": "Glucosa"},
                            "name": "Glucose",
                            "name_es": "Glucosa",
                            "value": 420.0,
                            "unit": "mg/dL",
                            "unit_typed": False,
                        }
                    ],
                },
            ]
        }
    )

    id: str = Field(description="Of the finding; of a measurement, its (first) LOINC code.")
    matched: str = Field(description="The name or synonym that matched.")
    score: float = Field(description="1 is an exact match.")
    kind: Literal["finding", "measurement"] = "finding"
    excluded: bool = Field(default=False, description="What was typed denies the finding: send it as `excluded`.")
    weak: bool = Field(default=False, description="A guess: it merely resembles what was typed.")
    measurements: list[TypedMeasurementAnswer] = Field(
        default=[], description="What was measured: one item, or the two of a blood pressure; empty for a finding."
    )


class MeasurementAnswer(HasNames):
    """A quantity that can be sent."""

    code: str = Field(description="LOINC code, or a number of the site (SITE:…).")
    unit: str = Field(
        description="UCUM unit that values are converted to; of a site's number, the only one understood."
    )
    in_model: bool = Field(
        description="Whether the cohort model reads the value itself; if not, only the finding it leads to counts."
    )


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
