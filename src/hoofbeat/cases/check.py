"""Whether a database of cases is whole: its file, its schema, and every event of it."""

from collections import Counter
from typing import NamedTuple

from pydantic import ValidationError
from sqlalchemy import select, text

from hoofbeat.cases.database import Database
from hoofbeat.cases.records import STATUSES, Status, status_of
from hoofbeat.cases.schema import found, newest
from hoofbeat.cases.tables import cases, events
from hoofbeat.domain.errors import CaseStoreError
from hoofbeat.domain.events import CaseEvent, read_event

#: How many faults a message names before it only counts the rest.
_NAMED = 5


class CaseCheck(NamedTuple):
    """What a sound database holds.

    Attributes:
        place: where it is, without credentials.
        schema: version of its schema; ``None``: no case was ever kept here.
        current: whether that is the schema of this version.
        cases: number of cases by their status.
        events: number of events.
    """

    place: str
    schema: str | None
    current: bool
    cases: dict[Status, int]
    events: int


def check(database: Database) -> CaseCheck:
    """Read every event, and hold it against its contract and against the list of cases. Nothing is changed.

    Raises:
        CaseStoreError: the database does not answer, is newer than this version, or is damaged; the message names ids
            and revisions.
    """
    with database.transaction() as connection:
        schema = found(connection)
        if schema != newest():
            return CaseCheck(database.place, schema, False, {}, 0)
        faults = []
        if database.sqlite:
            faults += [f"SQLite: {row[0]}" for row in connection.execute(text("PRAGMA quick_check")) if row[0] != "ok"]
        newest_events: dict[str, CaseEvent] = {}
        count = 0
        chosen = select(events.c.case_id, events.c.revision, events.c.kind, events.c.event)
        for case_id, revision, kind, content in connection.execute(chosen.order_by(events.c.number)):
            count += 1
            try:
                event = read_event(content)
            except ValidationError:
                faults.append(f"case {case_id}, revision {revision}: not an event")
                continue
            follows = newest_events[case_id].revision + 1 if case_id in newest_events else 1
            if (event.case_id, event.revision, event.event) != (case_id, revision, kind) or revision != follows:
                faults.append(f"case {case_id}, revision {revision}: out of order")
            newest_events[case_id] = event
        standing: dict[Status, int] = dict.fromkeys(STATUSES, 0) | Counter(map(status_of, newest_events.values()))
        for row in connection.execute(select(cases)):
            event_of = newest_events.pop(row.case_id, None)
            if event_of is None or (row.revision, row.status) != (event_of.revision, status_of(event_of)):
                faults.append(f"case {row.case_id}: the list and its events differ")
    faults += [f"case {case_id}: not in the list" for case_id in newest_events]
    if faults:
        named = "; ".join(faults[:_NAMED]) + (f" and {len(faults) - _NAMED} more" if len(faults) > _NAMED else "")
        raise CaseStoreError(f"The database of cases is damaged: {named}", hint="restore it from a backup")
    return CaseCheck(database.place, schema, True, standing, count)
