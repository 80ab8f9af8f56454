"""Records out of the lake, to be parsed again in the order they came in."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from hoofbeat.intake.intake import Arrival
from hoofbeat.lake.scratch import Scratch
from hoofbeat.lake.vault import Vault
from hoofbeat.sources.base import Record

_COLUMNS = ("source", "ingested_at", "ordinal", "content_hash", "sealed")

#: What is known of a record that was damaged when it was read: its text is what could be salvaged, and proves nothing.
_DAMAGED = "the record was damaged when it was read"


class StoredRecords(Scratch):
    """Sealed records on local disk, given back source by source and in order.

    Args:
        file: made anew.
    """

    def __init__(self, file: Path) -> None:
        super().__init__(file)
        self._database.execute(f"CREATE TABLE records ({', '.join(_COLUMNS)})")
        self._database.execute("CREATE INDEX came ON records (source, ingested_at, ordinal)")

    def add(self, rows: pa.RecordBatch) -> None:
        """Lay down rows of bronze or quarantine."""
        columns = [rows.column(name) for name in _COLUMNS]
        columns[1] = columns[1].cast(pa.int64())
        values = zip(*(column.to_pylist() for column in columns), strict=True)
        self._database.executemany(f"INSERT INTO records VALUES ({','.join('?' * len(_COLUMNS))})", values)  # noqa: S608

    def counts(self) -> dict[str, int]:
        """Number of records of each source."""
        return dict(self._database.execute("SELECT source, count(*) FROM records GROUP BY source").fetchall())

    def arrivals(self, source: str, vault: Vault) -> Iterator[Arrival]:
        """Open the records of a source, the first come first.

        Raises:
            LakeError: a record was sealed with another key, or is damaged.
        """
        rows = self._database.execute(
            "SELECT ordinal, content_hash, sealed FROM records WHERE source = ? ORDER BY ingested_at, ordinal",
            (source,),
        )
        for ordinal, content_hash, sealed in rows:
            record = Record(source, *vault.open(sealed))
            if record.content_hash != content_hash:
                record = replace(record, defect=_DAMAGED)
            yield Arrival(ordinal, content_hash, record)
