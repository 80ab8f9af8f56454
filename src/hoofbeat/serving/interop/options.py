"""What is asked beside a record: it stands in the address, for the body is the record alone."""

from pydantic import BaseModel, ConfigDict, Field

from hoofbeat.domain.case import Altitude
from hoofbeat.domain.circumstances import Circumstances, Course, Region, Setting


class RecordOptions(BaseModel):
    """Options of a differential for a record."""

    model_config = ConfigDict(extra="forbid")

    setting: Setting | None = Field(
        default=None,
        description="Where one asks. Left out, it is what the record's encounter says (FHIR: `Encounter.class`), else "
        "`genetics`.",
    )
    region: Region | None = Field(default=None, description="Where the patient lives or has been.")
    course: Course | None = Field(default=None, description="Of the present illness.")
    pregnant: bool | None = Field(default=None, description="Pregnant, or gave birth within six weeks.")
    altitude: Altitude | None = Field(default=None, description="Of the place, metres above sea level.")
    top: int = Field(default=10, ge=1, le=100, description="How many lines to return.")
    explain: bool = Field(default=True, description="Return what each finding contributes.")
    grouped: bool = Field(default=True, description="Put subtypes of one disease under the best-ranked of them.")

    def circumstances(self, of_record: Setting | None = None) -> Circumstances:
        """What is known beside the case.

        Args:
            of_record: the setting that the record says.
        """
        setting = self.setting or of_record or Setting.GENETICS
        return Circumstances(setting=setting, region=self.region, course=self.course, pregnant=self.pregnant)
