"""Which schema a database has, and bringing it up to date."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from hoofbeat.cases.database import Database
from hoofbeat.cases.tables import VERSION_TABLE, metadata
from hoofbeat.domain.errors import CaseStoreError

_MIGRATIONS = Path(__file__).parent / "migrations"


def newest() -> str:
    """The schema that this version of Hoofbeat reads and writes: ``0001`` and on."""
    head = ScriptDirectory(str(_MIGRATIONS)).get_current_head()
    assert head is not None  # noqa: S101  # the package ships the first step
    return head


def found(connection: Connection) -> str | None:
    """The schema of the database, ``None`` where it holds no cases yet.

    Raises:
        CaseStoreError: it was made by a newer Hoofbeat, or tables of our names are somebody else's.
    """
    version = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_revision()
    known = {step.revision for step in ScriptDirectory(str(_MIGRATIONS)).walk_revisions()}
    if version is not None and version not in known:
        raise CaseStoreError(
            f"The database of cases was made by a newer Hoofbeat: it has schema {version}, this one knows {newest()}",
            hint="use that version, or a newer one; a backup from before its first start can be read by this one",
        )
    if version is None and (taken := set(metadata.tables) & set(inspect(connection).get_table_names())):
        raise CaseStoreError(
            f"The database holds tables that Hoofbeat did not make: {', '.join(sorted(taken))}",
            hint="give the cases a database of their own",
        )
    return version


def upgrade(database: Database) -> tuple[str | None, str]:
    """Bring the schema up to date, in one transaction; of several that start at once, one does it and the others wait.

    Returns:
        The schema before (``None``: there was none) and after.

    Raises:
        CaseStoreError: the database cannot be used, or is newer than this version.
    """
    with database.transaction(writing=True) as connection:
        before = found(connection)
        if before != newest():
            config = Config()
            # A per cent sign would begin a reference to another option.
            config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    return before, newest()


def require_current(database: Database) -> None:
    """Refuse a database whose schema is not this version's.

    Raises:
        CaseStoreError: its schema is older or newer, or it does not answer.
    """
    with database.transaction() as connection:
        version = found(connection)
    if version != newest():
        raise CaseStoreError(
            f"The database of cases has {f'schema {version}' if version else 'no tables yet'}, this version needs "
            f"{newest()}",
            hint="stop older services that use it, then run `hoofbeat cases migrate`",
        )
