"""``hoofbeat gate reserve``: patients set aside before any training, to judge bundles by."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from hoofbeat.console import console
from hoofbeat.features.reserved import Reserve
from hoofbeat.workspace import RESERVE, Workspace


class ReserveJob(BaseModel):
    """Let the trainings of the run under ``output`` leave out a share of the patients.

    Attributes:
        output: run directory.
        share: how many, whole publications or patients; 0 sets none aside any more.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    output: Path
    share: float = Field(ge=0, lt=1)

    def run(self) -> Reserve:
        """Keep the share; the next training goes by it.

        Raises:
            InputError: nothing can be written at ``output``.
        """
        Workspace(self.output).require_writable()
        reserve = Reserve(share=self.share)
        reserve.save(self.output / RESERVE)
        console.print(f"  set aside: {self.share:.0%} of the patients, from the next training on")
        return reserve
