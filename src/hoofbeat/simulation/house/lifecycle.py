"""What is done about it: ingest, folding, retraining; each by the job that the command line calls."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.bundle.runtime.manifest import MANIFEST, read_manifest
from hoofbeat.console import console
from hoofbeat.domain.errors import InputError
from hoofbeat.jobs.fold import FoldJob
from hoofbeat.jobs.ingest import IngestJob
from hoofbeat.jobs.promotion import PromoteJob
from hoofbeat.jobs.registry import RegisterJob
from hoofbeat.jobs.retrain.round import RetrainJob
from hoofbeat.knowledge.release import Knowledge
from hoofbeat.lifecycle.gate.result import GateResult
from hoofbeat.lifecycle.retraining.due import DueLimits
from hoofbeat.lifecycle.retraining.rounds import Rounds
from hoofbeat.lifecycle.versions import Alias
from hoofbeat.quality.summary import QualitySummary
from hoofbeat.simulation.record.parts import Folded, Round
from hoofbeat.simulation.sizes import Size
from hoofbeat.sources import SourceConfig
from hoofbeat.workspace import Workspace

_WHO = "simulated year"
_DAYS_OF_A_MONTH = 30


@dataclass(frozen=True)
class House:
    """The run directory and what every job is told.

    Attributes:
        output: run directory.
        registry: address of the registry.
        size: of the year.
        seed: of the trainings.
        source: name of the case store in the lake.
    """

    output: Path
    registry: str
    size: Size
    seed: int
    source: str

    @property
    def store(self) -> Path:
        """The log of the case store."""
        return self.output / "store"

    def ingest(self, knowledge: Knowledge, source: SourceConfig) -> tuple[tuple[int, int, int], tuple[str, ...]]:
        """Take a source into the lake.

        Returns:
            Records read, accepted and quarantined, and what the gate of quality warned of.
        """
        folder = self.output / "quality"
        before = set(folder.glob("*.json"))
        summary = IngestJob(output=self.output, sources=(source,)).run(
            knowledge.ontology.resolve, knowledge.catalogue.canonical
        )
        (tally,) = summary.tallies
        told = [QualitySummary.model_validate_json(path.read_bytes()) for path in set(folder.glob("*.json")) - before]
        warnings = [failure for one in told for check in one.checks for failure in check.failures]
        return (tally.read, tally.accepted, tally.quarantined), tuple(warnings)

    def store_source(self) -> SourceConfig:
        """The case store as a source of the lake."""
        return SourceConfig(name=self.source, format="casestore", path=self.store)

    def retrain(self, moment: datetime, *, now: bool = False) -> tuple[Round, Path] | None:
        """Go on with a round or begin one that is due; the round and its folder, ``None`` where none is due.

        Args:
            moment: the moment in the simulated year.
            now: whether one is due or not.
        """
        size = self.size
        # A round that this moment began is ended, where the month was broken off after it.
        begun = next((state.number for state in Rounds(self.output).all() if state.begun == moment), None)
        result = RetrainJob(
            output=self.output,
            registry=self.registry,
            allow_unsigned=True,
            reserve=size.reserved,
            limits=DueLimits(every_days=_DAYS_OF_A_MONTH * (size.schedule_months or 0), new_cases=size.cases_due or 0),
            who=_WHO,
            moment=moment,
            now=now,
            round=begun,
            seed=self.seed,
            **size.fitting,
        ).run()
        if result is None:
            return None
        told = Round(
            number=result.number,
            stand=result.stand,
            triggers=tuple(trigger.says for trigger in result.state.triggers),
            reasons=_reasons(result.gate, result.reasons),
            bundle=result.state.fact("bundle") or "",
            cases=int(result.state.fact("cases") or 0),
            seconds=sum(
                (one.done - one.begun).total_seconds() for one in result.state.steps.values() if one.done is not None
            ),
        )
        return told, result.folder

    def fold(self, trained: Path, to: Path, reason: str) -> Folded | None:
        """Fold what was confirmed into the bundle of a round, and let it answer; ``None`` where nothing is new.

        Args:
            trained: folder of the round that the bundle which answers comes from.
            to: place of the new bundle; one that is there already is taken as it is.
            reason: why, for the history.
        """
        began = time.monotonic()
        lake = str((self.output / "lake").resolve())
        if not (to / MANIFEST).is_file():
            try:
                FoldJob(output=trained, lake=lake, to=to, parity_cases=self.size.parity_cases, seed=self.seed).run()
            except InputError as error:
                console.print(f"  not folded: {error}", soft_wrap=True, markup=False)
                return None
        seconds = time.monotonic() - began
        self.answer_with(to, reason)
        bundle = Bundle.load(to)
        manifest = bundle.manifest
        known = Workspace(trained).knowledge.catalogue
        listed = tuple(label for label in manifest.labels if known.canonical(label) is None)
        return Folded(
            bundle=manifest.version, cases=manifest.counts.get("cases folded", 0), seconds=seconds, listed=listed
        )

    def answer_with(self, bundle: Path, reason: str) -> None:
        """Register a bundle and let production mean it."""
        told = {"registry": self.registry, "allow_unsigned": True}
        made = RegisterJob(bundle=bundle, **told).run()
        PromoteJob(version=made.version.number, alias=Alias.PRODUCTION, reason=reason, who=_WHO, **told).run()


def version_of(bundle: Path) -> str:
    """What a bundle calls itself."""
    return read_manifest(bundle).version


def _reasons(gate: Path | None, reasons: Sequence[str]) -> tuple[str, ...]:
    if gate is None:
        return tuple(reasons)
    result = GateResult.model_validate_json(gate.read_bytes())
    if not result.promote:
        return result.reasons
    return tuple(f"better: {one.title} {one.champion:.3f} → {one.challenger:.3f}" for one in result.gains if one.shown)
