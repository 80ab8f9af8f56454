"""Rows of the tables: writing an event with what lists it, and reading events back. Each within a transaction."""

import re
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select, update

from hoofbeat.cases.records import status_of, withdrawn_by_patient
from hoofbeat.cases.tables import audit, cases, events
from hoofbeat.domain.errors import CaseConflictError, CaseUnknownError, InputError
from hoofbeat.domain.events import CaseEvent, CaseWithdrawn, read_event

#: Bytes of the largest event that the log may hold, its line feed included (docs/sources/case-store.md).
MAX_BYTES = 1_000_000

#: The store's own ids. Anything else is unknown, and is not even looked for.
_OURS = re.compile(r"[0-9a-f]{32}")

#: Who may stand in the audit trail: the id of a key, ``loopback``, ``cli``; never a name with a blank in it.
_WHO = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,99}")


def stamp(moment: datetime) -> str:
    """A moment as the tables have it: UTC, to the microsecond, of one width."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def append(connection: Connection, event: CaseEvent, patient_id: str, who: str) -> None:
    """Write an event, how its case stands after it, and who wrote it.

    Raises:
        InputError: it does not keep the contract once written out; the message names neither value nor patient.
    """
    text = event.model_dump_json(exclude_none=True)
    if len(text.encode()) >= MAX_BYTES or read_event(text) != event:
        raise InputError("The case is too large for one event, or cannot be written out", hint="state fewer findings")
    at = stamp(event.recorded_at)
    stated = None if isinstance(event, CaseWithdrawn) else event
    row = {
        "patient_id": patient_id,
        "status": status_of(event),
        "revision": event.revision,
        "changed_at": at,
        "age": stated and stated.age,
        "sex": stated and stated.sex.value,
        "findings": len(stated.findings) if stated else 0,
        "measurements": len(stated.measurements) if stated else 0,
    }
    if event.revision == 1:
        connection.execute(insert(cases).values(case_id=event.case_id, registered_at=at, **row))
    else:
        connection.execute(update(cases).where(cases.c.case_id == event.case_id).values(**row))
    written = {"revision": event.revision, "recorded_at": at, "kind": event.event, "event": text}
    connection.execute(insert(events).values(case_id=event.case_id, **written))
    note(connection, event.event, event.recorded_at, who, event.case_id)


def note(connection: Connection, action: str, at: datetime, who: str, case_id: str | None = None) -> None:
    """Write into the audit trail.

    Raises:
        InputError: ``who`` is no id.
    """
    if not _WHO.fullmatch(who):
        raise InputError("Who acts must be an id", hint="give the id of a key: letters, digits, `_`, `.`, `-`")
    connection.execute(insert(audit).values(at=stamp(at), who=who, action=action, case_id=case_id))


def patient_of(connection: Connection, case_id: str) -> str:
    """The opaque id of a case's patient.

    Raises:
        CaseUnknownError: there is no such case.
        CaseConflictError: its patient withdrew the consent.
    """
    if withdrawn_by_patient(events_of(connection, case_id)[-1]):
        raise CaseConflictError(
            "The consent to the other case was withdrawn: nothing can be linked to it", hint="leave out the link"
        )
    row = connection.execute(select(cases.c.patient_id).where(cases.c.case_id == case_id)).one()
    return str(row.patient_id)


def others_of(connection: Connection, case_id: str, patient_id: str) -> tuple[str, ...]:
    """The ids of a patient's other cases, the first registered first."""
    chosen = select(cases.c.case_id).where(cases.c.patient_id == patient_id, cases.c.case_id != case_id)
    return tuple(connection.scalars(chosen.order_by(cases.c.number)))


def events_of(connection: Connection, case_id: str) -> tuple[CaseEvent, ...]:
    """The events of a case, the oldest first.

    Raises:
        CaseUnknownError: there is no such case.
    """
    texts = []
    if _OURS.fullmatch(case_id):
        chosen = select(events.c.event).where(events.c.case_id == case_id).order_by(events.c.revision)
        texts = [str(row.event) for row in connection.execute(chosen)]
    if not texts:
        raise CaseUnknownError("There is no such case", hint="see the ids in the list of cases")
    return tuple(map(read_event, texts))


def earlier_of(connection: Connection, case_id: str, revision: int) -> tuple[CaseEvent, ...]:
    """The events of a case that is about to change, the oldest first.

    Args:
        connection: transaction of a writer.
        case_id: id of the case.
        revision: revision that the change was made on.

    Raises:
        CaseUnknownError: there is no such case.
        CaseConflictError: it has changed since, or its patient withdrew the consent.
    """
    earlier = events_of(connection, case_id)
    newest = earlier[-1]
    if newest.revision != revision:
        raise CaseConflictError(
            f"The case is at revision {newest.revision}, the change was made on another",
            hint="open the case again, see what has changed, and send the change with the revision it then has",
        )
    if withdrawn_by_patient(newest):
        raise CaseConflictError(
            "The consent was withdrawn: the case cannot change any more",
            hint="register a new case if the patient consents again",
        )
    return earlier
