"""A source whose cases were all seen at one altitude, which reference ranges depend on."""

from collections.abc import Iterator

from hoofbeat.domain.case import Case
from hoofbeat.sources.base import Record, Source


class PlacedSource:
    """Tells each case of a source the altitude of its place, unless the record itself does.

    Args:
        source: gives the cases.
        altitude: metres above sea level.
    """

    def __init__(self, source: Source, altitude: float) -> None:
        self.name = source.name
        self._source = source
        self._altitude = altitude

    def records(self) -> Iterator[Record]:
        """Yield the records as they are.

        Raises:
            SourceError: the source as a whole cannot be read.
        """
        return self._source.records()

    def parse(self, record: Record) -> Case:
        """Read one record into a case.

        Raises:
            RecordError: this record cannot become a case.
        """
        case = self._source.parse(record)
        return case if case.altitude is not None else case.model_copy(update={"altitude": self._altitude})
