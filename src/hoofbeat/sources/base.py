"""The one protocol behind which every source stands."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from hoofbeat.domain.case import Case

if TYPE_CHECKING:
    from hoofbeat.bundle.runtime.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a source, as it is.

    Attributes:
        source: name of the source (``phenopackets``).
        location: place in the source, so that a person finds it again (``file.zip!cohort/case.json``, ``file.csv:17``).
            A file may be named after its patient: no log, message or reason may quote it.
        payload: the record's text, unchanged.
        defect: why the text could not even be read (a damaged zip member, bytes that are no text), else ``None``;
            the payload is then what could be salvaged, possibly nothing.
    """

    source: str
    location: str
    payload: str
    defect: str | None = None

    @property
    def content_hash(self) -> str:
        """SHA-256 of source and payload, in hex: the same record read twice has the same hash.

        A defective record has no content of its own to go by, so its location stands in.
        """
        content = self.payload if self.defect is None else f"{self.location}\n{self.defect}\n{self.payload}"
        # The name of a file may hold bytes that are no UTF-8; Python carries them as lone surrogates.
        return hashlib.sha256(f"{self.source}\n{content}".encode("utf-8", errors="surrogatepass")).hexdigest()


class Source(Protocol):
    """Where cases come from."""

    name: str

    def records(self) -> Iterator[Record]:
        """Yield the records as they are, in the source's own order, streaming.

        What damages one record (not the whole source) is stated in its ``defect``.

        Raises:
            SourceError: the source as a whole cannot be read.
        """
        ...

    def parse(self, record: Record) -> Case:
        """Read one record into a case.

        The record alone must do: it may have been read long ago, by another process, and come out of bronze.

        Raises:
            RecordError: this record cannot become a case; the message is the quarantine reason. It names fields,
                columns and codes, never a value or the location: who prints it says which record it was.
        """
        ...


@runtime_checkable
class OfText(Source, Protocol):
    """A source whose records are text, in which the names of findings are looked for."""

    def with_lexicon(self, lexicon: "Lexicon") -> Source:
        """The same source, told the names."""
        ...
