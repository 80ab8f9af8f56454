"""The tables. What an event says stands in its text alone, as the log has it; the other columns find and list cases."""

from sqlalchemy import Column, Float, ForeignKey, Integer, MetaData, String, Table, Text, UniqueConstraint

metadata = MetaData()

#: Alembic's own note of the schema's version: other programs may keep theirs in the same database.
VERSION_TABLE = "case_schema"

#: Times are UTC texts of one width (``2026-11-23T14:30:00.000000Z``): they sort, and SQLite has no times with a zone.
_TIME, _ID = String(27), String(100)

#: One row a case: how it stands after its newest event. A withdrawn one states nothing of its patient.
cases = Table(
    "cases",
    metadata,
    Column("number", Integer, primary_key=True),  # grows with each registration
    Column("case_id", _ID, nullable=False, unique=True),
    Column("patient_id", _ID, nullable=False),
    Column("status", String(20), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("registered_at", _TIME, nullable=False),
    Column("changed_at", _TIME, nullable=False),
    Column("age", Float),  # years
    Column("sex", String(20)),
    Column("findings", Integer, nullable=False),
    Column("measurements", Integer, nullable=False),
    sqlite_autoincrement=True,  # a number that was erased never comes again
)

#: Never changed. The event is text, not JSON: what is read is to the letter what was written, on either database.
events = Table(
    "case_events",
    metadata,
    Column("number", Integer, primary_key=True),  # grows in the order in which events were committed
    Column("case_id", _ID, ForeignKey("cases.case_id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("recorded_at", _TIME, nullable=False, index=True),
    Column("kind", String(30), nullable=False),
    Column("event", Text, nullable=False),
    UniqueConstraint("case_id", "revision"),
    sqlite_autoincrement=True,
)

#: Who did what when, to which case: nothing of a patient. It outlives the case it speaks of.
audit = Table(
    "case_audit",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("at", _TIME, nullable=False),
    Column("who", _ID, nullable=False),
    Column("action", String(30), nullable=False),
    Column("case_id", _ID),
    sqlite_autoincrement=True,
)
