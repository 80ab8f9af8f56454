"""Records on their way into the lake: bronze, then staged for silver or refused to quarantine."""

import gc
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import chain, islice
from typing import NamedTuple
from uuid import uuid4

import pyarrow as pa
import pyarrow.compute as pc

from hoofbeat.console import track
from hoofbeat.engines import LOCAL, TaskEngine
from hoofbeat.intake.commits import Appender, quarantined
from hoofbeat.intake.ledger import ACCEPTED, CASE_KEY, IN_BRONZE, QUARANTINED, UNKNOWN, Ledger
from hoofbeat.intake.sorting import Parcel, Sorted, Sorter
from hoofbeat.intake.tally import SAME_REVISION, Tally
from hoofbeat.lake.lake import Lake
from hoofbeat.sources.base import Record, Source

#: A parcel is closed at so many records or so many characters, whichever comes first: it bounds the memory.
RECORDS_AT_ONCE = 2_000
CHARACTERS_AT_ONCE = 8_000_000

#: Receives rows.
Sink = Callable[[pa.RecordBatch], object]


class Arrival(NamedTuple):
    """A record, its position in its source, and its content hash."""

    ordinal: int
    content_hash: str
    record: Record


@dataclass(frozen=True, slots=True)
class _Sent:
    """What this process keeps of a parcel while it is being sorted."""

    parcel: Parcel
    fates: list[int]
    #: Positions and content hashes of records that repeat one under way: its fate is theirs.
    echoes: list[tuple[int, str]]


class Intake:
    """Takes records to bronze and sorts them: cases are staged for silver, the rest goes to quarantine.

    Args:
        lake: lake whose bronze and quarantine are written.
        ledger: ledger of the records that are known already; brought up to date on the way.
        key: the lake's secret.
        parse: whether to make cases at all, or only to fill bronze.
        engine: who sorts the records.
    """

    def __init__(
        self, lake: Lake, ledger: Ledger, key: bytes, *, parse: bool = True, engine: TaskEngine = LOCAL
    ) -> None:
        self._ledger = ledger
        self._key = key
        self._parse = parse
        self._engine = engine
        self.batch = uuid4().hex
        self._began = datetime.now(UTC)
        self._bronze = Appender(lake.bronze, ledger.seen["bronze"])
        self._quarantine = Appender(lake.quarantine, ledger.seen["quarantine"])
        self._settled_by = ACCEPTED if parse else IN_BRONZE
        self._under_way: set[str] = set()

    def take(
        self, source: Source, arrivals: Iterable[Arrival], on_record: Sequence[Sink], on_case: Sequence[Sink]
    ) -> Tally:
        """Take all records of a source.

        Args:
            source: parses them.
            arrivals: its records, read now or long ago.
            on_record: receive the rows that are new to bronze.
            on_case: receive the rows that are new to silver.

        Raises:
            SourceError: the source as a whole cannot be read; silver has not been touched.
            IdentifierError: a direct identifier stands where none belongs; silver has not been touched.
        """
        gc.freeze()  # the knowledge stays as it is: no collection need walk through it again
        tally = Tally(source.name)
        sent: deque[_Sent] = deque()
        make = partial(Sorter, source, self._key, self.batch, self._began, parse=self._parse)
        batches = track(batched(arrivals), f"Reading {source.name}", weight=len)
        with closing(_sorted(self._engine, make, self._parcels(batches, tally, sent))) as outcomes:
            for outcome in outcomes:
                self._settle(sent.popleft(), outcome, on_record, on_case, tally)
        self._commit()
        return tally

    def _parcels(self, batches: Iterable[list[Arrival]], tally: Tally, sent: deque[_Sent]) -> Iterator[Parcel]:
        """Set apart what is settled already, and send the rest."""
        for batch in batches:
            fates = self._ledger.fates([arrival.content_hash for arrival in batch])
            new, echoes = [], []
            for arrival in batch:
                if fates.get(arrival.content_hash, UNKNOWN) & self._settled_by:
                    tally.accepted += self._parse
                elif arrival.content_hash in self._under_way:
                    echoes.append((arrival.ordinal, arrival.content_hash))
                else:
                    self._under_way.add(arrival.content_hash)
                    new.append(arrival)
            tally.read += len(batch)
            if new:
                parcel = _parcel(new)
                known = [fates.get(content_hash, UNKNOWN) for content_hash in parcel.content_hashes]
                sent.append(_Sent(parcel, known, echoes))
                yield parcel
            elif echoes:
                sent[-1].echoes.extend(echoes)

    def _settle(
        self, sent: _Sent, outcome: Sorted, on_record: Sequence[Sink], on_case: Sequence[Sink], tally: Tally
    ) -> None:
        hashes = sent.parcel.content_hashes
        self._under_way.difference_update(hashes)
        fresh = [not fate & IN_BRONZE for fate in sent.fates]
        tally.new_records += sum(fresh)
        sealed = outcome.sealed if all(fresh) else outcome.sealed.filter(pa.array(fresh, pa.bool_()))
        self._bronze.add(sealed)
        for sink in on_record:
            sink(sealed)
        if not self._parse:
            self._ledger.note(hashes, IN_BRONZE)
        else:
            refused = outcome.refused + self._accept(outcome, hashes, on_case, tally)
            self._refuse(sent, outcome.sealed, sorted(refused), tally)
            self._echo(sent.echoes, tally)
        if self._bronze.full or self._quarantine.full:
            self._commit()

    def _accept(
        self, outcome: Sorted, hashes: Sequence[str], on_case: Sequence[Sink], tally: Tally
    ) -> list[tuple[int, str]]:
        """Hand on the cases whose id and revision are free; the others are refused."""
        accepted, second = outcome.cases, []
        if outcome.named:
            admitted = self._ledger.admit(*(accepted.column(name).to_pylist() for name in CASE_KEY))
            if not all(admitted):
                mask = pa.array(admitted, pa.bool_())
                second = accepted.column("content_hash").filter(pc.invert(mask)).to_pylist()
                accepted = accepted.filter(mask)
        for sink in on_case:
            sink(accepted)
        self._ledger.note(accepted.column("content_hash").to_pylist(), IN_BRONZE | ACCEPTED)
        tally.accepted += accepted.num_rows
        tally.new_cases += accepted.num_rows
        return [(hashes.index(content_hash), SAME_REVISION) for content_hash in second]

    def _refuse(self, sent: _Sent, sealed: pa.RecordBatch, refused: list[tuple[int, str]], tally: Tally) -> None:
        new = []
        for position, reason in refused:
            unheard = not sent.fates[position] & QUARANTINED
            tally.refuse(sent.parcel.ordinals[position], reason, new=unheard)
            if unheard:
                new.append((position, reason))
        if new:
            positions, reasons = zip(*new, strict=True)
            self._quarantine.add(quarantined(sealed.take(pa.array(positions)), list(reasons)))
            self._ledger.note([sent.parcel.content_hashes[position] for position in positions], IN_BRONZE | QUARANTINED)

    def _echo(self, echoes: list[tuple[int, str]], tally: Tally) -> None:
        fates = self._ledger.fates([content_hash for _, content_hash in echoes])
        for ordinal, content_hash in echoes:
            if fates[content_hash] & ACCEPTED:
                tally.accepted += 1
            else:
                tally.refuse(ordinal, "the same as an earlier record", new=False)

    def _commit(self) -> None:
        """Bronze first: what stands elsewhere always leads back to it."""
        self._bronze.commit()
        self._quarantine.commit()


def arriving(source: Source) -> Iterator[Arrival]:
    """The records of a source as it gives them."""
    for ordinal, record in enumerate(source.records()):
        yield Arrival(ordinal, record.content_hash, record)


def batched(arrivals: Iterable[Arrival]) -> Iterator[list[Arrival]]:
    """Gather records, so many or so much text at once."""
    batch: list[Arrival] = []
    characters = 0
    for arrival in arrivals:
        batch.append(arrival)
        characters += len(arrival.record.payload)
        if len(batch) >= RECORDS_AT_ONCE or characters >= CHARACTERS_AT_ONCE:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def _parcel(arrivals: list[Arrival]) -> Parcel:
    records = [arrival.record for arrival in arrivals]
    return Parcel(
        ordinals=[arrival.ordinal for arrival in arrivals],
        content_hashes=[arrival.content_hash for arrival in arrivals],
        locations=[record.location for record in records],
        payloads=[record.payload for record in records],
        defects=[record.defect for record in records],
    )


def _sorted(engine: TaskEngine, make: Callable[[], Sorter], parcels: Iterator[Parcel]) -> Generator[Sorted, None, None]:
    """Sort parcels in order: the first one here, and if more follow, those by a crew, which takes a second to come."""
    sort = make()
    for parcel in islice(parcels, 1):
        yield sort(parcel)
    more = next(parcels, None)
    if more is not None:
        with engine.crew(make) as crew:
            yield from crew.map(chain([more], parcels))
