"""The database behind the cases: SQLite in a file, or PostgreSQL by its address."""

import os
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from sqlalchemy import URL, Connection, Engine, create_engine, event, func, make_url, select, text
from sqlalchemy.exc import ArgumentError, IntegrityError, SQLAlchemyError

from hoofbeat.domain.errors import CaseConflictError, CaseStoreError, ConfigError
from hoofbeat.places import data_home

#: The word for SQLite at the usual place.
LOCAL = "local"

#: Seconds that a writer waits for another, or for an answer to its call.
_PATIENCE = 10

#: PostgreSQL's advisory locks have numbers: writers take this one in turn.
_WRITERS = int.from_bytes(b"hoofcase", "big")

#: The execution option of a transaction that will write.
_WRITES = "hoofbeat_writes"

_FORMS = "give local, sqlite:////srv/hoofbeat/cases.db, or postgresql://USER:PASSWORD@HOST/DATABASE"


class Database:
    """Transactions over one database; thread-safe.

    Args:
        url: address, as SQLAlchemy reads it.
    """

    def __init__(self, url: URL) -> None:
        self.sqlite = url.get_backend_name() == "sqlite"
        self.place = str(url.database) if self.sqlite else f"{url.host or 'this machine'}, database {url.database}"
        try:
            self._engine = _sqlite(url) if self.sqlite else _postgresql(url)
        except ModuleNotFoundError as error:
            raise ConfigError(
                f"PostgreSQL needs {error.name}, which is not installed",
                hint="pip install 'hoofbeat[cases-postgresql]'",
            ) from None
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=_forgetful(weakref.ref(self._engine)))

    @classmethod
    def at(cls, address: str | None = None, *, existing: bool = False) -> Self:
        """The database at an address.

        Args:
            address: address, or ``local``; SQLite in the user's folder for data if not given.
            existing: whether SQLite's file must be there; it is made if not.

        Raises:
            ConfigError: no address of SQLite or PostgreSQL, or the driver is not installed; the message does not quote
                it, for it may hold a password.
            CaseStoreError: the file is not there, or cannot be made.
        """
        url = _url(address)
        if existing and url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists():
            raise CaseStoreError(f"{url.database}: no cases are kept here", hint="say where with --cases")
        return cls(url)

    @contextmanager
    def transaction(self, *, writing: bool = False) -> Iterator[Connection]:
        """Everything in the block, or nothing; those who write do it one after another, so numbers grow in that order.

        Raises:
            CaseConflictError: another writer was first.
            CaseStoreError: the database does not answer, or refuses.
        """
        try:
            with self._engine.connect() as connection:
                connection.execution_options(**{_WRITES: writing})
                if not self.sqlite:
                    # A writer's statements see what the writer before it has committed; a reader's all see the same.
                    connection.execution_options(isolation_level="READ COMMITTED" if writing else "REPEATABLE READ")
                with connection.begin():
                    if writing and not self.sqlite:
                        connection.execute(text(f"SET LOCAL lock_timeout = '{_PATIENCE}s'"))
                        connection.execute(select(func.pg_advisory_xact_lock(_WRITERS)))
                    yield connection
        except IntegrityError:
            raise CaseConflictError("Another change came first", hint="read the case again, then change it") from None
        except SQLAlchemyError as error:
            # Its message may quote what was to be written.
            kind = type(getattr(error, "orig", None) or error).__name__
            raise CaseStoreError(
                f"The database of cases does not answer or refuses ({kind}; {self.place})",
                hint="see that it runs, can be reached and may be written, then look with `hoofbeat cases check`",
            ) from None

    def scrub(self) -> None:
        """Leave nothing of what was deleted in SQLite's journal; PostgreSQL's own vacuum does it there."""
        if self.sqlite:
            connection = self._engine.raw_connection()
            try:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                connection.close()

    def close(self) -> None:
        """Give back the connections."""
        self._engine.dispose()


def _url(address: str | None) -> URL:
    if not address or address == LOCAL:
        return URL.create("sqlite", database=str(data_home() / "cases.db"))
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):  # a port that is no number is the latter
        raise ConfigError("The address of the database of cases cannot be read", hint=_FORMS) from None
    if url.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        # The name alone means one driver or another, by the version of SQLAlchemy.
        return url.set(drivername="postgresql+psycopg")
    if url.drivername != "sqlite" or url.query or url.database in (None, "", ":memory:"):
        raise ConfigError("Cases are kept in a file of SQLite or in PostgreSQL", hint=_FORMS)
    return url


def _sqlite(url: URL) -> Engine:
    file = Path(str(url.database))
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))  # SQLite's other files take the permissions of this one
    except OSError as error:
        raise CaseStoreError(
            f"{file}: cases cannot be kept here ({error.strerror})", hint="make the folder writable, or name another"
        ) from error
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": _PATIENCE})

    @event.listens_for(engine, "connect")
    def settle(connection: Any, _: Any) -> None:
        # Python's driver would begin transactions late, and none around changes of the schema: SQLAlchemy does, below.
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # One that reads first and writes later would be refused where another wrote in between: it begins as a writer.
        writes = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql(url: URL) -> Engine:
    return create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        connect_args={"connect_timeout": _PATIENCE, "application_name": "hoofbeat-cases"},
    )


def _forgetful(engine: "weakref.ref[Engine]") -> Any:
    """Hosts of functions fork after the import: a child must not speak over its parent's connections."""

    def forget() -> None:
        if (kept := engine()) is not None:
            kept.dispose(close=False)

    return forget
