"""From records to gold: what ``ingest``, ``prepare`` and ``quarantine replay`` have in common."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pyarrow as pa
from rich.markup import escape

from hoofbeat.console import console, stage
from hoofbeat.engines import LOCAL, TaskEngine
from hoofbeat.intake.batch_gate import watched
from hoofbeat.intake.commits import commit_cases
from hoofbeat.intake.gate_feed import GateFeed
from hoofbeat.intake.intake import Arrival, Intake, Sink
from hoofbeat.intake.ledger import Ledger
from hoofbeat.intake.stored import StoredRecords
from hoofbeat.intake.tally import Tally
from hoofbeat.lake import gold
from hoofbeat.lake.lake import Lake
from hoofbeat.lake.schemas import SILVER
from hoofbeat.lake.staging import StagedRows
from hoofbeat.lake.vault import Vault
from hoofbeat.quality.gate import ALL, CASES_AT_ONCE, Failure, QualityGate
from hoofbeat.sources.base import Source
from hoofbeat.watching.teaching.decisions import Decisions
from hoofbeat.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ParsableRecords:
    """Records of one source, and who can parse them."""

    source: Source
    arrivals: Iterable[Arrival]


@dataclass(frozen=True, slots=True)
class IngestSummary:
    """What a run did.

    Attributes:
        tallies: read, accepted and quarantined, one for each source.
        versions: Delta version of each table of the lake, ``None`` for one that does not exist.
    """

    tallies: tuple[Tally, ...]
    versions: dict[str, int | None]


class Refinery:
    """One run's way from records to gold.

    Nothing reaches silver or gold unless every source passes. A run that was broken off can simply be repeated, and two
    runs may work on one lake at once.

    Args:
        work: workspace of the run.
        expectations: a hospital's own rules for the gate.
        track: whether MLflow gets a run with the figures of the batch.
        engine: who sorts the records.
    """

    def __init__(
        self, work: Workspace, *, expectations: Path | None = None, track: bool = False, engine: TaskEngine = LOCAL
    ) -> None:
        self._work = work
        self._expectations = expectations
        self._track = track
        self._engine = engine
        self._lake = work.open_lake()

    def keep(self, deliveries: Iterable[ParsableRecords]) -> IngestSummary:
        """Take records to bronze, and no further.

        Raises:
            SourceError: a source cannot be read.
            QualityError: a critical expectation of bronze failed.
            LakeError: the lake cannot be written, or was written by something else.
        """
        with self._run(parse=False) as run:
            tallies = [run.take(delivery, ()) for delivery in deliveries]
        return self._summary(tallies)

    def refine(
        self,
        deliveries: Callable[[Ledger, Path], Iterable[ParsableRecords]],
        canonical: gold.Canonical,
        require: Callable[[Tally], object] = lambda _: None,
    ) -> IngestSummary:
        """Take records to bronze, the sound cases of all sources to silver in one commit, and make gold.

        Args:
            deliveries: gives the records, told what the lake holds already and where to lay things down.
            canonical: takes a recorded diagnosis to the catalogue's id, or to ``None`` where the catalogue lacks it.
            require: raises where a source did not give what it should have.

        Raises:
            SourceError: a source cannot be read.
            IdentifierError: a direct identifier stands where none belongs.
            QualityError: a critical expectation failed.
            LakeError: the lake cannot be written, or was written by something else.
        """
        tallies, staged = [], []
        with self._run(parse=True) as run:
            for position, delivery in enumerate(deliveries(run.ledger, run.folder)):
                feed = GateFeed(run.gate, "silver", delivery.source.name)
                with StagedRows(run.folder / f"{position}.arrow", SILVER) as cases:
                    tally = run.take(delivery, (cases.write_batch, feed.add))
                require(tally)
                run.check_intake(tally)
                warn(feed.finish())
                tallies.append(tally)
                staged.append(cases)
            with stage("Committing"):
                commit_cases(self._lake, run.ledger, staged, tallies)
            for tally in tallies:
                tally.hold()
            with stage("Making gold"):
                decisions = Decisions.load(self._work.output)
                check = partial(run.check_gold, canonical, decisions.held_back)
                gold.refresh(self._lake, canonical, check, decisions.held_back)
        return self._summary(tallies)

    def reparse(
        self,
        choose: Callable[[Ledger], Iterable[pa.RecordBatch]],
        sources: Mapping[str, Source],
        canonical: gold.Canonical,
    ) -> IngestSummary:
        """Parse records again that the lake holds: those that are cases now go to silver, and leave quarantine.

        Args:
            choose: gives the records as rows of bronze or quarantine, told what the lake holds.
            sources: name → parser; records of other sources are left as they are, and counted aloud.
            canonical: as for :meth:`refine`.

        Raises:
            IdentifierError: a direct identifier stands where none belongs.
            QualityError: a critical expectation failed.
            LakeError: the lake cannot be read or written, or the key is not that of the records.
        """
        vault = Vault(self._lake.key(self._work.output))

        def deliveries(ledger: Ledger, folder: Path) -> Iterable[ParsableRecords]:
            with StoredRecords(folder / "stored.sqlite") as stored:
                for rows in choose(ledger):
                    stored.add(rows)
                for name, count in stored.counts().items():
                    if name in sources:
                        yield ParsableRecords(sources[name], stored.arrivals(name, vault))
                    else:
                        console.print(
                            f"  [yellow]![/] {count:,} records of {escape(name)} wait: no source of that name is "
                            "configured → list it in the file given with --sources"
                        )

        return self.refine(deliveries, canonical)

    @contextmanager
    def _run(self, *, parse: bool) -> Iterator["_Run"]:
        lake, work = self._lake, self._work
        with lake.staging() as folder, Ledger(folder / "ledger.sqlite") as ledger:
            intake = Intake(lake, ledger.read(lake), lake.key(work.output), parse=parse, engine=self._engine)
            with watched(
                work.output,
                expectations=self._expectations,
                batch=intake.batch,
                track=self._track,
                names_nobody=work.site.names_nobody,
            ) as gate:
                yield _Run(lake, folder, ledger, intake, gate)

    def _summary(self, tallies: list[Tally]) -> IngestSummary:
        lake = self._lake
        tables = {"bronze": lake.bronze, "silver": lake.silver, "gold": lake.gold, "quarantine": lake.quarantine}
        return IngestSummary(tuple(tallies), {name: table.version for name, table in tables.items()})


@dataclass(frozen=True, slots=True)
class _Run:
    """What one run holds in its hands."""

    lake: Lake
    folder: Path
    ledger: Ledger
    intake: Intake
    gate: QualityGate

    def take(self, delivery: ParsableRecords, on_case: Sequence[Sink]) -> Tally:
        """Take the records of a source to bronze, past the gate."""
        feed = GateFeed(self.gate, "bronze", delivery.source.name)
        tally = self.intake.take(delivery.source, delivery.arrivals, (feed.add,), on_case)
        warn(feed.finish())
        return tally

    def check_intake(self, tally: Tally) -> None:
        """Hold the three numbers of a source against each other; where nothing is new, there is nothing to check."""
        if tally.brought_something:
            warn(
                self.gate.check_intake(
                    tally.source,
                    read=tally.read,
                    accepted=tally.accepted,
                    quarantined=tally.quarantined,
                    reasons=tally.reasons,
                )
            )

    def check_gold(
        self, canonical: gold.Canonical, held_back: gold.HoldBack, rows: StagedRows, silver_version: int
    ) -> None:
        """Hold gold against its suite, and the whole of it against silver and catalogue, before it takes its place."""
        warn(self.gate.check("gold", ALL, rows.batches(CASES_AT_ONCE)))
        columns = ["source", "case_id", "revision", "diagnosis", "withdrawn"]
        silver = map(held_back, self.lake.silver.batches(columns, silver_version))
        warn(self.gate.check_cohort(silver, rows.batches(CASES_AT_ONCE), lambda id_: canonical(id_) == id_))


def warn(failures: Iterable[Failure]) -> None:
    """Print what the gate let pass, but not gladly."""
    for failure in failures:
        console.print(f"  [yellow]![/] {escape(failure.message)}")
