"""Which addresses there are, how SQLite's file is made, and that no message holds a secret or a patient."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from case_databases import case_database, postgres_server
from hoofbeat.cases.database import Database
from hoofbeat.cases.records import CaseStatement
from hoofbeat.cases.store import CaseStore
from hoofbeat.domain.errors import CaseStoreError, ConfigError


@pytest.mark.parametrize(
    "address",
    [
        "cases.db",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///file:x?mode=memory&uri=true",
        "sqlite+pysqlcipher:///x.db",
        "mysql://root:PLANTED@host/cases",
        "postgresql+psycopg2://root:PLANTED@host/cases",
        "postgresql://root:PLANTED@host:port/cases",
        "PLANTED",
    ],
)
def test_an_address_that_cannot_be_used_is_told_the_forms(address: str) -> None:
    with pytest.raises(ConfigError, match="sqlite:////srv") as caught:
        Database.at(address)
    assert "PLANTED" not in str(caught.value)


@pytest.mark.parametrize("address", [None, "", "local"])
def test_the_usual_place_is_the_users_folder_for_data(
    address: str | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("hoofbeat.cases.database.data_home", lambda: tmp_path / "hoofbeat")
    with pytest.raises(CaseStoreError, match="no cases are kept here"):
        Database.at(address, existing=True)
    assert not (tmp_path / "hoofbeat").exists()
    store = CaseStore.open(address)
    store.close()
    assert Path(store.database.place) == tmp_path / "hoofbeat" / "cases.db"
    CaseStore.existing(address).close()


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_sqlites_files_are_the_owners_alone(tmp_path: Path, statement: CaseStatement) -> None:
    store = CaseStore.open(f"sqlite:///{tmp_path / 'kept' / 'cases.db'}")
    store.register(statement, who="loopback")
    files = list((tmp_path / "kept").iterdir())
    assert {file.name for file in files} == {"cases.db", "cases.db-wal", "cases.db-shm"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert stat.S_IMODE((tmp_path / "kept").stat().st_mode) == 0o700
    store.close()


def test_a_place_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CaseStoreError, match=r"cannot be kept here.*writable"):
        Database.at(f"sqlite:///{tmp_path / 'file' / 'cases.db'}")


def test_a_file_that_is_no_database_is_told_and_stays(tmp_path: Path) -> None:
    file = tmp_path / "cases.db"
    file.write_text("no database, but something that somebody wrote\n" * 100)
    with pytest.raises(CaseStoreError, match="refuses"):
        CaseStore.open(f"sqlite:///{file}")
    assert file.read_text().startswith("no database")


def test_sqlite_is_set_for_several_at_once(tmp_path: Path) -> None:
    database = Database.at(f"sqlite:///{tmp_path / 'cases.db'}")
    with database.transaction() as connection:
        settings = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous", "secure_delete")
        }
    database.close()
    assert settings == {
        "journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 10_000, "synchronous": 2, "secure_delete": 1,
    }  # fmt: skip


def test_half_a_transaction_is_nothing(address: str, statement: CaseStatement) -> None:
    store = CaseStore.open(address)
    store.register(statement, who="loopback")

    def half() -> None:
        with store.database.transaction(writing=True) as connection:
            connection.execute(text("DELETE FROM case_audit"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    with store.database.transaction() as connection:
        assert connection.execute(text("SELECT count(*) FROM case_audit")).scalar() == 1
    store.close()


def test_what_the_database_says_of_its_parameters_stays_with_it(address: str) -> None:
    store = CaseStore.open(address)
    with pytest.raises(CaseStoreError) as caught, store.database.transaction(writing=True) as connection:
        connection.execute(text("INSERT INTO nowhere VALUES (:planted)"), {"planted": "PLANTED"})
    store.close()
    assert "PLANTED" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_a_server_that_is_not_there_is_told_without_the_password(tmp_path: Path) -> None:
    pytest.importorskip("psycopg", reason="no psycopg: pip install 'hoofbeat[cases-postgresql]'")
    with pytest.raises(CaseStoreError, match="does not answer") as caught:
        CaseStore.open("postgresql://somebody:PLANTED@127.0.0.1:1/cases")
    assert "PLANTED" not in str(caught.value)
    assert "127.0.0.1, database cases" in str(caught.value)


def test_a_connection_that_the_server_ended_is_made_anew(tmp_path: Path, statement: CaseStatement) -> None:
    with case_database("postgresql", tmp_path) as address:
        store = CaseStore.open(address)
        store.register(statement, who="loopback")
        postgres_server().run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'hoofbeat-cases'"
        )
        store.register(statement, who="loopback")
        assert len(store.events_since()) == 2
        store.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
def test_a_forked_process_speaks_over_connections_of_its_own(address: str) -> None:
    """Hosts of functions import the application and fork then: two over one connection would mix their answers."""
    script = """
import os, sys
from hoofbeat.cases.records import CaseStatement
from hoofbeat.cases.store import CaseStore
from hoofbeat.domain.events import StatedFinding
store = CaseStore.open(sys.argv[1])
case = CaseStatement(findings=(StatedFinding(id="HP:0001945"),))
store.register(case, who="cli")
children = []
for _ in range(3):
    if not (child := os.fork()):
        for _ in range(10):
            store.register(case, who="cli")
        os._exit(0)
    children.append(child)
for _ in range(10):
    store.register(case, who="cli")
assert all(os.waitpid(child, 0)[1] == 0 for child in children)
print(len(store.events_since()))
"""
    result = subprocess.run([sys.executable, "-c", script, address], capture_output=True, text=True, check=False)
    assert result.stdout == "41\n", result.stderr
