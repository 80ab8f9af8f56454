"""The limits serving works within."""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from hoofbeat.domain.case import Altitude
from hoofbeat.serving.config import ServiceConfig


class ServingSettings(BaseModel):
    """Limits of one application.

    Attributes:
        max_body_bytes: largest request body read.
        max_record_bytes: largest record read of another program: phenopacket, FHIR, CDS Hooks.
        max_batch_bytes: largest body of many cases.
        altitude: altitude of the place, metres above sea level, for cases that state none; ``None`` is sea level.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    max_body_bytes: int = Field(default=64 * 1024, ge=1024)
    max_record_bytes: int = Field(default=4 * 1024 * 1024, ge=1024)
    max_batch_bytes: int = Field(default=16 * 1024 * 1024, ge=1024)
    altitude: Altitude | None = None

    @classmethod
    def of(cls, config: ServiceConfig) -> Self:
        """The limits that the settings of a service name."""
        return cls(**{name: getattr(config, name) for name in cls.model_fields})
