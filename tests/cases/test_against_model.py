"""Whatever physicians do in whatever order, the store says what a few lines of plain Python say.

Mirrors: hoofbeat.cases.store, hoofbeat.cases.log
"""

import tempfile
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from case_databases import KINDS, case_database
from hoofbeat.cases.check import check
from hoofbeat.cases.log import write_log
from hoofbeat.cases.records import CaseStatement
from hoofbeat.cases.store import CaseStore
from hoofbeat.domain.case import MAX_AGE_YEARS, Case, Measurement, Sex
from hoofbeat.domain.errors import CaseConflictError
from hoofbeat.domain.events import ConfirmedDiagnosis, StatedFinding
from hoofbeat.sources.casestore import CaseStoreSource

AGES = st.none() | st.floats(0, MAX_AGE_YEARS)
FINDINGS = st.lists(
    st.builds(
        StatedFinding,
        id=st.from_regex(r"HP:000[0-9]{4}", fullmatch=True),
        excluded=st.booleans(),
        onset_years=st.none() | st.floats(0, MAX_AGE_YEARS),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda finding: finding.id,
)
MEASUREMENTS = st.lists(
    st.builds(
        Measurement,
        code=st.sampled_from(["8310-5", "718-7"]),
        value=st.floats(allow_nan=False, allow_infinity=False),
        unit=st.text(min_size=1, max_size=5),
    ),
    max_size=2,
)
STATEMENTS = st.builds(
    CaseStatement,
    age=AGES,
    sex=st.sampled_from(Sex),
    findings=FINDINGS.map(tuple),
    measurements=MEASUREMENTS.map(tuple),
)
DIAGNOSES = st.builds(
    ConfirmedDiagnosis,
    disease=st.sampled_from(["OMIM:154700", "HBD:0000040", "SITE:x.y"]),
    basis=st.sampled_from(["clinical", "genetic"]),
)
REASONS = st.sampled_from(["entered-in-error", "duplicate", "consent-withdrawn"])
#: Which case is meant, and how far the revision is from the newest: mostly the right one.
AIMS = st.tuples(st.integers(0, 5), st.sampled_from([0, 0, 0, 0, -1, 1]))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("register"), AIMS, STATEMENTS),
        st.tuples(st.just("confirm"), AIMS, DIAGNOSES),
        st.tuples(st.just("correct"), AIMS, st.tuples(STATEMENTS, st.none() | DIAGNOSES)),
        st.tuples(st.just("withdraw"), AIMS, REASONS),
    ),
    max_size=25,
)


class Standing(NamedTuple):
    """A case as plain Python has it."""

    statement: CaseStatement | None
    diagnosis: ConfirmedDiagnosis | None
    reason: str | None


def after(step: str, given: Any, before: Standing) -> Standing | None:
    """How a case stands after a change on its newest revision; ``None`` if it may not be."""
    if before.reason == "consent-withdrawn":
        return None
    if step == "confirm":
        return None if before.reason else before._replace(diagnosis=given)
    if step == "correct":
        return Standing(given[0], given[1], None)
    return None if before.reason == given else Standing(None, None, given)


def change(store: CaseStore, step: str, case_id: str, revision: int, given: Any) -> None:
    if step == "confirm":
        store.confirm(case_id, revision, given, who="loopback")
    elif step == "correct":
        store.correct(case_id, revision, *given, who="loopback")
    else:
        store.withdraw(case_id, revision, given, who="loopback")


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=25)
@given(steps=STEPS)
def test_the_store_agrees_with_plain_python(kind: str, steps: list[Any]) -> None:
    model: dict[str, list[Standing]] = {}
    with tempfile.TemporaryDirectory() as name, case_database(kind, folder := Path(name)) as address:
        store = CaseStore.open(address)
        for step, (which, off), told in steps:
            if step == "register":
                model[store.register(told, who="loopback").case_id] = [Standing(told, None, None)]
                continue
            if not model:
                continue
            case_id, standings = list(model.items())[which % len(model)]
            expected = after(step, told, standings[-1]) if off == 0 else None
            if expected is None:
                with pytest.raises(CaseConflictError):
                    change(store, step, case_id, len(standings) + off, told)
            else:
                change(store, step, case_id, len(standings), told)
                standings.append(expected)
        agree(store, model, folder)
        store.close()


def agree(store: CaseStore, model: dict[str, list[Standing]], folder: Path) -> None:
    for case_id, standings in model.items():
        kept = store.get(case_id, who="loopback")
        assert [standing_of(event) for event in kept.events] == standings
    listed = store.listed(who="loopback")
    assert [case.case_id for case in listed] == list(reversed(model))
    assert [case.status for case in reversed(listed)] == [status(standings[-1]) for standings in model.values()]
    assert check(store.database).events == sum(map(len, model.values()))
    if not model:
        return
    write_log(store, folder / "log", who="cli")
    source = CaseStoreSource(folder / "log")
    newest: dict[str, Case] = {}
    for record in source.records():
        case = source.parse(record)
        assert case.revision == (newest[case.case_id].revision if case.case_id in newest else 0) + 1
        newest[case.case_id] = case
    assert newest.keys() == model.keys()
    for case_id, standings in model.items():
        case, last = newest[case_id], standings[-1]
        assert (case.withdrawn, case.diagnosis) == (bool(last.reason), last.diagnosis and last.diagnosis.disease)
        if last.statement is not None:
            assert (case.age, case.sex, case.measurements) == (
                last.statement.age, last.statement.sex, last.statement.measurements,
            )  # fmt: skip


def standing_of(event: Any) -> Standing:
    if event.event == "withdrawn":
        return Standing(None, None, event.reason)
    stated = {name: getattr(event, name) for name in CaseStatement.model_fields}
    return Standing(CaseStatement(**stated), getattr(event, "diagnosis", None), None)


def status(standing: Standing) -> str:
    return "withdrawn" if standing.reason else "confirmed" if standing.diagnosis else "registered"
