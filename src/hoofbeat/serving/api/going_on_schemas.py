"""What is asked beside a case: diseases to explain, and how many findings to offer."""

from typing import Annotated

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from hoofbeat.serving.api.schemas import CaseFields

#: More would not be read side by side.
MAX_EXPLAINED = 10
#: More questions would not be asked.
MAX_STEPS = 30

DiseaseId = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z][A-Za-z0-9]{1,15}:\S.{0,79}$",
        description="Own or equivalent id, as the catalogue writes it.",
        examples=["OMIM:154700"],
    ),
]

_CASE: JsonDict = {"findings": [{"id": "HP:0001166"}, {"id": "HP:0001083"}], "age": 16, "sex": "male"}


class ExplanationRequest(CaseFields):
    """A case, and diseases that somebody thinks of."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{**_CASE, "setting": "genetics", "diseases": ["OMIM:154700", "ORPHA:394"]}]},
    )

    diseases: list[DiseaseId] = Field(
        min_length=1, max_length=MAX_EXPLAINED, description="Each is answered once, in this order."
    )


class NextStepsRequest(CaseFields):
    """A case, and how many findings to offer."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{**_CASE, "setting": "genetics", "limit": 10}]}
    )

    limit: int = Field(default=10, ge=1, le=MAX_STEPS, strict=True, description="How many findings to offer at most.")
