"""Where, and of whom, one asks: what makes a disease likely before any finding is told."""

from enum import StrEnum

from pydantic import Field

from hoofbeat.domain.frozen import Frozen


class Setting(StrEnum):
    """The kind of place that the patient came to: who comes there decides how frequent each disease is."""

    PRIMARY_CARE = "primary-care"
    EMERGENCY = "emergency"
    HOSPITAL = "hospital"
    GENETICS = "genetics"


class Region(StrEnum):
    """Where the patient lives or has been: some diseases are bound to places."""

    LATIN_AMERICA = "latin-america"
    SUB_SAHARAN_AFRICA = "sub-saharan-africa"
    NORTH_AFRICA_MIDDLE_EAST = "north-africa-middle-east"
    SOUTH_ASIA = "south-asia"
    SOUTHEAST_ASIA = "southeast-asia"
    EAST_ASIA = "east-asia"
    NORTH_AMERICA = "north-america"
    EUROPE = "europe"
    OCEANIA = "oceania"


class Course(StrEnum):
    """Time course of the present illness: up to two weeks, weeks, months and longer, or attacks."""

    ACUTE = "acute"
    SUBACUTE = "subacute"
    CHRONIC = "chronic"
    RECURRENT = "recurrent"


class Circumstances(Frozen):
    """What is known beside age, sex, findings and measurements.

    Attributes:
        setting: where one asks; ``genetics`` is where published patients come from, and all figures of theirs.
        region: where the patient lives or has been; ``None`` if that shall not count.
        course: time course; ``None`` if unknown.
        pregnant: whether the patient is pregnant or gave birth within six weeks; ``None`` if unknown.
    """

    setting: Setting = Setting.GENETICS
    region: Region | None = None
    course: Course | None = None
    pregnant: bool | None = Field(default=None)

    @property
    def measured(self) -> bool:
        """Whether sufficiency and sets were measured on such patients: in a genetics clinic, with nothing else told."""
        return self.setting is Setting.GENETICS and not (self.region or self.course or self.pregnant)


#: A genetics clinic, and nothing else known.
GENETICS = Circumstances()
