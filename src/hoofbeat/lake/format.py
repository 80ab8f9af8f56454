"""What a store must be able to do with one table, however it keeps it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Protocol

import pyarrow as pa
import pyarrow.dataset as ds

#: Commits that move files and leave the rows as they are.
_HOUSEKEEPING = frozenset({"compact", "vacuum"})


class Seen(Enum):
    """What a writer knows of a table besides a version."""

    #: Commit whatever others committed meanwhile.
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Commit:
    """One entry of a table's history.

    Attributes:
        version: counted from 0.
        time: time of the commit.
        operation: ``append``, ``replace``, ``delete``, ``compact``, ``vacuum`` or the format's own word.
        metadata: what the writer recorded with it.
    """

    version: int
    time: datetime
    operation: str
    metadata: Mapping[str, str] = field(default_factory=dict)

    @property
    def changes_rows(self) -> bool:
        """Whether the rows may differ from those of the version before."""
        return self.operation not in _HOUSEKEEPING


@dataclass(frozen=True, slots=True)
class Files:
    """How much of the store the newest version takes.

    Attributes:
        count: data files.
        size: bytes.
    """

    count: int
    size: int


class TableFormat(Protocol):
    """A table in one format on one store; every change is one commit, seen whole or not at all.

    Methods that read or write raise :class:`LakeError` where the store cannot be reached, and methods that commit
    raise :class:`LakeConflictError` where another writer was faster and the change no longer applies.
    """

    #: Name of the table, for messages.
    name: str

    def version(self) -> int | None:
        """Newest version, ``None`` before the first commit."""
        ...

    def dataset(self, version: int | None = None) -> ds.Dataset:
        """The rows of a version (the newest if not given), read as they are asked for.

        Raises:
            LakeError: no such table or version.
        """
        ...

    def columns(self, version: int | None = None) -> pa.Schema:
        """The columns of a version (the newest if not given).

        Raises:
            LakeError: no such table or version.
        """
        ...

    def count(self) -> int:
        """Rows of the newest version, without reading them."""
        ...

    def files(self) -> Files:
        """Data files of the newest version."""
        ...

    def history(self) -> Iterator[Commit]:
        """Commits, the newest first; only as many are read as are asked for."""
        ...

    def write(
        self,
        schema: pa.Schema,
        batches: Iterator[pa.RecordBatch],
        *,
        replace: bool,
        metadata: Mapping[str, str],
        seen: int | Seen | None,
    ) -> None:
        """Add rows, or put them in the place of all, in one commit; the table takes columns that are new to it."""
        ...

    def delete(self, content_hashes: Sequence[str]) -> None:
        """Remove the rows with these content hashes in one commit."""
        ...

    def compact(self) -> int:
        """Put small files together; returns how many files fewer there are."""
        ...

    def vacuum(self, hours: float) -> int:
        """Remove the files that no version of the last ``hours`` needs; returns how many."""
        ...
