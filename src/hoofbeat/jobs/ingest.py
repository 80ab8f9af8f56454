"""``hoofbeat ingest``: sources into bronze, silver, gold and quarantine."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict
from rich.markup import escape
from rich.table import Table

from hoofbeat.console import console, stage
from hoofbeat.domain.errors import SourceError
from hoofbeat.jobs.intake import Intake, Ledger, Tally
from hoofbeat.lake import gold
from hoofbeat.lake.lake import Lake
from hoofbeat.lake.pseudonyms import Pseudonyms
from hoofbeat.lake.schemas import SILVER
from hoofbeat.lake.staging import StagedRows
from hoofbeat.lake.table import ROWS_AT_ONCE
from hoofbeat.quality.gate import CASES_AT_ONCE, QualityGate
from hoofbeat.sources import Resolve, Source, open_source


@dataclass(frozen=True, slots=True)
class IngestSummary:
    """What a run did.

    Attributes:
        tallies: read, accepted and quarantined, one for each source.
        versions: Delta version of each table of the lake, ``None`` for one that does not exist.
    """

    tallies: tuple[Tally, ...]
    versions: dict[str, int | None]


class IngestJob(BaseModel):
    """Read sources into the lake under ``output``.

    Attributes:
        output: run directory; gets ``lake/`` and ``data-docs/``.
        phenopackets: a ``.json`` file, a folder or a zip of phenopackets v2.
        ddxplus: a DDXPlus release directory or its CSV.
        jsonl: cases in our own schema, one a line.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    output: Path
    phenopackets: Path | None = None
    ddxplus: Path | None = None
    jsonl: Path | None = None

    def run(
        self, resolve: Resolve | None, canonical: gold.Canonical, extra_sources: Iterable[Source] = ()
    ) -> IngestSummary:
        """Take every source to bronze, the sound cases of all of them to silver in one commit, and make gold.

        Nothing reaches silver or gold unless every source passes. A run that was broken off can simply be repeated.

        Args:
            resolve: takes a finding id to the current one, or to ``None`` where the ontology lacks it.
            canonical: takes a recorded diagnosis to the catalogue's id, or to ``None`` where it lacks it.
            extra_sources: further sources, read after the configured ones.

        Raises:
            SourceError: no source, one that cannot be read, or one without a single usable record.
            QualityError: a critical expectation failed.
            LakeError: the lake cannot be written, or was written by something else.
        """
        sources = [*self._sources(resolve), *extra_sources]
        if not sources:
            raise SourceError("no source is given", hint="name phenopackets, a DDXPlus release or a JSON lines file")
        lake = Lake(self.output / "lake")
        with lake.staging() as staging:
            intake = Intake(lake, Ledger.of(lake), Pseudonyms.of_lake(lake.directory))
            tallies, staged = [], []
            for position, source in enumerate(sources):
                with StagedRows(staging / f"{position}.parquet", SILVER) as cases:
                    tallies.append(_require_cases(intake.take(source, cases)))
                staged.append(cases)
            self._check(tallies, staged)
            before = lake.silver.count()
            _commit(lake, staged)
        _verify(lake, tallies, before)
        with stage("Making gold"):
            gold.refresh(lake, canonical)
        summary = IngestSummary(tuple(tallies), _versions(lake))
        _show(summary)
        return summary

    def check(self, *, required: bool = True) -> None:
        """Open every configured source as far as its first record, so that a wrong path stops before anything is made.

        Raises:
            SourceError: a source cannot be read, or none is given though one is required.
        """
        sources = self._sources(None)
        if required and not sources:
            raise SourceError("no source is given", hint="name phenopackets, a DDXPlus release or a JSON lines file")
        for source in sources:
            next(source.records(), None)

    def _sources(self, resolve: Resolve | None) -> list[Source]:
        sources = []
        if self.phenopackets is not None:
            sources.append(open_source("phenopackets", self.phenopackets, resolve))
        if self.ddxplus is not None:
            sources.append(open_source("ddxplus", self.ddxplus, resolve))
        if self.jsonl is not None:
            sources.append(open_source("jsonl", self.jsonl, resolve))
        return sources

    def _check(self, tallies: list[Tally], staged: list[StagedRows]) -> None:
        """Pass the new cases of every source through the gate; nothing new, nothing to check."""
        new = [(tally.source, cases) for tally, cases in zip(tallies, staged, strict=True) if cases.count]
        if not new:
            return
        with stage("Checking quality"):
            gate = QualityGate(self.output / "data-docs")
            for name, cases in new:
                for warning in gate.check(name, cases.batches(CASES_AT_ONCE)):
                    console.print(f"  [yellow]![/] {escape(warning.message)}")


def _require_cases(tally: Tally) -> Tally:
    if not tally.read:
        raise SourceError(f"{tally.source}: not a single record", hint="check that the path names the right file")
    if not tally.accepted:
        raise SourceError(
            f"{tally.source}: all {tally.read} records were quarantined; the first is {tally.examples[0]}",
            hint="see the reasons in lake/quarantine",
        )
    return tally


def _commit(lake: Lake, staged: list[StagedRows]) -> None:
    """Add all staged cases to silver in one commit, then let go of what quarantine no longer needs to hold."""
    if any(cases.count for cases in staged):
        lake.silver.append_batches(batch for cases in staged for batch in cases.batches(ROWS_AT_ONCE))
    lake.quarantine.delete(lake.quarantine.values("content_hash") & lake.silver.values("content_hash"))


def _verify(lake: Lake, tallies: list[Tally], before: int) -> None:
    """Hold ``read = accepted + quarantined``, and what was accepted against what silver holds now."""
    for tally in tallies:
        if tally.read != tally.accepted + tally.quarantined:
            raise RuntimeError(f"{tally.source}: {tally.read} read ≠ {tally.accepted} + {tally.quarantined}")
    added, announced = lake.silver.count() - before, sum(tally.new_cases for tally in tallies)
    if added != announced:
        raise RuntimeError(f"silver grew by {added} cases instead of {announced}")


def _versions(lake: Lake) -> dict[str, int | None]:
    tables = {"bronze": lake.bronze, "silver": lake.silver, "gold": lake.gold, "quarantine": lake.quarantine}
    return {name: table.version for name, table in tables.items()}


def _show(summary: IngestSummary) -> None:
    table = Table("source", title="read = accepted + quarantined", title_justify="left")
    for heading in ("read", "accepted", "quarantined", "new cases"):
        table.add_column(heading, justify="right")
    for tally in summary.tallies:
        numbers = (tally.read, tally.accepted, tally.quarantined, tally.new_cases)
        table.add_row(tally.source, *(f"{number:,}" for number in numbers))
    console.print(table)
    for tally in summary.tallies:
        for example in tally.examples:
            console.print(f"  [yellow]quarantined[/] {escape(example)}")
    written = ", ".join(f"{name} {version}" for name, version in summary.versions.items() if version is not None)
    console.print(f"  [dim]Delta versions: {written}[/]")
