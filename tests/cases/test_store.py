"""Cases are registered, confirmed, corrected, withdrawn and found again, on SQLite and on PostgreSQL.

Mirrors: hoofbeat.cases.reading, hoofbeat.cases.records, hoofbeat.cases.rows, hoofbeat.cases.tables
"""

import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from hoofbeat.cases.check import check
from hoofbeat.cases.records import CaseStatement, KeptCase
from hoofbeat.cases.store import CaseStore
from hoofbeat.cases.tables import audit, events
from hoofbeat.domain.case import Measurement
from hoofbeat.domain.errors import CaseConflictError, CaseUnknownError, InputError
from hoofbeat.domain.events import ConfirmedDiagnosis, StatedFinding, read_event


def trail(store: CaseStore) -> list[tuple[str, str, str | None]]:
    with store.database.transaction() as connection:
        rows = connection.execute(select(audit.c.who, audit.c.action, audit.c.case_id).order_by(audit.c.number))
        return [tuple(row) for row in rows]


def test_a_case_lives_through_its_events(
    store: CaseStore, clock: Any, statement: CaseStatement, diagnosis: ConfirmedDiagnosis
) -> None:
    first = store.register(statement, who="loopback")
    clock.move(days=8)
    store.confirm(first.case_id, 1, diagnosis, who="key-1")
    other = ConfirmedDiagnosis(disease="OMIM:154700", basis="genetic")
    store.correct(first.case_id, 2, statement.model_copy(update={"age": 43.5}), other, who="key-1")
    store.withdraw(first.case_id, 3, "entered-in-error", who="key-2")
    kept = store.get(first.case_id, who="key-2")
    assert [(event.revision, event.event) for event in kept.events] == [
        (1, "registered"), (2, "diagnosis-confirmed"), (3, "corrected"), (4, "withdrawn"),
    ]  # fmt: skip
    registered, confirmed, corrected, withdrawn = kept.events
    assert registered.findings == confirmed.findings == statement.findings
    assert registered.measurements == confirmed.measurements == statement.measurements
    assert (registered.age, confirmed.age, corrected.age) == (34.5, 34.5, 43.5)
    assert (confirmed.diagnosis, corrected.diagnosis) == (diagnosis, other)
    assert len({event.patient_id for event in kept.events[:3]}) == 1
    assert (confirmed.recorded_at - registered.recorded_at).days == 8
    assert withdrawn.model_dump(exclude={"recorded_at"}) == {
        "schema_version": 1, "case_id": first.case_id, "revision": 4, "event": "withdrawn",
        "reason": "entered-in-error",
    }  # fmt: skip


def test_what_is_kept_is_text_to_the_letter(store: CaseStore) -> None:
    """PostgreSQL's own JSON would order keys anew, and tell `null` from nothing."""
    exact = CaseStatement(measurements=(Measurement(code="718-7", value=7.1, unit="g/dL"),))
    kept = store.register(exact, who="loopback")
    with store.database.transaction() as connection:
        text = str(connection.execute(select(events.c.event)).scalar_one())
    assert text == kept.newest.model_dump_json(exclude_none=True)
    assert "null" not in text
    assert text.index("schema_version") < text.index("case_id") < text.index("revision")
    assert read_event(text) == kept.newest


def test_ids_say_nothing_and_cannot_be_guessed(store: CaseStore, statement: CaseStatement) -> None:
    kept = [store.register(statement, who="loopback").newest for _ in range(20)]
    ids = [*(event.case_id for event in kept), *(event.patient_id for event in kept)]
    assert len(set(ids)) == 40
    assert all(re.fullmatch("[0-9a-f]{32}", one) for one in ids)


def test_another_case_of_the_same_patient_is_linked(store: CaseStore, statement: CaseStatement) -> None:
    first = store.register(statement, who="loopback")
    second = store.register(statement, who="loopback", same_patient_as=first.case_id)
    third = store.register(statement, who="loopback")
    assert first.newest.patient_id == second.newest.patient_id != third.newest.patient_id
    linked = store.correct(third.case_id, 1, statement, None, who="loopback", same_patient_as=first.case_id)
    assert linked.newest.patient_id == first.newest.patient_id
    again = store.correct(third.case_id, 2, statement, None, who="loopback")
    assert again.newest.patient_id == first.newest.patient_id
    store.withdraw(first.case_id, 1, "consent-withdrawn", who="loopback")
    with pytest.raises(CaseConflictError, match="leave out the link"):
        store.register(statement, who="loopback", same_patient_as=first.case_id)
    with pytest.raises(CaseUnknownError):
        store.register(statement, who="loopback", same_patient_as="f" * 32)


def test_a_change_on_an_older_revision_is_refused_with_what_to_do(
    store: CaseStore, statement: CaseStatement, diagnosis: ConfirmedDiagnosis
) -> None:
    kept = store.register(statement, who="loopback")
    store.confirm(kept.case_id, 1, diagnosis, who="loopback")
    for revision in (1, 3):
        for change in (
            lambda at: store.confirm(kept.case_id, at, diagnosis, who="loopback"),
            lambda at: store.correct(kept.case_id, at, statement, None, who="loopback"),
            lambda at: store.withdraw(kept.case_id, at, "duplicate", who="loopback"),
        ):
            with pytest.raises(CaseConflictError, match=r"at revision 2.*open the case again"):
                change(revision)
    assert store.get(kept.case_id, who="loopback").revision == 2


def test_one_withdrawn_by_mistake_comes_back_by_a_correction(
    store: CaseStore, statement: CaseStatement, diagnosis: ConfirmedDiagnosis
) -> None:
    kept = store.register(statement, who="loopback")
    store.withdraw(kept.case_id, 1, "duplicate", who="loopback")
    with pytest.raises(CaseConflictError, match="withdrawn"):
        store.confirm(kept.case_id, 2, diagnosis, who="loopback")
    with pytest.raises(CaseConflictError, match="already"):
        store.withdraw(kept.case_id, 2, "duplicate", who="loopback")
    back = store.correct(kept.case_id, 2, statement, diagnosis, who="loopback")
    assert (back.status, back.newest.patient_id) == ("confirmed", kept.newest.patient_id)


def test_a_withdrawn_consent_is_the_end(
    store: CaseStore, statement: CaseStatement, diagnosis: ConfirmedDiagnosis
) -> None:
    kept = store.register(statement, who="loopback")
    store.withdraw(kept.case_id, 1, "duplicate", who="loopback")
    ended = store.withdraw(kept.case_id, 2, "consent-withdrawn", who="loopback")
    assert ended.consent_withdrawn
    with pytest.raises(CaseConflictError, match="consent"):
        store.correct(kept.case_id, 3, statement, None, who="loopback")
    with pytest.raises(CaseConflictError, match="consent"):
        store.withdraw(kept.case_id, 3, "duplicate", who="loopback")


def test_a_withdrawn_consent_reaches_every_case_of_the_patient(
    store: CaseStore, statement: CaseStatement, diagnosis: ConfirmedDiagnosis
) -> None:
    """Consent is the patient's: one case withdrawn for another reason could else come back, and the others teach on."""
    first = store.register(statement, who="loopback").case_id
    second, third = (store.register(statement, who="loopback", same_patient_as=first).case_id for _ in range(2))
    somebody_else = store.register(statement, who="loopback").case_id
    store.confirm(second, 1, diagnosis, who="loopback")
    store.withdraw(third, 1, "duplicate", who="loopback")
    store.withdraw(first, 1, "consent-withdrawn", who="key-1")
    for case_id, revision in ((first, 2), (second, 3), (third, 3)):
        kept = store.get(case_id, who="loopback")
        assert (kept.revision, kept.consent_withdrawn) == (revision, True)
        with pytest.raises(CaseConflictError, match="consent"):
            store.correct(case_id, revision, statement, None, who="loopback")
    assert store.get(somebody_else, who="loopback").status == "registered"
    told = [case_id for who, action, case_id in trail(store) if (who, action) == ("key-1", "withdrawn")]
    assert told == [first, second, third]
    assert check(store.database).cases["withdrawn"] == 3


@pytest.mark.parametrize("case_id", ["", "f" * 32, "\x00" * 32, "é", "x" * 10_000, "' OR 1=1 --"])
def test_what_is_not_there_is_unknown(
    store: CaseStore, statement: CaseStatement, diagnosis: ConfirmedDiagnosis, case_id: str
) -> None:
    store.register(statement, who="loopback")
    for ask in (
        lambda: store.get(case_id, who="loopback"),
        lambda: store.confirm(case_id, 1, diagnosis, who="loopback"),
        lambda: store.erase(case_id, who="loopback"),
    ):
        with pytest.raises(CaseUnknownError, match="no such case") as caught:
            ask()
        assert not case_id or case_id not in str(caught.value)
    assert [action for _, action, _ in trail(store)] == ["registered"]


def test_the_list_says_enough_to_find_a_patient_again(
    store: CaseStore, clock: Any, statement: CaseStatement, diagnosis: ConfirmedDiagnosis
) -> None:
    kept: list[KeptCase] = []
    for age in (1.0, None, 3.0, 4.0, 5.0):
        kept.append(store.register(statement.model_copy(update={"age": age}), who="loopback"))
        clock.move(hours=1)
    store.confirm(kept[2].case_id, 1, diagnosis, who="loopback")
    store.withdraw(kept[3].case_id, 1, "duplicate", who="loopback")
    whole = store.listed(who="loopback")
    assert [case.age for case in whole] == [5.0, None, 3.0, None, 1.0]
    assert [case.status for case in whole] == ["registered", "withdrawn", "confirmed", "registered", "registered"]
    newest, withdrawn, confirmed, *_ = whole
    assert (newest.sex, newest.findings, newest.measurements, newest.revision) == ("female", 3, 1, 1)
    assert (newest.registered_at, newest.changed_at) == ("2026-11-23T18:30:00.000000Z",) * 2
    assert (confirmed.registered_at, confirmed.changed_at) == (
        "2026-11-23T16:30:00.000000Z", "2026-11-23T19:30:00.000000Z",
    )  # fmt: skip
    assert (withdrawn.sex, withdrawn.findings, withdrawn.measurements) == (None, 0, 0)
    first = store.listed(who="loopback", limit=2)
    assert first + store.listed(who="loopback", limit=3, before=first[-1].number) == whole
    assert store.listed(who="loopback", status="confirmed") == (confirmed,)
    assert store.listed(who="loopback", before=1) == ()


def test_events_come_in_order_from_a_cursor_on(
    store: CaseStore, statement: CaseStatement, diagnosis: ConfirmedDiagnosis
) -> None:
    kept = [store.register(statement, who="loopback") for _ in range(3)]
    store.confirm(kept[0].case_id, 1, diagnosis, who="loopback")
    everything = store.events_since()
    assert [read_event(one.text).event for one in everything] == ["registered"] * 3 + ["diagnosis-confirmed"]
    assert store.events_since(limit=2) + store.events_since(everything[1].number) == everything
    assert store.events_since(everything[-1].number) == ()


def test_the_audit_trail_says_who_did_what_and_nothing_of_the_patient(
    store: CaseStore, statement: CaseStatement, diagnosis: ConfirmedDiagnosis
) -> None:
    kept = store.register(statement, who="key-1")
    store.get(kept.case_id, who="key-2")
    store.listed(who="loopback")
    store.confirm(kept.case_id, 1, diagnosis, who="key-1")
    with pytest.raises(CaseConflictError):
        store.confirm(kept.case_id, 1, diagnosis, who="key-3")
    assert trail(store) == [
        ("key-1", "registered", kept.case_id),
        ("key-2", "read", kept.case_id),
        ("loopback", "listed", None),
        ("key-1", "diagnosis-confirmed", kept.case_id),
    ]
    assert {column.name for column in audit.columns} == {"number", "at", "who", "action", "case_id"}


@pytest.mark.parametrize("who", ["", "María Pérez", "a" * 101, "-"])
def test_who_acts_is_an_id_and_no_name(store: CaseStore, statement: CaseStatement, who: str) -> None:
    with pytest.raises(InputError):
        store.register(statement, who=who)
    assert store.events_since() == ()


def test_nothing_stated_is_no_case() -> None:
    with pytest.raises(ValueError, match="neither a finding nor a measurement"):
        CaseStatement(age=3.0)


def test_a_case_too_large_for_an_event_is_refused(store: CaseStore) -> None:
    long = Measurement(code="8310-5", value=39.2, unit="x" * 1_000_000)
    with pytest.raises(InputError, match="too large") as caught:
        store.register(CaseStatement(measurements=(long,)), who="loopback")
    assert "xxx" not in str(caught.value)
    assert store.events_since() == ()


def test_a_reason_that_there_is_not_is_refused_by_its_field(store: CaseStore, statement: CaseStatement) -> None:
    kept = store.register(statement, who="loopback")
    with pytest.raises(InputError, match="reason") as caught:
        store.withdraw(kept.case_id, 1, "PLANTED", who="loopback")  # type: ignore[arg-type]
    assert "PLANTED" not in str(caught.value)


def test_what_is_erased_is_gone(store: CaseStore, statement: CaseStatement) -> None:
    kept, other = (
        store.register(statement.model_copy(update={"findings": (StatedFinding(id=one),)}), who="loopback")
        for one in ("HP:0099001", "HP:0099002")
    )
    store.erase(kept.case_id, who="cli")
    assert [case.case_id for case in store.listed(who="loopback")] == [other.case_id]
    assert [read_event(one.text).case_id for one in store.events_since()] == [other.case_id]
    assert ("cli", "erased", kept.case_id) in trail(store)
    later = store.register(statement, who="loopback")
    numbers = [one.number for one in store.events_since()]
    assert numbers == [2, 3], "a number that was erased does not come again"
    assert later.case_id != kept.case_id
    if store.database.sqlite:
        files = Path(store.database.place).parent.glob("cases.db*")
        content = b"".join(file.read_bytes() for file in files)
        assert b"HP:0099002" in content
        assert b"HP:0099001" not in content
