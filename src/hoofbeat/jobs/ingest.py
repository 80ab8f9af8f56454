"""``hoofbeat ingest``: sources into bronze, silver, gold and quarantine."""

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from hoofbeat.domain.errors import SourceError
from hoofbeat.engines import require_engine, working
from hoofbeat.intake.intake import arriving
from hoofbeat.intake.refinery import IngestSummary, ParsableRecords, Refinery
from hoofbeat.intake.tally import Tally, show
from hoofbeat.lake.gold import Canonical
from hoofbeat.sources import Resolve, Source, SourceConfig, open_source
from hoofbeat.workspace import Workspace


class IngestJob(BaseModel):
    """Read sources into the lake.

    Attributes:
        output: run directory; gets ``lake/`` and ``data-docs/``.
        sources: sources to read, in this order.
        stage: ``bronze`` keeps the records and parses none; ``gold`` goes all the way.
        lake: address of the lake, ``<output>/lake`` if not given.
        expectations: a hospital's own rules for the gate, in YAML.
        track: whether MLflow gets a run with the figures of the batch.
        engine: who sorts the records: ``local``, ``dask``, or the address of a Dask scheduler.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    output: Path
    sources: tuple[SourceConfig, ...] = ()
    stage: Literal["bronze", "gold"] = "gold"
    lake: str | None = None
    expectations: Path | None = None
    track: bool = False
    engine: str = "local"

    def run(self, resolve: Resolve | None, canonical: Canonical, extra_sources: Iterable[Source] = ()) -> IngestSummary:
        """Take every source to bronze and, unless told otherwise, the sound cases of all of them to silver and gold.

        Args:
            resolve: takes a finding id to the current one, or to ``None`` where the ontology lacks it.
            canonical: takes a recorded diagnosis to the catalogue's id, or to ``None`` where it lacks it.
            extra_sources: further sources, read after the configured ones.

        Raises:
            SourceError: no source, one that cannot be read, or one without a single usable record.
            IdentifierError: a direct identifier stands where none belongs.
            QualityError: a critical expectation failed.
            LakeError: the lake cannot be written, or was written by something else.
            InputError: there is no such engine, or no scheduler answers.
        """
        sources = [*(open_source(config, resolve) for config in self.sources), *extra_sources]
        if not sources:
            raise no_source()
        deliveries = [ParsableRecords(source, arriving(source)) for source in sources]
        with working(self.engine) as engine:
            work = Workspace(self.output, self.lake)
            refinery = Refinery(work, expectations=self.expectations, track=self.track, engine=engine)
            if self.stage == "bronze":
                summary = refinery.keep(deliveries)
                for tally in summary.tallies:
                    _require_records(tally)
            else:
                summary = refinery.refine(lambda *_: deliveries, canonical, _require_cases)
        show(summary.tallies, summary.versions, parsed=self.stage == "gold")
        return summary

    def check(self, *, required: bool = True) -> None:
        """Open every configured source as far as its first record, so that a wrong path stops before anything is made.

        Raises:
            SourceError: a source cannot be read, or none is given though one is required.
            InputError: there is no such engine.
        """
        require_engine(self.engine)
        if required and not self.sources:
            raise no_source()
        for config in self.sources:
            next(open_source(config).records(), None)


def no_source() -> SourceError:
    """What to say where there is nothing to read."""
    return SourceError("no source is given", hint="list sources in a YAML file, or name a file of one format")


def _require_records(tally: Tally) -> None:
    if not tally.read:
        raise SourceError(f"{tally.source}: not a single record", hint="check that the path names the right file")


def _require_cases(tally: Tally) -> None:
    _require_records(tally)
    if not tally.accepted:
        raise SourceError(
            f"{tally.source}: all {tally.read} records were quarantined; the first is {tally.examples[0]}",
            hint="see the reasons with `hoofbeat quarantine list`",
        )
