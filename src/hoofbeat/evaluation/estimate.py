"""What every figure that is kept is made of."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """Kept as it was found: nothing unknown in it, no NaN and no infinity."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Estimate(Frozen):
    """A figure in 0–1 with its 95 % bootstrap interval (diseases resampled)."""

    value: float
    low: float
    high: float
