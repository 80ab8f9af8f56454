"""The limits serving works within."""

from pydantic import BaseModel, ConfigDict, Field

from hoofbeat.domain.case import Altitude


class ServingSettings(BaseModel):
    """Limits of one application.

    Attributes:
        max_body_bytes: largest request body read.
        altitude: altitude of the place, metres above sea level, for cases that state none; ``None`` is sea level.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    max_body_bytes: int = Field(default=64 * 1024, ge=1024)
    altitude: Altitude | None = None
