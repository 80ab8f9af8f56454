"""Several write at once: one of two changes on one revision wins, and nobody who follows the events misses one.

Mirrors: hoofbeat.cases.database, hoofbeat.cases.store
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

from sqlalchemy import select

from hoofbeat.cases.check import check
from hoofbeat.cases.records import CaseStatement
from hoofbeat.cases.store import CaseStore
from hoofbeat.cases.tables import cases, events
from hoofbeat.domain.errors import CaseConflictError
from hoofbeat.domain.events import ConfirmedDiagnosis, read_event

WRITERS = 6


def test_of_several_changes_on_one_revision_one_wins(
    address: str, open_store: Callable[[str], CaseStore], statement: CaseStatement, diagnosis: ConfirmedDiagnosis
) -> None:
    """Each has a store of its own, as services beside each other have."""
    stores = [open_store(address) for _ in range(WRITERS)]
    case_id = stores[0].register(statement, who="loopback").case_id
    together = Barrier(WRITERS)

    def change(number: int, revision: int) -> str | None:
        together.wait()
        try:
            if number % 2:
                stores[number].confirm(case_id, revision, diagnosis, who=f"key-{number}")
            else:
                changed = statement.model_copy(update={"age": float(number)})
                stores[number].correct(case_id, revision, changed, None, who=f"key-{number}")
        except CaseConflictError as error:
            return str(error)
        return None

    with ThreadPoolExecutor(WRITERS) as pool:
        for revision in range(1, 6):
            said = list(pool.map(change, range(WRITERS), [revision] * WRITERS))
            assert said.count(None) == 1, said
            assert all(f"at revision {revision + 1}" in text for text in said if text is not None)
    assert stores[0].get(case_id, who="loopback").revision == 6
    check(stores[0].database)


def test_a_reader_sees_one_moment_and_holds_up_nobody(
    address: str, open_store: Callable[[str], CaseStore], statement: CaseStatement
) -> None:
    """A check reads the events, then the list: were a change between the two to show, all would look damaged."""
    reader, writer = open_store(address), open_store(address)
    kept = writer.register(statement, who="loopback")
    with reader.database.transaction() as connection:
        before = connection.execute(select(events.c.number)).all()
        writer.withdraw(kept.case_id, 1, "duplicate", who="loopback")
        assert connection.execute(select(events.c.number)).all() == before
        assert connection.execute(select(cases.c.revision)).scalar() == 1
    assert len(reader.events_since()) == 2


def test_who_follows_the_events_misses_none(
    address: str, open_store: Callable[[str], CaseStore], statement: CaseStatement
) -> None:
    """Numbers are given before a transaction ends: were writers not in turn, a later one could be seen first."""
    stores = [open_store(address) for _ in range(WRITERS)]
    done = Event()

    def register(store: CaseStore) -> list[str]:
        return [store.register(statement, who="loopback").case_id for _ in range(15)]

    def follow() -> list[str]:
        followed: list[str] = []
        cursor, last_round = 0, False
        while not last_round:
            last_round = done.is_set()
            for one in (found := reader.events_since(cursor, limit=7)):
                followed.append(read_event(one.text).case_id)
            if found:
                cursor, last_round = found[-1].number, False
        return followed

    reader = open_store(address)
    with ThreadPoolExecutor(WRITERS + 1) as pool:
        following = pool.submit(follow)
        written = [case_id for ids in pool.map(register, stores) for case_id in ids]
        done.set()
    assert sorted(following.result()) == sorted(written)
    assert len(written) == WRITERS * 15
