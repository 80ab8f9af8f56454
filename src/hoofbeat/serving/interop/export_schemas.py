"""What is exported: a case as it stands, what is suspected, and what was confirmed."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from hoofbeat.serving.cases.schemas import DISEASE_ID, STATED, Basis, CaseAsStated
from hoofbeat.serving.interop.named import ExportNames

#: A differential has so many lines that a person reads.
MAX_SUSPECTED = 50

SuspectedId = Annotated[str, Field(pattern=DISEASE_ID)]


class ExportDiagnosis(BaseModel):
    """A diagnosis that was confirmed."""

    model_config = ConfigDict(extra="forbid")

    disease: str = Field(pattern=DISEASE_ID, description="Id in the catalogue, or another one of a known vocabulary.")
    basis: Basis | None = None


class ExportRequest(CaseAsStated):
    """A case to write in another form."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{**STATED, "diseases": ["HBD:0000040", "OMIM:154700"], "diagnosis": None}]},
    )

    diagnosis: ExportDiagnosis | None = Field(default=None, description="The confirmed one, if there is one.")
    diseases: list[SuspectedId] = Field(
        default_factory=list,
        max_length=MAX_SUSPECTED,
        description="Those suspected, the likeliest first: they are written as suspicions, and never as a diagnosis.",
    )

    def suspected(self, names: ExportNames) -> list[str]:
        """Those suspected, each once; what was confirmed is no suspicion any more."""
        kept: list[str] = []
        confirmed = [self.diagnosis.disease] if self.diagnosis else []
        for disease in self.diseases:
            if not any(names.same(disease, other) for other in (*confirmed, *kept)):
                kept.append(disease)
        return kept
