"""The limits serving works within."""

from pathlib import Path
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
        rate: requests a minute for a key, a token or an address; 0: as many as one likes; ``None``: the usual for keys
            and tokens, as many as one likes for others.
        request_seconds: until an answer must begin.
        concurrency: requests under way at a time.
        cors_origins: origins whose pages may call CDS Hooks, by commas; empty: none.
        audit: file of the audit trail; ``None``: none is kept.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    max_body_bytes: int = Field(default=64 * 1024, ge=1024)
    max_record_bytes: int = Field(default=4 * 1024 * 1024, ge=1024)
    max_batch_bytes: int = Field(default=16 * 1024 * 1024, ge=1024)
    altitude: Altitude | None = None
    rate: int | None = Field(default=None, ge=0)
    request_seconds: float = Field(default=30, gt=0)
    concurrency: int = Field(default=100, ge=1)
    cors_origins: str = ""
    audit: Path | None = None

    @classmethod
    def of(cls, config: ServiceConfig) -> Self:
        """The limits that the settings of a service name."""
        return cls(**{name: getattr(config, name) for name in cls.model_fields})
