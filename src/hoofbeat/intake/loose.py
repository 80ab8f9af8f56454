"""Cases as the lake would hold them, of a source that has not gone through it yet."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice

from hoofbeat.domain.case import Case
from hoofbeat.domain.errors import InputError
from hoofbeat.intake.sorting import Parcel, Sorter
from hoofbeat.lake.rows import case_of
from hoofbeat.sources.base import Record, Source

#: Records that are read at once.
_AT_ONCE = 1000


def read_cases(source: Source, key: bytes, refused: list[str] | None = None) -> Iterator[Case]:
    """The cases of a source as the lake would hold them: standardised, under the lake's pseudonyms.

    Args:
        source: gives and parses the records.
        key: the lake's secret.
        refused: takes the reasons of records that are no case; without it the first of them is an error.

    Raises:
        InputError: a record is no case; the message names its position.
        IdentifierError: a direct identifier stands where none belongs.
    """
    sorter = Sorter(source, key, "fold", datetime.now(UTC))
    records, read = source.records(), 0
    while batch := list(islice(records, _AT_ONCE)):
        found = sorter(_parcel(batch, read))
        if refused is not None:
            refused += [reason for _, reason in found.refused]
        elif found.refused:
            position, reason = found.refused[0]
            raise InputError(
                f"Record {read + position + 1} of {source.name} is no case: {reason}",
                hint="correct it, or take the cases in with `hoofbeat ingest`, which sets such records aside",
            )
        read += len(batch)
        yield from map(case_of, found.cases.to_pylist())


def _parcel(batch: list[Record], first: int) -> Parcel:
    return Parcel(
        range(first, first + len(batch)),
        [record.content_hash for record in batch],
        [record.location for record in batch],
        [record.payload for record in batch],
        [record.defect for record in batch],
    )
