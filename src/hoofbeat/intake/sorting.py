"""Records into sealed rows, cases and refusals: the part of an ingest that several processes can share.

Nothing here knows what the lake holds already, and what is imported is little: every worker pays for it again.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from hoofbeat.domain.case import Case
from hoofbeat.domain.errors import RecordError
from hoofbeat.lake.pseudonyms import Pseudonyms
from hoofbeat.lake.rows import SilverRows
from hoofbeat.lake.schemas import BRONZE
from hoofbeat.lake.vault import Vault
from hoofbeat.sources.base import Record, Source
from hoofbeat.standards.standardise import standardise

#: Groups that anyone may know: a publication, or patients drawn by our own simulation.
_PUBLIC_GROUP = re.compile(r"PMID:\d+|SIMULATED:.*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Parcel:
    """Records on their way to a worker, column by column (a tenth of the time that objects take).

    Attributes:
        ordinals: positions in the source.
        content_hashes: one a record, each at most once.
        locations: as in ``Record``.
        payloads: as in ``Record``.
        defects: as in ``Record``.
    """

    ordinals: Sequence[int]
    content_hashes: Sequence[str]
    locations: Sequence[str]
    payloads: Sequence[str]
    defects: Sequence[str | None]

    def __len__(self) -> int:
        return len(self.ordinals)


@dataclass(frozen=True, slots=True)
class Sorted:
    """What became of a parcel.

    Attributes:
        sealed: its records as rows of bronze, all of them, in their order.
        cases: rows of silver of those that are cases, in their order; none if the parcel was only to be sealed.
        refused: positions in the parcel and reasons of those that are none.
        named: whether any case has an id of its own; the others go by their content hash, and are one of a kind.
    """

    sealed: pa.RecordBatch
    cases: pa.RecordBatch
    refused: list[tuple[int, str]]
    named: bool


class Sorter:
    """Seals records, and makes pseudonymised cases of those that can be parsed.

    Args:
        source: parses them.
        key: the lake's secret.
        batch: the run that brings them.
        began: start of that run; with the ordinal it tells in what order records came.
        parse: whether to parse at all, or only to seal.
    """

    def __init__(self, source: Source, key: bytes, batch: str, began: datetime, *, parse: bool = True) -> None:
        self._source = source
        self._pseudonyms = Pseudonyms(key)
        self._vault = Vault(key)
        self._batch = batch
        self._began = began
        self._parse = parse

    def __call__(self, parcel: Parcel) -> Sorted:
        """Sort one parcel.

        Raises:
            IdentifierError: a direct identifier stands where none belongs.
        """
        rows, refused, named = SilverRows(), [], False
        if self._parse:
            for position in range(len(parcel)):
                try:
                    named |= self._add(rows, parcel, position)
                except RecordError as error:
                    refused.append((position, str(error)))
        return Sorted(self._sealed(parcel), rows.batch(), refused, named)

    def _add(self, rows: SilverRows, parcel: Parcel, position: int) -> bool:
        """Add the case of a record, and say whether it has an id of its own."""
        location, content_hash = parcel.locations[position], parcel.content_hashes[position]
        record = Record(self._source.name, location, parcel.payloads[position], parcel.defects[position])
        parsed = self._source.parse(record)
        case = standardise(parsed)
        if parsed.measurements and not case.measurements and not case.findings:
            raise RecordError(
                "all its measurements are impossible or unreadable, and it states no finding",
                hint="correct their codes, values or units",
            )
        # An id that only says where the record stands names no patient: another file of that name holds others.
        named = case.case_id != location
        identity = case.case_id if named else content_hash
        rows.add(
            case,
            content_hash=content_hash,
            source=record.source,
            ordinal=parcel.ordinals[position],
            case_id=self._pseudonyms.of(record.source, identity),
            patient_id=None if case.patient_id is None else self._pseudonym("patient", case.patient_id),
            group=self._group(case),
        )
        return named

    def _group(self, case: Case) -> str | None:
        if case.group is None or _PUBLIC_GROUP.fullmatch(case.group):
            return case.group
        return self._pseudonym("group", case.group)

    def _pseudonym(self, kind: str, identity: str) -> str:
        return self._pseudonyms.of(self._source.name, f"{kind} {identity}")

    def _sealed(self, parcel: Parcel) -> pa.RecordBatch:
        count = len(parcel)
        columns = {
            "source": pa.repeat(self._source.name, count),
            "ordinal": pa.array(parcel.ordinals, pa.int64()),
            "content_hash": pa.array(parcel.content_hashes, pa.string()),
            "sealed": pa.array(map(self._vault.seal, parcel.locations, parcel.payloads), pa.binary()),
            "batch": pa.repeat(self._batch, count),
            "ingested_at": pa.repeat(pa.scalar(self._began, BRONZE.field("ingested_at").type), count),
        }
        return pa.RecordBatch.from_arrays([columns[name] for name in BRONZE.names], schema=BRONZE)
