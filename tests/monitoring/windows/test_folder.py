"""The folder of windows: what is damaged is named, and everything else is counted."""

import json
import os
from datetime import date
from pathlib import Path

import pytest

from hoofbeat.domain.circumstances import Setting
from hoofbeat.domain.errors import InputError
from hoofbeat.monitoring.windows.folder import WindowFile, read_windows
from watched_world import FIRST, days_of, drawn, sketch_of, watched, write_days


def test_files_of_a_day_are_added_up_by_setting(tmp_path: Path) -> None:
    _, bundle, reference = watched()
    for process, setting in (("1-a", Setting.GENETICS), ("2-b", Setting.GENETICS), ("3-c", Setting.EMERGENCY)):
        WindowFile(FIRST, bundle.version, {setting: sketch_of(drawn(10, 1))}).write(tmp_path, process)
    found = read_windows(tmp_path, reference.layout)
    assert {setting: sketch.cases for setting, sketch in found.days[FIRST].items()} == {
        Setting.GENETICS: 20,
        Setting.EMERGENCY: 10,
    }
    assert (found.accepted, dict(found.refused)) == (3, {})


def test_what_is_damaged_is_refused_with_its_reason_and_the_rest_is_read(tmp_path: Path) -> None:
    _, _, reference = watched()
    write_days(tmp_path, days_of(8, 6))
    paths = sorted(tmp_path.glob("*.json"))
    contents = [json.loads(path.read_text()) for path in paths]
    paths[0].write_text(paths[0].read_text()[:-40])
    paths[1].write_text(json.dumps(contents[1] | {"format": 99}))
    paths[2].write_text(json.dumps(contents[2] | {"layout": "another"}))
    paths[3].write_text(json.dumps(contents[3] | {"day": "2026-01-01"}))
    paths[4].write_text(json.dumps(contents[4] | {"settings": {"moon": contents[4]["settings"]["genetics"]}}))
    contents[5]["settings"]["genetics"]["counts"]["sex"] = [1, 2]
    paths[5].write_text(json.dumps(contents[5]))
    paths[6].rename(tmp_path / "lost.json")
    (tmp_path / f".{paths[0].name}.part").write_text("{")  # of a writer that was killed: no window
    found = read_windows(tmp_path, reference.layout)
    assert found.accepted == 1
    assert found.accepted + len(found.refused) == 8
    assert set(found.refused.values()) == {
        "no JSON: it was cut off or changed",
        "of another format than 1, which this version reads",
        "counted for a bundle with another reference",
        "of another day than its name says",
        "of a setting that this version does not know",
        "sex: not as many counts as there are cells",
    }
    assert sum(found.reasons.values()) == 7
    assert list(found.days) == [date(2026, 3, 8)]


def test_only_the_days_asked_for_are_read(tmp_path: Path) -> None:
    write_days(tmp_path, days_of(5, 6))
    found = read_windows(tmp_path, watched()[2].layout, since=date(2026, 3, 2), until=date(2026, 3, 4))
    assert [day.day for day in found.days] == [2, 3, 4]


def test_no_folder_says_which_to_name(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="HOOFBEAT_WINDOWS"):
        read_windows(tmp_path / "none", watched()[2].layout)


def test_a_failed_write_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, bundle, reference = watched()
    window = WindowFile(FIRST, bundle.version, {Setting.GENETICS: sketch_of(drawn(10, 1))})
    path = window.write(tmp_path, "1-a")
    before = path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        WindowFile(FIRST, bundle.version, {Setting.GENETICS: sketch_of(drawn(20, 2))}).write(tmp_path, "1-a")
    assert path.read_bytes() == before
    assert read_windows(tmp_path, reference.layout).accepted == 1
