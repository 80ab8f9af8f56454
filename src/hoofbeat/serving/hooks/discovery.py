"""What services there are, and what each asks a record system to send along."""

from typing import Final, NamedTuple

from pydantic import BaseModel, Field

from hoofbeat.domain.languages import ProseLanguage
from hoofbeat.serving.hooks import words

#: Keys without which a service cannot answer, and the one that it can do without.
NEEDED: Final = ("patient", "conditions", "observations")
ENCOUNTER: Final = "encounter"

#: Reads and searches that the standard recommends: by type, with the newest observations first.
_PREFETCH: Final = {
    "patient": "Patient/{{context.patientId}}",
    "conditions": "Condition?patient={{context.patientId}}",
    "observations": "Observation?patient={{context.patientId}}&_sort=-date&_count=200",
    ENCOUNTER: "Encounter/{{context.encounterId}}",
}


class Hooked(NamedTuple):
    """A service: its id, and the hook that it is called on."""

    id: str
    hook: str


#: A service has one hook, so there are two.
SERVICES: Final = (
    Hooked("hoofbeat-differential", "patient-view"),
    Hooked("hoofbeat-differential-encounter-start", "encounter-start"),
)


class CdsService(BaseModel):
    """One service, as its discovery describes it."""

    hook: str
    title: str
    description: str
    id: str
    prefetch: dict[str, str]


class CdsServices(BaseModel):
    """The answer of the discovery."""

    services: list[CdsService] = Field(description="A service for each hook.")


def services(language: ProseLanguage) -> CdsServices:
    """The services, described in this language."""
    return CdsServices(
        services=[
            CdsService(
                hook=one.hook,
                title=words.TITLE.best(language),
                description=words.DESCRIPTION.best(language),
                id=one.id,
                prefetch=dict(_PREFETCH),
            )
            for one in SERVICES
        ]
    )
