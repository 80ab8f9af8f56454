"""What every record of the house is: never changed once made, and with no field that nobody declared."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """An immutable record; an unknown field is refused, so that a misspelt one is no silent default."""

    model_config = ConfigDict(frozen=True, extra="forbid")
