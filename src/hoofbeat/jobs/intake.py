"""One source into the lake, as far as it can go before the quality gate."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from hoofbeat.console import track
from hoofbeat.domain.errors import RecordError
from hoofbeat.lake.lake import Lake
from hoofbeat.lake.pseudonyms import Pseudonyms
from hoofbeat.lake.rows import row_of
from hoofbeat.lake.staging import StagedRows
from hoofbeat.sources.base import Record, Source

#: A batch is closed at so many records or so many characters, whichever comes first: it bounds the memory.
RECORDS_AT_ONCE = 5_000
CHARACTERS_AT_ONCE = 32_000_000


@dataclass
class Ledger:
    """What the lake holds already, kept up while a run goes on (some 100 bytes a record).

    Attributes:
        bronze: content hashes of all records.
        accepted: content hashes of the records that are cases.
        quarantined: content hashes of the records in quarantine.
        case_ids: pseudonyms in use.
    """

    bronze: set[str]
    accepted: set[str]
    quarantined: set[str]
    case_ids: set[str]

    @classmethod
    def of(cls, lake: Lake) -> "Ledger":
        """Read the ledger of a lake."""
        return cls(
            bronze=lake.bronze.values("content_hash"),
            accepted=lake.silver.values("content_hash"),
            quarantined=lake.quarantine.values("content_hash"),
            case_ids=lake.silver.values("case_id"),
        )


@dataclass
class Tally:
    """The three numbers of one source in one run, and how much of them is new to the lake.

    Attributes:
        source: its name.
        read: records it gave.
        accepted: those that are cases, whether new or in the lake already.
        quarantined: those that are none, whether new or in quarantine already.
        new_cases: how many of the accepted are added to silver.
        new_quarantined: how many of the quarantined are added to quarantine.
        examples: location and reason of the first few quarantined.
    """

    source: str
    read: int = 0
    accepted: int = 0
    quarantined: int = 0
    new_cases: int = 0
    new_quarantined: int = 0
    examples: list[str] = field(default_factory=list)


class Intake:
    """Takes records to bronze and sorts them: cases are staged for silver, the rest goes to quarantine.

    Args:
        lake: where bronze and quarantine are written.
        ledger: what is known already; brought up to date on the way.
        pseudonyms: makes the case ids of silver.
    """

    def __init__(self, lake: Lake, ledger: Ledger, pseudonyms: Pseudonyms) -> None:
        self._lake = lake
        self._ledger = ledger
        self._pseudonyms = pseudonyms

    def take(self, source: Source, staged: StagedRows) -> Tally:
        """Read a source to its end, batch by batch.

        Args:
            source: what to read.
            staged: receives the rows that are new to silver.

        Raises:
            SourceError: the source as a whole cannot be read; silver has not been touched.
        """
        tally = Tally(source.name)
        for batch in _batched(track(source.records(), f"Reading {source.name}")):
            self._keep_as_read(batch)
            cases: list[dict[str, Any]] = []
            refused: list[dict[str, Any]] = []
            for record in batch:
                self._sort(record, source, tally, cases, refused)
            self._lake.quarantine.append(refused)
            staged.write(cases)
        return tally

    def _keep_as_read(self, batch: list[Record]) -> None:
        new = {record.content_hash: record for record in batch if record.content_hash not in self._ledger.bronze}
        self._lake.bronze.append(_raw(record) for record in new.values())
        self._ledger.bronze |= new.keys()

    def _sort(
        self, record: Record, source: Source, tally: Tally, cases: list[dict[str, Any]], refused: list[dict[str, Any]]
    ) -> None:
        """Settle one record's fate; what the lake had refused before gets another chance."""
        ordinal = tally.read
        tally.read += 1
        if record.content_hash in self._ledger.accepted:
            tally.accepted += 1
            return
        try:
            row = self._case_row(record, source, ordinal)
        except RecordError as error:
            tally.quarantined += 1
            if len(tally.examples) < 3:
                tally.examples.append(f"{record.location}: {error}")
            if record.content_hash not in self._ledger.quarantined:
                tally.new_quarantined += 1
                self._ledger.quarantined.add(record.content_hash)
                refused.append({**_raw(record), "reason": str(error), "stage": "parse"})
        else:
            tally.accepted += 1
            tally.new_cases += 1
            self._ledger.accepted.add(record.content_hash)
            self._ledger.case_ids.add(row["case_id"])
            cases.append(row)

    def _case_row(self, record: Record, source: Source, ordinal: int) -> dict[str, Any]:
        case = source.parse(record)
        # An id that only says where the record stands names no patient: another file of that name holds others.
        identity = case.case_id if case.case_id != record.location else record.content_hash
        pseudonym = self._pseudonyms.of(record.source, identity)
        if pseudonym in self._ledger.case_ids:
            raise RecordError(
                "a case of the same id and other content is in the lake already",
                hint="give each case its own id; to replace the older one, ingest into a new output directory",
            )
        return row_of(case, record, pseudonym=pseudonym, ordinal=ordinal)


def _raw(record: Record) -> dict[str, Any]:
    return {
        "source": record.source,
        "location": record.location,
        "content_hash": record.content_hash,
        "payload": record.payload,
        "ingested_at": datetime.now(UTC),
    }


def _batched(records: Iterable[Record]) -> Iterator[list[Record]]:
    batch: list[Record] = []
    characters = 0
    for record in records:
        batch.append(record)
        characters += len(record.payload)
        if len(batch) >= RECORDS_AT_ONCE or characters >= CHARACTERS_AT_ONCE:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch
