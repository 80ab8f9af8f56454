import re
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hoofbeat.domain.errors import LakeError
from hoofbeat.lake.pseudonyms import KEY_FILE, KEY_FILE_VARIABLE, KEY_VARIABLE, Pseudonyms, lake_key, write_key

KEY = "an invented key of good length"


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    monkeypatch.delenv(KEY_FILE_VARIABLE, raising=False)


def test_a_pseudonym_is_stable_and_tells_sources_and_patients_apart() -> None:
    pseudonyms = Pseudonyms(KEY.encode())
    first = pseudonyms.of("phenopackets", "p1")
    assert re.fullmatch(r"case-[0-9a-f]{16}", first)
    assert first == Pseudonyms(KEY.encode()).of("phenopackets", "p1")
    others = {pseudonyms.of("phenopackets", "p2"), pseudonyms.of("jsonl", "p1")}
    assert len(others | {first}) == 3


def test_another_key_gives_other_pseudonyms() -> None:
    assert Pseudonyms(b"a" * 16).of("s", "p1") != Pseudonyms(b"b" * 16).of("s", "p1")


def test_the_key_file_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    first = Pseudonyms(lake_key(tmp_path / "run")).of("s", "p1")
    key_file = tmp_path / "run" / KEY_FILE
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert Pseudonyms(lake_key(tmp_path / "run")).of("s", "p1") == first
    assert Pseudonyms(lake_key(tmp_path / "other")).of("s", "p1") != first


def test_the_environment_gives_the_key_and_no_file_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    assert Pseudonyms(lake_key(tmp_path)).of("s", "p1") == Pseudonyms(KEY.encode()).of("s", "p1")
    assert list(tmp_path.iterdir()) == []


def test_a_short_key_is_refused_without_being_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "hunter2")
    with pytest.raises(LakeError) as caught:
        lake_key(tmp_path)
    assert "hunter2" not in str(caught.value)


def test_the_environment_may_name_a_file_which_must_be_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_FILE_VARIABLE, str(tmp_path / "secret"))
    with pytest.raises(LakeError, match="cannot be read"):
        lake_key(tmp_path / "run")
    assert not (tmp_path / "secret").exists()
    (tmp_path / "secret").write_text(f"{KEY}\n")
    assert lake_key(tmp_path / "run") == KEY.encode()
    assert not (tmp_path / "run").exists()


def test_the_key_file_of_an_older_version_goes_on_working(tmp_path: Path) -> None:
    older = tmp_path / "lake" / ".pseudonym-key"
    older.parent.mkdir()
    older.write_text(KEY)
    assert lake_key(tmp_path) == KEY.encode()
    assert not (tmp_path / KEY_FILE).exists()


def test_no_key_is_made_for_what_was_written_with_another(tmp_path: Path) -> None:
    with pytest.raises(LakeError, match="restore the key"):
        lake_key(tmp_path, make=False)
    assert list(tmp_path.iterdir()) == []


def test_runs_that_begin_together_take_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: lake_key(tmp_path), range(8)))
    assert len(keys) == 1
    assert [path.name for path in tmp_path.iterdir()] == [KEY_FILE]


def test_a_key_that_is_put_in_place_is_for_its_owner_alone(tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).write_text("an older key that all may read")
    write_key(tmp_path / KEY_FILE, KEY.encode())
    assert lake_key(tmp_path) == KEY.encode()
    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600
