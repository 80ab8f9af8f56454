"""Counting while the service runs: whole files, a day each, no case to be seen between two of their versions."""

import json
import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from time import monotonic, sleep
from types import SimpleNamespace
from typing import Any
from urllib.error import HTTPError

import pytest

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.domain.case import Case
from hoofbeat.domain.errors import ConfigError
from hoofbeat.monitoring.windows.book import WindowBook
from hoofbeat.monitoring.windows.folder import read_windows
from served_bundle import asked, served
from small_bundles import KNOWN, small_bundle
from watched_world import FIRST, drawn, watched


class Clock:
    def __init__(self) -> None:
        self.day = FIRST

    def __call__(self) -> date:
        return self.day


def ask(book: WindowBook, bundle: Bundle, cases: list[Case]) -> None:
    for case in cases:
        book.add(bundle, case, bundle.differential(case, top=1, explain=False))


def cases_in(folder: Path) -> list[int]:
    _, _, reference = watched()
    found = read_windows(folder, reference.layout)
    assert not found.refused
    return [sum(sketch.cases for sketch in its.values()) for its in found.days.values()]


def test_a_service_counts_what_it_answers_and_lays_it_down_when_it_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By every way that asks for a differential; what is refused is not counted."""
    monkeypatch.setenv("HOOFBEAT_WINDOWS", str(tmp_path / "windows"))
    body = {"findings": [{"id": KNOWN}], "age": 30, "setting": "emergency"}
    packet = {
        "id": "x", "subject": {"id": "y"}, "phenotypicFeatures": [{"type": {"id": KNOWN, "label": "leaf"}}],
        "metaData": {"phenopacketSchemaVersion": "2.0"},
    }  # fmt: skip
    with served(watched()[0]) as address:
        for _ in range(6):
            asked(f"{address}/v1/differential", body)
        with pytest.raises(HTTPError, match="422"):
            asked(f"{address}/v1/differential", {"findings": [{"id": "HP:9999999"}]})
        for _ in range(5):
            asked(f"{address}/v1/differential/phenopacket", packet)
    (path,) = (tmp_path / "windows").iterdir()
    settings = json.loads(path.read_bytes())["settings"]
    assert {name: counted["cases"] for name, counted in settings.items()} == {"emergency": 6, "genetics": 5}
    assert KNOWN not in path.read_text()


def test_two_versions_of_a_file_differ_by_five_cases_or_more(tmp_path: Path) -> None:
    _, bundle, _ = watched()
    book = WindowBook(tmp_path, seconds=0)
    seen = []
    for case in drawn(23, 3):
        ask(book, bundle, [case])
        book.write()
        seen.append(sum(cases_in(tmp_path)))
    steps = {after - before for before, after in pairwise(seen)}
    assert steps == {0, 5}
    book.close()
    assert cases_in(tmp_path) == [20]


def test_each_day_and_bundle_has_a_file_of_its_own(tmp_path: Path) -> None:
    _, bundle, _ = watched()
    clock = Clock()
    book = WindowBook(tmp_path, clock, seconds=0)
    ask(book, bundle, drawn(6, 1))
    clock.day += timedelta(days=1)
    ask(book, bundle, drawn(7, 2))
    book.write()
    ask(book, bundle, drawn(5, 3))
    book.close()
    assert cases_in(tmp_path) == [6, 12]
    assert len(list(tmp_path.iterdir())) == 2


def test_it_writes_by_itself(tmp_path: Path) -> None:
    _, bundle, _ = watched()
    book = WindowBook(tmp_path, seconds=0.05)
    ask(book, bundle, drawn(9, 1))
    deadline = monotonic() + 10
    while not list(tmp_path.glob("*.json")):
        assert monotonic() < deadline
        sleep(0.05)
    book.close()
    assert 5 <= cases_in(tmp_path)[0] <= 9


def test_threads_and_writes_at_once_lose_nothing(tmp_path: Path) -> None:
    _, bundle, _ = watched()
    book = WindowBook(tmp_path, seconds=0.01)
    cases = drawn(40, 5)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda case: ask(book, bundle, [case]), cases * 5))
    book.write()
    counted = sum(cases_in(tmp_path))
    book.close()
    assert 195 < counted <= sum(cases_in(tmp_path)) <= 200


def test_a_bundle_without_reference_is_served_as_before(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    old = Bundle.load(small_bundle(tmp_path / "bundle"))
    assert old.reference is None
    book = WindowBook(tmp_path / "windows", seconds=0)
    with caplog.at_level(logging.WARNING):
        ask(book, old, [Case.model_validate({"case_id": "x", "findings": [{"id": KNOWN}]})] * 6)
    book.close()
    assert not list((tmp_path / "windows").iterdir())
    assert caplog.text.count("has no reference.json") == 1


def test_a_defect_in_counting_is_told_once_by_its_kind(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    _, bundle, _ = watched()
    book = WindowBook(tmp_path, seconds=0)
    broken: Any = SimpleNamespace(findings="Garcia")
    for _ in range(3):
        book.add(bundle, broken, broken)
    book.close()
    assert caplog.text.count("AttributeError") == 1
    assert "Garcia" not in caplog.text


def test_a_place_that_cannot_be_written_is_said_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError, match="HOOFBEAT_WINDOWS"):
        WindowBook(tmp_path / "file", seconds=0)
