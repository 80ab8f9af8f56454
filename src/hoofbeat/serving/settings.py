"""The limits serving works within."""

from pydantic import BaseModel, ConfigDict, Field


class ServingSettings(BaseModel):
    """Limits of one application.

    Attributes:
        max_body_bytes: largest request body read.
        warm_up: search and infer once at start, so that the first person does not wait for the indexes.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    max_body_bytes: int = Field(default=64 * 1024, ge=1024)
    warm_up: bool = True
