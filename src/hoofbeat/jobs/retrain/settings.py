"""What a round is told, and what comes of it."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from hoofbeat.evaluation.estimate import Kept
from hoofbeat.jobs.registry import TrustingJob
from hoofbeat.lifecycle.gate.margins import Margins
from hoofbeat.lifecycle.retraining.due import DueLimits
from hoofbeat.lifecycle.retraining.state import RoundState
from hoofbeat.sources import SourceConfig
from hoofbeat.training.settings import TrainingSettings

#: Where a round stands after a command: at its end, or under way, with what it waits for.
Stand = Literal["promoted", "refused", "given up", "under way", "undecided"]


class FittingSettings(TrainingSettings):
    """How the bundle of a round is made; kept by the round, so that going on with it makes the same.

    Attributes:
        evaluation_folds: folds of every split of the evaluation; it chooses by itself if ``None``.
        parity_cases: real cases on which graphs and native models are compared.
    """

    evaluation_folds: int | None = Field(default=None, ge=2)
    parity_cases: int = Field(default=200, ge=1)


class RoundSettings(TrustingJob, FittingSettings):
    """What rounds are told; the settings of the training count when a round is begun.

    Attributes:
        output: run directory with the lake; rounds lie in ``retrainings/``.
        lake: address of the lake, ``<output>/lake`` if not given.
        knowledge: release of the knowledge (``latest``, a stored version, a folder); what the lake was read with if
            not given.
        sources: how the records of each source are parsed, where another release asks for a new gold.
        expectations: a hospital's own rules for the quality gate, in YAML.
        reserve: share of the patients that is set aside to judge bundles by, where the run has none set aside yet.
        key: private key that signs the bundle; unsigned if not given.
        frozen: the frozen set; of the patients set aside, those that the champion's gold had, if not given.
        recent: the latest confirmed cases; of the patients set aside, those that the champion's gold lacked, if not
            given.
        margins: what the challenger may lose.
        services: addresses of ``/metrics`` of the services that follow the registry.
        prometheus: address of a Prometheus server that scrapes them. Without either there is no shadow and no canary.
        answers: fewest answers of the challenger in each of the two.
        patience_seconds: how long each of the two waits for them.
        limits: from when on a round is due.
        who: who decides; ``HOOFBEAT_WHO``, else user and machine, if not given.
    """

    output: Path
    lake: str | None = None
    knowledge: str | None = None
    sources: tuple[SourceConfig, ...] = ()
    expectations: Path | None = None
    reserve: float = Field(default=0.1, ge=0, lt=1)
    key: Path | None = None
    frozen: Path | None = None
    recent: Path | None = None
    margins: Margins = Field(default_factory=Margins)
    services: tuple[str, ...] = ()
    prometheus: str | None = None
    answers: int = Field(default=200, ge=1)
    patience_seconds: float = Field(default=3600.0, ge=0, allow_inf_nan=False)
    limits: DueLimits = Field(default_factory=DueLimits)
    who: str | None = None

    @property
    def lake_address(self) -> str:
        """Where the lake is, from whatever directory."""
        return self.lake or str((self.output / "lake").resolve())


class RoundResult(Kept):
    """What came of a round so far.

    Attributes:
        number: of the round.
        folder: where it lies.
        stand: how it ended, or that it is under way.
        reasons: why it ended so, or waits.
        state: all that is known of it.
    """

    number: int
    folder: Path
    stand: Stand
    reasons: tuple[str, ...]
    state: RoundState

    @property
    def gate(self) -> Path | None:
        """The gate's verdict; ``None`` before it, and where nothing was in production to be judged beside."""
        path = self.folder / "gate" / "gate.json"
        return path if path.is_file() else None

    @classmethod
    def of(cls, state: RoundState, folder: Path, waiting: str = "") -> "RoundResult":
        """Of a round as it stands."""
        stand: Stand = state.end or ("undecided" if waiting else "under way")
        return cls(
            number=state.number,
            folder=folder,
            stand=stand,
            reasons=state.reasons or tuple(filter(None, (waiting,))),
            state=state,
        )
