"""``hoofbeat quarantine replay``: another try for what could not become a case."""

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from hoofbeat.intake.ledger import Ledger
from hoofbeat.intake.refinery import IngestSummary, Refinery
from hoofbeat.intake.tally import show
from hoofbeat.jobs.prepare import PrepareJob, parsers
from hoofbeat.jobs.quarantine import find
from hoofbeat.lake.gold import Canonical
from hoofbeat.sources import Resolve
from hoofbeat.workspace import Workspace


class ReplayJob(PrepareJob):
    """Parse records of quarantine again, with today's readers, knowledge and mappings.

    Attributes:
        ids: as ``hoofbeat quarantine list`` shows them; all records if none is given.
    """

    ids: tuple[str, ...] = ()

    def run(self, resolve: Resolve | None, canonical: Canonical) -> IngestSummary:
        """Take those that are cases now to silver and gold and out of quarantine; the others stay.

        Raises:
            InputError: an id means no record, or several.
            SourceError: a configuration is not usable.
            IdentifierError: a direct identifier stands where none belongs.
            QualityError: a critical expectation failed; everything stays in quarantine.
            LakeError: the lake cannot be read or written.
        """
        work = Workspace(self.output, self.lake)
        lake = work.open_lake()
        hashes = [row["content_hash"] for row in find(lake, list(self.ids))]
        where = pc.field("content_hash").isin(hashes) if self.ids else None

        def refused(ledger: Ledger) -> Iterator[pa.RecordBatch]:
            yield from lake.quarantine.batches(version=ledger.seen["quarantine"], where=where)

        refinery = Refinery(work, expectations=self.expectations, track=self.track)
        summary = refinery.reparse(refused, parsers(self.sources, resolve), canonical)
        show(summary.tallies, summary.versions)
        return summary
