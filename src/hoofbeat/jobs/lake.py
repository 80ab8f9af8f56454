"""``hoofbeat lake``: what a lake holds, how it came to be, and how it is kept in order."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from hoofbeat.domain.errors import LakeError
from hoofbeat.lake.asof import parse_as_of
from hoofbeat.lake.format import Commit
from hoofbeat.lake.lake import Lake
from hoofbeat.lake.table import LakeTable
from hoofbeat.workspace import Workspace

#: Files younger than this may belong to a commit under way, or to a version that someone is reading.
SAFE_HOURS = 168

#: Nobody can read it, and it is long.
_UNSHOWN = "sealed"


class LakeJob(BaseModel):
    """What every job on a lake needs to know.

    Attributes:
        output: run directory; the lake is in there, and its key.
        lake: address of the lake, if it is not in there.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    output: Path
    lake: str | None = None

    def open(self) -> Lake:
        """Open the lake.

        Raises:
            LakeError: the address names no store that we know.
        """
        return Workspace(self.output, self.lake).open_lake()


@dataclass(frozen=True, slots=True)
class TableStatus:
    """One table as it stands.

    Attributes:
        table: name of the table.
        version: newest version, ``None`` if nothing was ever committed.
        changed: time of its commit.
        rows: number of rows.
        files: number of data files.
        size: size of the data files, in bytes.
        sources: rows by source.
    """

    table: str
    version: int | None
    changed: datetime | None
    rows: int
    files: int
    size: int
    sources: dict[str, int]


class LakeStatusJob(LakeJob):
    """Say what each table holds."""

    def run(self) -> list[TableStatus]:
        """Look at all four tables.

        Raises:
            LakeError: the lake cannot be read.
        """
        return [_status(table) for table in self.open().tables.values()]


class LakeHistoryJob(LakeJob):
    """List the commits of a table, or of all.

    Attributes:
        table: name of the table; all four if ``None``.
        limit: largest number of each.
    """

    table: str | None = None
    limit: int = Field(default=20, ge=1)

    def run(self) -> list[tuple[str, Commit]]:
        """Read the logs: table and commit, the newest first.

        Raises:
            LakeError: no such table, or the lake cannot be read.
        """
        lake = self.open()
        tables = [lake.table(self.table)] if self.table else list(lake.tables.values())
        found = [(table.name, commit) for table in tables for commit in islice(table.history(), self.limit)]
        return sorted(found, key=lambda entry: entry[1].time, reverse=True)


class LakeShowJob(LakeJob):
    """Read a few rows of a table as it is, or was.

    Attributes:
        table: name of the table.
        as_of: version or moment; now if not given.
        limit: largest number of rows.
    """

    table: str
    as_of: str | None = None
    limit: int = Field(default=10, ge=1)

    def run(self) -> tuple[int, int, list[dict[str, Any]]]:
        """Read version, number of rows, and the first few of them, without what is sealed.

        Raises:
            LakeError: no such table, version or moment.
        """
        table = self.open().table(self.table)
        version = table.at(parse_as_of(self.as_of)) if self.as_of else table.version
        if version is None:
            raise LakeError(f"lake table {self.table} does not exist", hint="run `hoofbeat ingest` first")
        columns = [name for name in table.schema.names if name != _UNSHOWN]
        rows = sum(batch.num_rows for batch in table.batches(["content_hash"], version))
        return version, rows, table.head(self.limit, columns, version)


class LakeCompactJob(LakeJob):
    """Put small files together; the rows stay as they are, and so do older versions."""

    def run(self) -> dict[str, int]:
        """Compact every table; returns how many files fewer each has.

        Raises:
            LakeConflictError: another writer removed rows meanwhile; the table is as it was.
        """
        return {name: table.compact() for name, table in self.open().tables.items() if table.exists}


class LakeVacuumJob(LakeJob):
    """Remove files that only older versions need: those versions cannot be read any more.

    Attributes:
        retain: hours of history that stay readable.
        force: allow less than :data:`SAFE_HOURS`, where nobody else reads or writes.
    """

    retain: float = Field(default=SAFE_HOURS, ge=0)
    force: bool = False

    def run(self) -> dict[str, int]:
        """Vacuum every table; returns how many files were removed from each.

        Raises:
            LakeError: so short a history was not forced, or the lake cannot be written.
        """
        if self.retain < SAFE_HOURS and not self.force:
            raise LakeError(
                f"{self.retain:g} hours are less than {SAFE_HOURS}: a commit under way could lose its files",
                hint="retain more, or add --force if nobody else reads or writes this lake",
            )
        return {name: table.vacuum(self.retain) for name, table in self.open().tables.items() if table.exists}


def _status(table: LakeTable) -> TableStatus:
    newest = next(table.history(), None)
    files = table.files()
    sources: Counter[str] = Counter()
    for batch in table.batches(["source"]):
        sources.update({entry["values"]: entry["counts"] for entry in batch.column(0).value_counts().to_pylist()})
    return TableStatus(
        table=table.name,
        version=table.version,
        changed=newest.time if newest else None,
        rows=table.count(),
        files=files.count,
        size=files.size,
        sources=dict(sorted(sources.items())),
    )
