"""The schema is made and brought up to date by code; what is newer or somebody else's is refused.

Mirrors: hoofbeat.cases.migrations.env, hoofbeat.cases.migrations.versions.r0001_first_tables
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from hoofbeat.cases.database import Database
from hoofbeat.cases.migrations.versions import r0001_first_tables
from hoofbeat.cases.schema import found, newest, require_current, upgrade
from hoofbeat.cases.store import CaseStore
from hoofbeat.cases.tables import VERSION_TABLE, metadata
from hoofbeat.domain.errors import CaseStoreError


@pytest.fixture
def database(address: str) -> Iterator[Database]:
    database = Database.at(address)
    yield database
    database.close()


def execute(database: Database, *statements: str) -> None:
    with database.transaction(writing=True) as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_the_steps_lead_to_the_tables(database: Database) -> None:
    assert upgrade(database) == (None, newest())
    with database.transaction() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE, "compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert set(inspect(connection).get_table_names()) == {*metadata.tables, VERSION_TABLE}
        assert found(connection) == newest()


def test_once_up_to_date_nothing_is_done(database: Database) -> None:
    upgrade(database)
    assert upgrade(database) == (newest(), newest())
    require_current(database)


def test_the_steps_are_shipped_and_the_first_begins() -> None:
    assert find_spec("hoofbeat.cases.migrations.env")
    assert (r0001_first_tables.revision, r0001_first_tables.down_revision) == ("0001", None)


def test_a_newer_schema_is_refused_with_both_versions(database: Database, address: str) -> None:
    upgrade(database)
    execute(database, "UPDATE case_schema SET version_num = '0999'")
    for ask in (lambda: CaseStore.open(address), lambda: CaseStore.existing(address), lambda: upgrade(database)):
        with pytest.raises(CaseStoreError, match=f"newer Hoofbeat.*0999.*{newest()}.*backup"):
            ask()
    with database.transaction() as connection:
        assert connection.execute(text("SELECT version_num FROM case_schema")).scalar() == "0999"


def test_tables_of_somebody_else_are_left_alone(database: Database) -> None:
    execute(database, "CREATE TABLE cases (patient TEXT)", "INSERT INTO cases VALUES ('PLANTED')")
    with pytest.raises(CaseStoreError, match="did not make: cases") as caught:
        upgrade(database)
    assert "PLANTED" not in str(caught.value)
    with database.transaction() as connection:
        assert inspect(connection).get_table_names() == ["cases"]


def test_other_programs_may_keep_their_own_version_beside(database: Database) -> None:
    execute(
        database, "CREATE TABLE alembic_version (version_num TEXT)", "INSERT INTO alembic_version VALUES ('of MLflow')"
    )
    upgrade(database)
    with database.transaction() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "of MLflow"


def test_a_step_that_breaks_leaves_nothing(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    create, made = r0001_first_tables.op.create_table, []

    def breaks_at_the_second(name: str, *columns: Any, **options: Any) -> None:
        if made:
            raise ZeroDivisionError
        made.append(create(name, *columns, **options))

    monkeypatch.setattr(r0001_first_tables.op, "create_table", breaks_at_the_second)
    with pytest.raises(ZeroDivisionError):
        upgrade(database)
    monkeypatch.undo()
    assert made
    with database.transaction() as connection:
        assert inspect(connection).get_table_names() == []
    assert upgrade(database) == (None, newest())


def test_for_one_look_the_schema_must_be_this_versions(database: Database, address: str) -> None:
    with pytest.raises(CaseStoreError, match=r"no tables yet.*hoofbeat cases migrate"):
        CaseStore.existing(address)
    upgrade(database)
    CaseStore.existing(address).close()


def test_services_that_start_at_once_make_it_once(address: str) -> None:
    def start(_: int) -> str | None:
        database = Database.at(address)
        before, _after = upgrade(database)
        database.close()
        return before

    with ThreadPoolExecutor(6) as services:
        befores = list(services.map(start, range(6)))
    assert befores.count(None) == 1
    assert befores.count(newest()) == 5
