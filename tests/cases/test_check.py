"""A database is read as a whole, and what does not fit together is named by ids alone."""

import pytest
from sqlalchemy import text

from hoofbeat.cases.check import check
from hoofbeat.cases.database import Database
from hoofbeat.cases.records import CaseStatement
from hoofbeat.cases.store import CaseStore
from hoofbeat.domain.errors import CaseStoreError
from hoofbeat.domain.events import ConfirmedDiagnosis


def test_a_sound_database_is_counted(store: CaseStore, statement: CaseStatement, diagnosis: ConfirmedDiagnosis) -> None:
    kept = [store.register(statement, who="loopback") for _ in range(3)]
    store.confirm(kept[0].case_id, 1, diagnosis, who="loopback")
    store.withdraw(kept[1].case_id, 1, "duplicate", who="loopback")
    found = check(store.database)
    assert (found.current, found.events) == (True, 5)
    assert found.cases == {"registered": 1, "confirmed": 1, "withdrawn": 1}
    assert "postgres" not in found.place or ":" not in found.place


def test_a_database_without_tables_is_not_current(address: str) -> None:
    database = Database.at(address)
    found = check(database)
    database.close()
    assert (found.schema, found.current, found.events) == (None, False, 0)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("UPDATE case_events SET event = '{PLANTED' WHERE revision = 2", "revision 2: not an event"),
        ("UPDATE case_events SET revision = 7 WHERE revision = 2", "revision 7: out of order"),
        ("DELETE FROM case_events WHERE revision = 1", "revision 2: out of order"),
        ("DELETE FROM case_events WHERE revision = 2", "the list and its events differ"),
        ("UPDATE cases SET status = 'withdrawn'", "the list and its events differ"),
        ("DELETE FROM case_events", "the list and its events differ"),
    ],
)
def test_damage_is_named_by_ids(
    store: CaseStore, statement: CaseStatement, diagnosis: ConfirmedDiagnosis, damage: str, said: str
) -> None:
    kept = store.register(statement, who="loopback")
    store.confirm(kept.case_id, 1, diagnosis, who="loopback")
    with store.database.transaction(writing=True) as connection:
        connection.execute(text(damage))
    with pytest.raises(CaseStoreError, match=said) as caught:
        check(store.database)
    assert kept.case_id in str(caught.value)
    assert "PLANTED" not in str(caught.value)


def test_many_faults_are_counted(store: CaseStore, statement: CaseStatement) -> None:
    for _ in range(8):
        store.register(statement, who="loopback")
    with store.database.transaction(writing=True) as connection:
        connection.execute(text("UPDATE cases SET revision = 9"))
    with pytest.raises(CaseStoreError, match=r"and 3 more"):
        check(store.database)
