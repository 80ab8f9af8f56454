"""The half of the case store that changes no case."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import func, select

from hoofbeat.cases.database import Database
from hoofbeat.cases.records import EXPORTED, LISTED, READ, KeptCase, ListedCase, LoggedEvent, Status
from hoofbeat.cases.rows import events_of, note
from hoofbeat.cases.tables import cases, events

#: Characters of a time that are its day: ``2026-11-23``.
_DAY = 10


def utc_now() -> datetime:
    """The time, with its zone."""
    return datetime.now(UTC)


class CaseReader:
    """Opens and lists cases, and hands out their events.

    Args:
        database: database, its schema up to date.
        clock: function that tells the time, with its zone.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime] = utc_now) -> None:
        self.database = database
        self._clock = clock

    def get(self, case_id: str, *, who: str) -> KeptCase:
        """Open a case, with all its events.

        Raises:
            CaseUnknownError: there is no such case.
        """
        with self.database.transaction(writing=True) as connection:
            kept = KeptCase(events_of(connection, case_id))
            note(connection, READ, self._clock(), who, case_id)
        return kept

    def listed(
        self, *, who: str, limit: int = 50, before: int | None = None, status: Status | None = None
    ) -> tuple[ListedCase, ...]:
        """List cases, the last registered first.

        Args:
            who: who acts.
            limit: number of cases.
            before: number of the last case of the list that this one goes on.
            status: status of the cases wanted; any if not given.
        """
        chosen = select(*(cases.c[name] for name in ListedCase._fields)).order_by(cases.c.number.desc()).limit(limit)
        if before is not None:
            chosen = chosen.where(cases.c.number < before)
        if status is not None:
            chosen = chosen.where(cases.c.status == status)
        with self.database.transaction(writing=True) as connection:
            found = tuple(ListedCase(*row) for row in connection.execute(chosen))
            note(connection, LISTED, self._clock(), who)
        return found

    def events_since(self, number: int = 0, limit: int = 1000) -> tuple[LoggedEvent, ...]:
        """Events after the one with this number, in the order in which they were committed; none is ever skipped."""
        chosen = select(events.c.number, events.c.event).where(events.c.number > number)
        with self.database.transaction() as connection:
            found = connection.execute(chosen.order_by(events.c.number).limit(limit))
            return tuple(LoggedEvent(*row) for row in found)

    def days(self) -> tuple[str, ...]:
        """The days on which events were recorded (``2026-11-23``, UTC), the oldest first."""
        day = func.substr(events.c.recorded_at, 1, _DAY)
        with self.database.transaction() as connection:
            return tuple(sorted(connection.scalars(select(day).distinct())))

    def lines_of(self, day: str) -> tuple[bytes, ...]:
        """The events of a day as the log has them, in the order in which they were committed, without line feeds."""
        chosen = select(events.c.event).where(events.c.recorded_at.startswith(day, autoescape=True))
        with self.database.transaction() as connection:
            return tuple(text.encode() for text in connection.scalars(chosen.order_by(events.c.number)))

    def note_export(self, *, who: str) -> None:
        """Write into the audit trail that events leave the store."""
        with self.database.transaction(writing=True) as connection:
            note(connection, EXPORTED, self._clock(), who)
