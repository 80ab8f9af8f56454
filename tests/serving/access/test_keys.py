"""API keys: random, kept as hashes, bound to their time, taken back at once."""

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hoofbeat.domain.errors import ConfigError
from hoofbeat.serving.access.keys import ApiKey, KeyRing, new_key, read_keys, written
from hoofbeat.serving.access.roles import Role

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


def made(key_id: str = "ward-3", role: Role = Role.PHYSICIAN, days: int = 30) -> tuple[str, ApiKey]:
    return new_key(key_id, role, days=days, now=NOW)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "access.tsv"


def test_a_key_is_256_random_bits_and_the_file_keeps_its_hash_alone(file: Path) -> None:
    key, stated = made()
    assert key.startswith("hfb_ward-3_")
    secret = key.removeprefix("hfb_ward-3_")
    assert len(bytes.fromhex(secret)) == 32
    assert key != made()[0]
    file.write_text(written([stated]))
    assert secret not in file.read_text()
    assert read_keys(file) == (stated,)


@pytest.mark.parametrize("key_id", ["ward-3", "a", "A_b.c-d", "with_under_scores", "x" * 40])
def test_who_shows_a_key_is_known_by_its_id_and_role(file: Path, key_id: str) -> None:
    key, stated = made(key_id, Role.ENGINEER)
    file.write_text(written([made("other")[1], stated]))
    assert KeyRing(file).bearer(key, NOW) == (key_id, {Role.ENGINEER})


@pytest.mark.parametrize(
    "key_id", ["", "añejo", "two words", "-x", "x" * 41, "a/b", "loopback", "cli", "open", "oidc.x"]
)
def test_an_id_that_could_be_mistaken_is_refused(key_id: str) -> None:
    with pytest.raises(ConfigError, match="ward-3"):
        made(key_id)


def test_anything_but_the_very_key_is_refused(file: Path) -> None:
    key, stated = made()
    other, _ = made()
    file.write_text(written([stated]))
    ring = KeyRing(file)
    last = "0" if key[-1] != "0" else "1"
    changed = (key[:-1], key[:-1] + last, key + "0", key.upper(), f"{key}\n", key.replace("ward-3", "ward-4"))
    hashes = (stated.sha256, f"hfb_ward-3_{stated.sha256}")
    for shown in ("", "hfb_", "é" * 80, other, *hashes, *changed):
        assert ring.bearer(shown, NOW) is None, shown
    assert ring.bearer(key, NOW)


def test_a_key_ends_with_its_time(file: Path) -> None:
    key, stated = made(days=30)
    file.write_text(written([stated]))
    ring = KeyRing(file)
    assert ring.bearer(key, NOW + timedelta(days=30, seconds=-1))
    assert ring.bearer(key, NOW + timedelta(days=30)) is None


def test_a_change_of_the_file_counts_at_once(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    key, stated = made()
    file.write_text(written([stated]))
    ring = KeyRing(file)
    assert ring.bearer(key, NOW)
    file.write_text(written([stated.model_copy(update={"revoked": NOW})]))
    assert ring.bearer(key, NOW) is None
    second, added = made("ward-4")
    file.write_text(written([stated, added]))
    assert ring.bearer(second, NOW)

    with caplog.at_level(logging.ERROR, "hoofbeat.serving"):
        file.write_text(written([stated, added]) + "half a li")
        assert ring.bearer(second, NOW), "while somebody edits the file, those that held go on"
        assert "line 4" in caplog.text
        file.unlink()
        assert ring.bearer(second, NOW) is None
        assert ring.bearer(key, NOW) is None
    assert caplog.text.count("has gone") == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "cannot be read"),
        ("", "no file of keys"),
        ("id\trole\n", "no file of keys"),
        ("HEAD\nward-3\tphysician\n", "line 2: no key"),
        ("HEAD\nROW\nROW\n", "line 3: an id that stands there already"),
        ("HEAD\nR\tking\t2026-11-29T12:00:00Z\t2027-11-29T12:00:00Z\t\t" + "0" * 64 + "\n", "line 2: no key"),
    ],
)
def test_a_file_that_is_none_is_refused_by_its_line(file: Path, text: str | None, says: str) -> None:
    head, row, *_ = written([made()[1]]).split("\n")
    if text is not None:
        file.write_text(text.replace("HEAD", head).replace("ROW", row))
    with pytest.raises(ConfigError, match=says) as told:
        KeyRing(file)
    assert made()[1].sha256 not in str(told.value)
