"""Cases, their events, and the audit trail."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the three tables."""
    op.create_table(
        "cases",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.String(100), nullable=False, unique=True),
        sa.Column("patient_id", sa.String(100), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("registered_at", sa.String(27), nullable=False),
        sa.Column("changed_at", sa.String(27), nullable=False),
        sa.Column("age", sa.Float),
        sa.Column("sex", sa.String(20)),
        sa.Column("findings", sa.Integer, nullable=False),
        sa.Column("measurements", sa.Integer, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "case_events",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.String(100), sa.ForeignKey("cases.case_id"), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("recorded_at", sa.String(27), nullable=False, index=True),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.UniqueConstraint("case_id", "revision"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "case_audit",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("who", sa.String(100), nullable=False),
        sa.Column("action", sa.String(30), nullable=False),
        sa.Column("case_id", sa.String(100)),
        sqlite_autoincrement=True,
    )
