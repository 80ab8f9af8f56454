"""The log is what docs/sources/case-store.md defines: day files, whole lines, nothing twice, nothing lost."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hoofbeat.cases.log import WrittenLog, write_log
from hoofbeat.cases.records import CaseStatement
from hoofbeat.cases.store import CaseStore
from hoofbeat.domain.errors import CaseStoreError
from hoofbeat.domain.events import ConfirmedDiagnosis, read_event
from hoofbeat.sources.casestore import CaseStoreSource


@pytest.fixture
def three_events(store: CaseStore, clock: Any, statement: CaseStatement, diagnosis: ConfirmedDiagnosis) -> CaseStore:
    """Two of a day, the third just after midnight, UTC."""
    kept = store.register(statement, who="loopback")
    clock.move(hours=9, minutes=29)
    store.confirm(kept.case_id, 1, diagnosis, who="loopback")
    clock.move(minutes=1)
    store.withdraw(kept.case_id, 2, "duplicate", who="loopback")
    return store


def contents(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*.jsonl")}


def test_one_file_a_day_one_line_an_event(three_events: CaseStore, tmp_path: Path) -> None:
    assert write_log(three_events, tmp_path / "log", who="cli") == WrittenLog(3, 2)
    found = contents(tmp_path / "log")
    assert {name: content.count(b"\n") for name, content in found.items()} == {
        "2026-11-23.jsonl": 2, "2026-11-24.jsonl": 1,
    }  # fmt: skip
    assert all(content.endswith(b"\n") for content in found.values())
    source = CaseStoreSource(tmp_path / "log")
    cases = [source.parse(record) for record in source.records()]
    assert [(case.revision, case.diagnosis, case.withdrawn) for case in cases] == [
        (1, None, False), (2, "HBD:0000040", False), (3, None, True),
    ]  # fmt: skip


def test_written_again_it_is_the_same_and_grows_by_what_is_new(
    three_events: CaseStore, tmp_path: Path, statement: CaseStatement
) -> None:
    write_log(three_events, tmp_path / "log", who="cli")
    before = contents(tmp_path / "log")
    assert write_log(three_events, tmp_path / "log", who="cli") == WrittenLog(0, 0)
    assert contents(tmp_path / "log") == before
    three_events.register(statement, who="loopback")
    assert write_log(three_events, tmp_path / "log", who="cli") == WrittenLog(1, 1)
    after = contents(tmp_path / "log")
    assert after["2026-11-23.jsonl"] == before["2026-11-23.jsonl"]
    assert after["2026-11-24.jsonl"].startswith(before["2026-11-24.jsonl"])


def test_a_clock_that_goes_back_appends_to_the_earlier_day(
    three_events: CaseStore, clock: Any, tmp_path: Path, statement: CaseStatement
) -> None:
    write_log(three_events, tmp_path / "log", who="cli")
    before = contents(tmp_path / "log")
    clock.move(hours=-2)
    three_events.register(statement, who="loopback")
    write_log(three_events, tmp_path / "log", who="cli")
    assert contents(tmp_path / "log")["2026-11-23.jsonl"].startswith(before["2026-11-23.jsonl"])
    write_log(three_events, tmp_path / "other", who="cli")
    assert contents(tmp_path / "other") == contents(tmp_path / "log")


def test_a_closed_day_that_was_moved_is_found(three_events: CaseStore, tmp_path: Path) -> None:
    write_log(three_events, tmp_path / "log", who="cli")
    (tmp_path / "log" / "2026").mkdir()
    (tmp_path / "log" / "2026-11-23.jsonl").rename(tmp_path / "log" / "2026" / "2026-11-23.jsonl")
    assert write_log(three_events, tmp_path / "log", who="cli") == WrittenLog(0, 0)
    assert set(contents(tmp_path / "log")) == {"2026/2026-11-23.jsonl", "2026-11-24.jsonl"}


def test_wherever_writing_broke_off_the_next_run_mends_it(
    open_store: Callable[[str], CaseStore], statement: CaseStatement, tmp_path: Path
) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'cases.db'}")
    for _ in range(2):
        store.register(statement.model_copy(update={"findings": statement.findings[:1]}), who="loopback")
    write_log(store, tmp_path / "log", who="cli")
    file = tmp_path / "log" / "2026-11-23.jsonl"
    whole = file.read_bytes()
    feed = whole.index(b"\n")
    for length in (*range(0, len(whole), 11), feed, feed + 1, feed + 2, len(whole) - 1, len(whole)):
        file.write_bytes(whole[:length])
        write_log(store, tmp_path / "log", who="cli")
        assert file.read_bytes() == whole, length


def test_a_disk_that_fills_up_leaves_what_the_next_run_mends(
    three_events: CaseStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_log(three_events, tmp_path / "whole", who="cli")
    write, calls = os.write, []

    def short(file: int, content: bytes) -> int:
        calls.append(len(content))
        if len(calls) > 1:
            raise OSError(28, "No space left on device")
        return write(file, content[:100])

    monkeypatch.setattr("hoofbeat.cases.log.os.write", short)
    with pytest.raises(OSError, match="No space"):
        write_log(three_events, tmp_path / "log", who="cli")
    monkeypatch.undo()
    assert calls[0] > calls[1] > 100, "the lines and their line feeds went in one call"
    assert len(contents(tmp_path / "log")["2026-11-23.jsonl"]) == 100
    write_log(three_events, tmp_path / "log", who="cli")
    assert contents(tmp_path / "log") == contents(tmp_path / "whole")


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("2026-11-23.jsonl", lambda content: content + b'{"event": "registered"}\n'),
        ("2026-11-23.jsonl", lambda content: content + b"PLANTED"),
        ("2026-11-23.jsonl", lambda content: content.replace(b"34.5", b"43.5")),
        ("2026-11-25.jsonl", lambda _: b'{"event": "registered"}\n'),
    ],
)
def test_what_the_store_never_wrote_stops_it_before_anything_is_written(
    three_events: CaseStore, tmp_path: Path, statement: CaseStatement, name: str, damage: Callable[[bytes], bytes]
) -> None:
    write_log(three_events, tmp_path / "log", who="cli")
    file = tmp_path / "log" / name
    file.write_bytes(damage(file.read_bytes() if file.exists() else b""))
    before = contents(tmp_path / "log")
    three_events.register(statement, who="loopback")
    with pytest.raises(CaseStoreError, match=f"{name}.*does not.*new folder") as caught:
        write_log(three_events, tmp_path / "log", who="cli")
    assert "PLANTED" not in str(caught.value)
    assert contents(tmp_path / "log") == before


def test_what_was_erased_is_in_no_new_log(three_events: CaseStore, tmp_path: Path, statement: CaseStatement) -> None:
    write_log(three_events, tmp_path / "log", who="cli")
    erased = read_event(three_events.events_since()[0].text).case_id
    three_events.register(statement, who="loopback")
    three_events.erase(erased, who="cli")
    with pytest.raises(CaseStoreError, match="new folder"):
        write_log(three_events, tmp_path / "log", who="cli")
    assert write_log(three_events, tmp_path / "new", who="cli") == WrittenLog(1, 1)
    assert erased.encode() not in b"".join(contents(tmp_path / "new").values())


def test_a_day_with_two_files_is_told(three_events: CaseStore, tmp_path: Path) -> None:
    write_log(three_events, tmp_path / "log", who="cli")
    (tmp_path / "log" / "copy").mkdir()
    (tmp_path / "log" / "copy" / "2026-11-23.jsonl").write_bytes(b"")
    with pytest.raises(CaseStoreError, match="two files of 2026-11-23"):
        write_log(three_events, tmp_path / "log", who="cli")
