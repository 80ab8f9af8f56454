"""Cases from a log, a database and the lake: as they were registered, with what was known at a moment."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hoofbeat.cases.records import CaseStatement
from hoofbeat.cases.store import CaseStore
from hoofbeat.domain.events import ConfirmedDiagnosis, StatedFinding
from hoofbeat.watching.outcomes.followed import EventSource, event_texts, followed_events

DAY = datetime(2026, 1, 1, tzinfo=UTC)
SEIZURE, HYPOTONIA = "HP:0001250", "HP:0001252"


def event(kind: str, revision: int, day: int, case: str = "c1", **fields: Any) -> str:
    stated = {} if kind == "withdrawn" else {"age": 4, "sex": "female", "findings": [{"id": SEIZURE}]}
    at = (DAY + timedelta(days=day)).isoformat()
    head = {"event": kind, "case_id": case, "revision": revision, "recorded_at": at}
    return json.dumps({**head, **stated, **fields})


MARFAN = {"disease": "OMIM:154700", "basis": "genetic"}
OTHER = {"disease": "OMIM:129600", "basis": "clinical"}


def test_a_case_is_taken_as_it_was_registered() -> None:
    later = [{"id": SEIZURE}, {"id": HYPOTONIA}]
    by = {"role": "physician", "key": "k1"}
    texts = [
        event("registered", 1, 0),
        event("corrected", 2, 5, findings=later),
        event("diagnosis-confirmed", 3, 30, findings=later, diagnosis=MARFAN, reviewer=by),
    ]
    (one,) = followed_events(texts)
    assert one.case.observed == (SEIZURE,)
    assert one.case.diagnosis is None
    assert (one.registered, one.confirmed) == (DAY, DAY + timedelta(days=30))
    assert (one.disease, one.basis, one.reviewer) == ("OMIM:154700", "genetic", "physician:k1")


def test_what_came_later_is_not_known() -> None:
    texts = [event("registered", 1, 0), event("diagnosis-confirmed", 2, 30, diagnosis=MARFAN)]
    (one,) = followed_events(texts, until=DAY + timedelta(days=29))
    assert one.confirmed is None
    assert not followed_events(texts, until=DAY - timedelta(days=1))


def test_the_label_counts_from_when_the_diagnosis_that_holds_was_first_said() -> None:
    texts = [
        event("registered", 1, 0),
        event("diagnosis-confirmed", 2, 10, diagnosis=OTHER),
        event("corrected", 3, 20, diagnosis=MARFAN),
        event("corrected", 4, 40, diagnosis=MARFAN, age=5),
    ]
    (one,) = followed_events(texts)
    assert one.confirmed == DAY + timedelta(days=20)


def test_withdrawn_and_damaged_ones_are_left_out() -> None:
    texts = [event("registered", 1, 0), event("withdrawn", 2, 1, reason="duplicate"), '{"event": "registered"}', "no"]
    assert not followed_events(texts)


@pytest.mark.parametrize("place", ["log", "database"])
def test_a_log_and_a_database_tell_the_same(tmp_path: Path, place: str) -> None:
    address = f"sqlite:///{tmp_path / 'cases.db'}"
    store = CaseStore.open(address)
    kept = store.register(CaseStatement(age=4, findings=(StatedFinding(id=SEIZURE),)), who="k1")
    store.confirm(kept.case_id, 1, ConfirmedDiagnosis(disease="OMIM:154700", basis="genetic"), who="k1")
    if place == "log":
        lines = [entry.text + "\n" for entry in store.events_since()]
        (tmp_path / "log.jsonl").write_text("".join(lines), encoding="utf-8")
        address = str(tmp_path / "log.jsonl")
    store.close()
    texts = list(event_texts(address))
    (one,) = followed_events(texts)
    assert (one.disease, one.reviewer) == ("OMIM:154700", "physician:k1")
    source = EventSource(texts, name="app")
    (case,) = [case for case in map(source.parse, source.records()) if case.diagnosis]
    assert "diagnosis: confirmed by physician, genetic" in case.notes
