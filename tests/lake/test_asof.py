"""Versions and moments that a lake goes back to.

Mirrors: hoofbeat.lake.format
"""

from datetime import UTC, datetime, timedelta

import pytest

from hoofbeat.domain.errors import LakeError
from hoofbeat.lake.asof import parse_as_of, version_at
from hoofbeat.lake.format import Commit

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
HISTORY = [Commit(version, START + timedelta(hours=version), "append") for version in (2, 1, 0)]


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("0", 0),
        ("12", 12),
        ("2026-03-01", datetime(2026, 3, 1, tzinfo=UTC)),
        ("2026-03-01T12:00", START),
        ("2026-03-01T12:00:00Z", START),
        ("2026-03-01T06:00:00-06:00", START),
    ],
)
def test_a_version_or_a_moment_is_read(text: str, meaning: int | datetime) -> None:
    assert parse_as_of(text) == meaning


@pytest.mark.parametrize("text", ["", "-1", "1.5", "yesterday", "2026-13-01", "٣"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(LakeError, match="neither a version nor a moment"):
        parse_as_of(text)


@pytest.mark.parametrize(("minutes", "version"), [(0, 0), (59, 0), (60, 1), (119, 1), (120, 2), (10_000, 2)])
def test_a_moment_means_the_newest_version_committed_by_then(minutes: int, version: int) -> None:
    assert version_at("gold", HISTORY, START + timedelta(minutes=minutes)) == version


def test_before_the_first_commit_there_is_no_version() -> None:
    with pytest.raises(LakeError, match=r"history begins at 2026-03-01T12:00:00\+00:00"):
        version_at("gold", HISTORY, START - timedelta(seconds=1))
