"""What a lake holds already, on disk: a run asks it about every record, and its memory must not grow with the lake."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from hoofbeat.lake.lake import Lake
from hoofbeat.lake.scratch import Scratch
from hoofbeat.lake.table import LakeTable

#: The columns of silver that :meth:`Ledger.admit` asks for.
CASE_KEY = ("case_id", "revision", "content_hash")

#: Hashes asked about in one query.
_ASKED_AT_ONCE = 500

#: Pages that SQLite keeps in memory.
_CACHE_KIBIBYTES = 16_384


#: What became of a record, added up where it is several things; plain numbers, for there are millions of them.
UNKNOWN, IN_BRONZE, ACCEPTED, QUARANTINED = 0, 1, 2, 4


class _Heard:
    """Tells at once of most keys that they were never heard of, so that nobody need look them up.

    A Bloom filter (Bloom, Communications of the ACM 1970) of two slots a key, a byte a slot: a new key is looked up in
    vain once in eighty times after a million keys, and every second time after ten million. Its 16 MB never grow.
    """

    _SLOTS = 2**24

    def __init__(self) -> None:
        self._slots = np.zeros(self._SLOTS, np.bool_)

    def add(self, keys: Sequence[bytes]) -> None:
        self._slots[self._places(keys)] = True

    def among(self, keys: Sequence[bytes]) -> list[bytes]:
        """Leave out the keys that were never added."""
        first, second = self._slots[self._places(keys)].T
        return [key for key, both in zip(keys, (first & second).tolist(), strict=True) if both]

    def _places(self, keys: Sequence[bytes]) -> npt.NDArray[np.uint32]:
        """Slots of each key, [n, 2]; the keys are digests, so any part of one is as good as a hash of it."""
        words = np.frombuffer(b"".join(keys), np.uint32).reshape(len(keys), 8)  # of 32 bytes each
        return words[:, :2] % np.uint32(self._SLOTS)


class Ledger(Scratch):
    """Fates of all records by content hash, and the cases in use by pseudonym and revision.

    With a million records it takes 75 MB on disk and 32 MB in memory; sets in memory are faster, but take 330 MB.

    Args:
        file: made anew; it serves one run, and is not written safely.
    """

    def __init__(self, file: Path) -> None:
        super().__init__(file)
        self._database.execute(f"PRAGMA cache_size=-{_CACHE_KIBIBYTES}")
        self._database.execute("CREATE TABLE records (hash BLOB PRIMARY KEY, fate INTEGER NOT NULL) WITHOUT ROWID")
        self._database.execute(
            "CREATE TABLE cases (case_id TEXT, revision INTEGER, hash BLOB NOT NULL, PRIMARY KEY (case_id, revision))"
            " WITHOUT ROWID"
        )
        self._heard = _Heard()
        #: Version of each table that was read, ``None`` for one that did not exist.
        self.seen: dict[str, int | None] = {}

    def read(self, lake: Lake) -> Self:
        """Forget everything, and read a lake as it is now."""
        self._database.execute("DELETE FROM records")
        self._database.execute("DELETE FROM cases")
        self._heard = _Heard()
        tables = {"bronze": lake.bronze, "silver": lake.silver, "quarantine": lake.quarantine}
        fates = {"bronze": IN_BRONZE, "silver": ACCEPTED, "quarantine": QUARANTINED}
        self.seen = {name: table.version for name, table in tables.items()}
        for name, table in tables.items():
            for batch in _rows(table, ["content_hash"], self.seen[name]):
                self.note(batch.column(0).to_pylist(), fates[name])
        for batch in _rows(lake.silver, list(CASE_KEY), self.seen["silver"]):
            self.admit(*(column.to_pylist() for column in batch.columns))
        return self

    def fates(self, content_hashes: Sequence[str]) -> dict[str, int]:
        """Look up the fates of records; one that is not known is left out."""
        found: dict[str, int] = {}
        heard = self._heard.among([bytes.fromhex(content_hash) for content_hash in content_hashes])
        for start in range(0, len(heard), _ASKED_AT_ONCE):
            asked = heard[start : start + _ASKED_AT_ONCE]
            marks = ",".join("?" * len(asked))
            rows = self._database.execute(f"SELECT hash, fate FROM records WHERE hash IN ({marks})", asked)  # noqa: S608
            found.update((key.hex(), fate) for key, fate in rows)
        return found

    def note(self, content_hashes: Iterable[str], fate: int) -> None:
        """Add a fate to those that the records have."""
        keys = sorted(map(bytes.fromhex, content_hashes))  # neighbours lie on one page
        self._heard.add(keys)
        self._database.executemany(
            "INSERT INTO records VALUES (?, ?) ON CONFLICT (hash) DO UPDATE SET fate = fate | excluded.fate",
            [(key, fate) for key in keys],
        )

    def admit(self, case_ids: Sequence[str], revisions: Sequence[int], content_hashes: Sequence[str]) -> list[bool]:
        """Take cases into use, each only if no other record holds its id and revision, and say which were taken."""
        keys = map(bytes.fromhex, content_hashes)
        cases = list(zip(case_ids, revisions, keys, strict=True))
        before = self._database.total_changes
        self._database.executemany("INSERT OR IGNORE INTO cases VALUES (?, ?, ?)", sorted(cases))
        if self._database.total_changes - before == len(cases):
            return [True] * len(cases)
        held = "SELECT 1 FROM cases WHERE case_id = ? AND revision = ? AND hash = ?"
        return [self._database.execute(held, case).fetchone() is not None for case in cases]

    def with_fates(self, fates: int) -> Iterator[str]:
        """Content hashes of the records that have all these fates."""
        rows = self._database.execute("SELECT hash FROM records WHERE fate & ? = ?", (fates, fates))
        yield from (key.hex() for (key,) in rows)


def _rows(table: LakeTable, columns: list[str], version: int | None) -> Iterator[pa.RecordBatch]:
    """Rows at exactly this version: one that did not exist has none, whoever has made it since."""
    return iter(()) if version is None else table.batches(columns, version)
