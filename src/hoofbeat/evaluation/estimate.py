"""What every figure that is kept is made of."""

from pathlib import Path

from pydantic import ConfigDict

from hoofbeat.domain.frozen import Frozen
from hoofbeat.whole import write_whole


class Kept(Frozen):
    """Kept as it was found: nothing unknown in it, no NaN and no infinity."""

    model_config = ConfigDict(allow_inf_nan=False)

    def save(self, path: Path) -> None:
        """Write JSON to ``path``; an interrupted write leaves the file that was there before."""
        write_whole(path, self.model_dump_json(indent=1) + "\n")


class Estimate(Kept):
    """A figure in 0–1 with its 95 % bootstrap interval (diseases resampled)."""

    value: float
    low: float
    high: float
