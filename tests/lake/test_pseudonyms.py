import re
import stat
from pathlib import Path

import pytest

from hoofbeat.domain.errors import LakeError
from hoofbeat.lake.pseudonyms import KEY_FILE, KEY_VARIABLE, Pseudonyms

KEY = "an invented key of good length"


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)


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
    first = Pseudonyms.of_lake(tmp_path / "lake").of("s", "p1")
    key_file = tmp_path / "lake" / KEY_FILE
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert Pseudonyms.of_lake(tmp_path / "lake").of("s", "p1") == first
    assert Pseudonyms.of_lake(tmp_path / "other").of("s", "p1") != first


def test_the_environment_gives_the_key_and_no_file_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    assert Pseudonyms.of_lake(tmp_path).of("s", "p1") == Pseudonyms(KEY.encode()).of("s", "p1")
    assert list(tmp_path.iterdir()) == []


def test_a_short_key_is_refused_without_being_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "hunter2")
    with pytest.raises(LakeError) as caught:
        Pseudonyms.of_lake(tmp_path)
    assert "hunter2" not in str(caught.value)
