"""``hoofbeat lake rotate-key`` puts a lake under a new key.

The records in bronze and quarantine are opened with the old key and sealed with the new one. The pseudonyms in silver
and gold are keyed hashes of the sources' own ids: the job parses the records of bronze again to compute them anew. Each
table is replaced in one commit. A run that was interrupted is repeated with the same two keys; tables that it had
rewritten are rewritten once more, to the same content.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from hoofbeat.console import console, stage
from hoofbeat.domain.errors import LakeError
from hoofbeat.intake.sorting import Parcel, Sorter
from hoofbeat.jobs.lake import LakeJob
from hoofbeat.jobs.prepare import parsers
from hoofbeat.lake.lake import Lake
from hoofbeat.lake.pseudonyms import KEY_VARIABLE, key_file, lake_key, read_key, write_key
from hoofbeat.lake.scratch import Scratch
from hoofbeat.lake.staging import StagedRows
from hoofbeat.lake.table import ROWS_AT_ONCE, LakeTable
from hoofbeat.lake.vault import Vault
from hoofbeat.sources import Source, SourceConfig
from hoofbeat.workspace import Workspace

#: Columns of silver and gold that hold pseudonyms.
_PSEUDONYMS = ("case_id", "patient_id", "group")

_Rewrite = Callable[[pa.RecordBatch], pa.RecordBatch]


class RotateKeyJob(LakeJob):
    """Puts a lake under a new key.

    Nothing else may write to the lake meanwhile. If something does, the job ends with an error and its rows are kept.

    Attributes:
        new_key_file: file with the new key.
        sources: configurations by which the records of bronze are parsed, default none. A source that bears the name of
            its format needs no configuration.
    """

    new_key_file: Path
    sources: tuple[SourceConfig, ...] = ()

    def run(self) -> dict[str, int]:
        """Seal every record and compute every pseudonym anew.

        Returns:
            Number of rows of each table, by its name.

        Raises:
            LakeError: a key cannot be used, or a record cannot be opened or parsed again. Nothing was changed then.
            LakeConflictError: another writer changed the lake meanwhile. Run the job again.
        """
        work = Workspace(self.output, self.lake)
        lake = work.open_lake()
        old, new = lake_key(self.output, make=False), read_key(self.new_key_file)
        if old == new:
            raise LakeError("the new key is the one in use", hint="name a file with another long random text")
        seals = _Seals(old, new)
        seen = {name: table.version for name, table in lake.tables.items()}
        # Simulated cases have no configuration of their own: bronze holds them as JSON lines.
        drawn = SourceConfig(name="simulated", format="jsonl", path=Path())
        sources = parsers((drawn, *self.sources), work.knowledge.ontology.resolve)
        with lake.staging() as folder, _NewNames(folder / "names.sqlite") as names:
            with stage("Finding the new pseudonyms"):
                for cases in _parsed(lake, seen["bronze"], seals, sources, new):
                    names.add(cases)
                _require_all(lake.silver, seen["silver"], names)
            for table, rewrite in (
                (lake.bronze, seals.renew),
                (lake.quarantine, seals.renew),
                (lake.silver, names.rename),
                (lake.gold, names.rename),
            ):
                with stage(f"Rewriting {table.name}"):
                    origin = _origin(lake, table)
                    _replace(table, seen[table.name], rewrite, folder / f"{table.name}.arrow", origin)
        _install(self.output, new)
        return {name: table.count() for name, table in lake.tables.items()}


class _Seals:
    """Opens seals of either key and seals with the new one; an interrupted run leaves seals of both."""

    def __init__(self, old: bytes, new: bytes) -> None:
        self._old, self._new = Vault(old), Vault(new)

    def open(self, sealed: bytes) -> tuple[str, str]:
        try:
            return self._old.open(sealed)
        except LakeError:
            return self._new.open(sealed)

    def renew(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        position = batch.schema.get_field_index("sealed")
        sealed = [self._new.seal(*self.open(one)) for one in batch.column(position).to_pylist()]
        return batch.set_column(position, batch.schema.field(position), pa.array(sealed, pa.binary()))


class _NewNames(Scratch):
    """A table on disk: content hash of a record → the pseudonyms of its case under the new key."""

    def __init__(self, file: Path) -> None:
        super().__init__(file)
        columns = ", ".join(f'"{name}" TEXT' for name in _PSEUDONYMS)
        self._database.execute(f"CREATE TABLE names (hash TEXT PRIMARY KEY, {columns}) WITHOUT ROWID")

    def add(self, cases: pa.RecordBatch) -> None:
        columns = (cases.column(name).to_pylist() for name in ("content_hash", *_PSEUDONYMS))
        self._database.executemany("INSERT OR REPLACE INTO names VALUES (?, ?, ?, ?)", zip(*columns, strict=True))

    def of(self, content_hash: str) -> tuple[str | None, ...] | None:
        query = 'SELECT case_id, patient_id, "group" FROM names WHERE hash = ?'
        found: tuple[str | None, ...] | None = self._database.execute(query, (content_hash,)).fetchone()
        return found

    def rename(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        rows = [self.of(one) for one in batch.column("content_hash").to_pylist()]
        for column, values in zip(_PSEUDONYMS, zip(*(row or () for row in rows), strict=True), strict=True):
            position = batch.schema.get_field_index(column)
            batch = batch.set_column(position, batch.schema.field(position), pa.array(values, pa.string()))
        return batch


def _parsed(
    lake: Lake, version: int | None, seals: _Seals, sources: dict[str, Source], key: bytes
) -> Iterator[pa.RecordBatch]:
    """Yield the cases of bronze under the new key; records of sources without a configuration are left out."""
    now = datetime.now(UTC)
    sorters = {name: Sorter(source, key, "", now) for name, source in sources.items()}
    for batch in lake.bronze.batches(["source", "ordinal", "content_hash", "sealed"], version):
        for name in pc.unique(batch.column("source")).to_pylist():
            if name in sorters:
                rows = batch.filter(pc.equal(batch.column("source"), name))
                ordinals, content_hashes = rows.column("ordinal").to_pylist(), rows.column("content_hash").to_pylist()
                texts = [seals.open(sealed) for sealed in rows.column("sealed").to_pylist()]
                locations, payloads = [text[0] for text in texts], [text[1] for text in texts]
                nothing = [None] * len(ordinals)
                yield sorters[name](Parcel(ordinals, content_hashes, locations, payloads, nothing)).cases


def _require_all(silver: LakeTable, version: int | None, names: _NewNames) -> None:
    """Raise unless every case of silver has new pseudonyms."""
    lost: Counter[str] = Counter()
    for batch in silver.batches(["source", "content_hash"], version):
        lost.update(row["source"] for row in batch.to_pylist() if names.of(row["content_hash"]) is None)
    if lost:
        listed = ", ".join(f"{count:,} of {source}" for source, count in sorted(lost.items()))
        raise LakeError(
            f"{lost.total():,} cases of silver cannot be made again from bronze ({listed})",
            hint="list their sources in the file given with --sources, as they were ingested",
        )


def _origin(lake: Lake, table: LakeTable) -> dict[str, str]:
    """The table's metadata, with the newest version of silver where it names one."""
    kept = table.metadata()
    return kept | {"silver_version": str(lake.silver.content_version())} if "silver_version" in kept else kept


def _replace(table: LakeTable, seen: int | None, rewrite: _Rewrite, file: Path, metadata: dict[str, str]) -> None:
    if seen is None:
        return
    with StagedRows(file, table.schema) as staged:
        for batch in _rewritten(table.batches(version=seen), rewrite):
            staged.write_batch(batch)
    table.replace(staged.batches(ROWS_AT_ONCE), metadata, seen=seen)
    file.unlink()


def _rewritten(batches: Iterable[pa.RecordBatch], rewrite: _Rewrite) -> Iterator[pa.RecordBatch]:
    return (rewrite(batch) for batch in batches if batch.num_rows)


def _install(output: Path, key: bytes) -> None:
    """Replace the key file by the new key, or say that the variable must be set."""
    if (place := key_file(output)) is not None:
        write_key(place, key)
    else:
        console.print(f"  [bold]Set {KEY_VARIABLE} to the new key now:[/] the old one opens nothing of this lake.")
