"""What a record system asks, what it is answered, and what it tells afterwards.

Fields that are not ours are ignored: the standard lets them grow, and ``fhirServer`` and ``fhirAuthorization`` are not
used, for nobody is called.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from hoofbeat.serving.interop.examples import CONDITIONS, ENCOUNTER, OBSERVATIONS, PATIENT, bundled

_ID = Annotated[str, Field(min_length=1, max_length=200)]

#: As the standard prints it, with what our services ask for.
EXAMPLE: dict[str, Any] = {
    "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
    "fhirServer": "https://fhir.example.org/r4",
    "hook": "patient-view",
    "context": {"userId": "Practitioner/example", "patientId": "p1", "encounterId": "e1"},
    "prefetch": {
        "patient": PATIENT,
        "conditions": bundled("searchset", *CONDITIONS),
        "observations": bundled("searchset", *OBSERVATIONS),
        "encounter": ENCOUNTER,
    },
}


class _Camel(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore")


class HookContext(_Camel):
    """Of whom the record was opened."""

    patient_id: _ID
    encounter_id: _ID | None = None
    user_id: _ID | None = None


class HookRequest(_Camel):
    """A call of a service."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, extra="ignore", json_schema_extra={"examples": [EXAMPLE]}
    )

    hook: _ID
    hook_instance: _ID
    context: HookContext
    prefetch: dict[str, Any] | None = Field(
        default=None, description="What the service's prefetch asks for, key by key; `null` where there is none."
    )


class CardTopic(BaseModel):
    """What a card is about."""

    system: str
    code: str
    display: str


class CardSource(BaseModel):
    """Who says what a card says."""

    label: str
    url: str
    topic: CardTopic


class CardLink(BaseModel):
    """A page to open."""

    label: str
    url: str
    type: Literal["absolute"] = "absolute"


class CardExtension(BaseModel):
    """What the standard has no place for."""

    prediction_id: str = Field(
        serialization_alias="hoofbeat.prediction-id", description="What `hoofbeat trace` finds the answer's origin by."
    )


class Card(BaseModel):
    """One card. It suggests no change of the record."""

    uuid: str
    summary: str = Field(max_length=139)
    detail: str = Field(description="GitHub Flavored Markdown.")
    indicator: Literal["info", "warning"]
    source: CardSource
    links: list[CardLink]
    extension: CardExtension | None = Field(default=None, description="Missing where nothing was ranked.")


class HookResponse(BaseModel):
    """The answer of a service."""

    cards: list[Card] = Field(description="Empty where nothing of the record speaks for any disease.")


class Feedback(_Camel):
    """What became of one card."""

    card: _ID
    outcome: Literal["accepted", "overridden"]


class FeedbackRequest(_Camel):
    """What became of cards. Reasons and comments are not read."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        extra="ignore",
        json_schema_extra={
            "examples": [
                {
                    "feedback": [
                        {
                            "card": "4e0a3a1e-3283-4575-ab82-028d55fe2719",
                            "outcome": "overridden",
                            "outcomeTimestamp": "2026-11-29T10:00:00Z",
                        }
                    ]
                }
            ]
        },
    )

    feedback: list[Feedback] = Field(max_length=100)
