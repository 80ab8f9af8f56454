"""What the steps of a round work with, and what each of them hands back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from hoofbeat.jobs.promotion import PromoteJob
from hoofbeat.jobs.retrain.settings import FittingSettings, RoundSettings
from hoofbeat.lifecycle.retraining.state import RoundState
from hoofbeat.lifecycle.versions import Alias
from hoofbeat.workspace import Workspace


@dataclass(frozen=True)
class RoundContext:
    """One round, as a step sees it.

    Attributes:
        told: what the round is told.
        folder: of the round.
        state: where it stands.
    """

    told: RoundSettings
    folder: Path
    state: RoundState

    @property
    def settings(self) -> FittingSettings:
        """The settings that the round was begun with."""
        return FittingSettings.model_validate(self.state.settings)

    @property
    def work(self) -> Workspace:
        """The round's folder as a run directory, with the lake at the version that was pinned."""
        return Workspace(self.folder, self.told.lake_address, self.state.fact("gold"))

    @property
    def bundle(self) -> Path:
        """The challenger."""
        return self.folder / "bundle"

    @property
    def verdict(self) -> Path | None:
        """The gate's verdict; ``None`` where there was no champion to be judged beside."""
        return self.folder / "gate" / "gate.json" if self.state.fact("champion") else None

    def let(self, alias: Alias, reason: str) -> None:
        """Let an alias mean the challenger, on the gate's verdict.

        Raises:
            BundleError: it would not be served.
            RegistryError: the registry does not do what it is asked for.
            InputError: the verdict is of other bundles than these.
        """
        PromoteJob(
            version=self.state.fact("version") or "",
            alias=alias,
            reason=reason[:1000],
            gate=self.verdict,
            require_gate=True,
            who=self.told.who,
            **self.told.model_dump(include={"registry", "model", "trusted_keys", "allow_unsigned"}),
        ).run()


class StepDone(NamedTuple):
    """What a step hands back.

    Attributes:
        said: what came of it, in a sentence.
        files: what it left, for the record.
        facts: what later steps go by.
        refused: why the challenger is refused; empty where it is not.
        waiting: why the step is not done yet; empty where it is.
        again: whether the step is called once more, as soon as the facts are written down.
    """

    said: str
    files: Sequence[Path] = ()
    facts: Mapping[str, str] = {}
    refused: tuple[str, ...] = ()
    waiting: str = ""
    again: bool = False
