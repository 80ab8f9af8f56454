"""``hoofbeat prepare``: what waits in bronze into silver, gold and quarantine."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
from pydantic import BaseModel, ConfigDict

from hoofbeat.intake.ledger import IN_BRONZE, Ledger
from hoofbeat.intake.refinery import IngestSummary, Refinery
from hoofbeat.intake.tally import show
from hoofbeat.lake.gold import Canonical
from hoofbeat.sources import Resolve, Source, SourceConfig, formats, open_source
from hoofbeat.workspace import Workspace


class PrepareJob(BaseModel):
    """Parse the records of bronze that are neither in silver nor in quarantine, and make gold.

    Attributes:
        output: run directory.
        sources: how the records of each source are parsed. A source that goes by the name of its format
            (``ddxplus``) need not be listed.
        lake: address of the lake, ``<output>/lake`` if not given.
        expectations: a hospital's own rules for the gate, in YAML.
        track: whether MLflow gets a run with the figures of the batch.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    output: Path
    sources: tuple[SourceConfig, ...] = ()
    lake: str | None = None
    expectations: Path | None = None
    track: bool = False

    def run(self, resolve: Resolve | None, canonical: Canonical) -> IngestSummary:
        """Take what waits to silver in one commit, and make gold; that is brought up to date even where nothing waits.

        Raises:
            SourceError: a configuration is not usable.
            IdentifierError: a direct identifier stands where none belongs.
            QualityError: a critical expectation failed; the records go on waiting.
            LakeError: the lake cannot be read or written.
        """
        work = Workspace(self.output, self.lake)

        def waiting(ledger: Ledger) -> Iterator[pa.RecordBatch]:
            for rows in work.open_lake().bronze.batches(version=ledger.seen["bronze"]):
                fates = ledger.fates(hashes := rows.column("content_hash").to_pylist())
                yield rows.filter(pa.array([fates.get(one) == IN_BRONZE for one in hashes], pa.bool_()))

        refinery = Refinery(work, expectations=self.expectations, track=self.track)
        summary = refinery.reparse(waiting, parsers(self.sources, resolve), canonical)
        show(summary.tallies, summary.versions)
        return summary


def parsers(sources: tuple[SourceConfig, ...], resolve: Resolve | None) -> dict[str, Source]:
    """Who parses the records of each source, by its name; a format without a mapping parses those of its own name.

    Raises:
        SourceError: a configuration is not usable.
    """
    named = [
        SourceConfig(name=name, format=name, path=Path()) for name, one in formats().items() if not one.needs_mapping
    ]
    return {config.name: open_source(config, resolve) for config in (*named, *sources)}
