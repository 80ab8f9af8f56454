"""Requests for a round: made once, whoever makes them and how often, and never half."""

from datetime import UTC, datetime, timedelta
from multiprocessing.dummy import Pool
from pathlib import Path

import pytest

from hoofbeat.domain.errors import InputError
from hoofbeat.lifecycle.retraining.requests import ask, asked

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_who_asks_twice_for_the_same_has_asked_once(tmp_path: Path) -> None:
    first = ask(tmp_path / "requests", "drift", "HoofbeatDrift since 2026-03-01T11:00Z", NOON)
    again = ask(tmp_path / "requests", "drift", "HoofbeatDrift since 2026-03-01T11:00Z", NOON + timedelta(hours=1))
    later = ask(tmp_path / "requests", "drift", "HoofbeatDrift since 2026-03-02T11:00Z", NOON + timedelta(days=1))
    by_hand = ask(tmp_path / "requests", "hand", "HoofbeatDrift since 2026-03-01T11:00Z", NOON - timedelta(hours=1))
    assert first == again
    told = asked(tmp_path / "requests")
    assert list(told) == [by_hand.name, first.name, later.name]
    assert told[first.name].asked == NOON


def test_of_many_at_once_one_is_kept_whole_and_no_draft_is_left(tmp_path: Path) -> None:
    with Pool(8) as pool:
        made = pool.map(lambda n: ask(tmp_path, "drift", f"alert {n % 2}", NOON + timedelta(seconds=n)), range(40))
    assert len(set(made)) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted({path.name for path in made})
    assert [one.evidence for one in asked(tmp_path).values()].count("alert 0") == 1


def test_what_is_no_request_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot have this evidence"):
        ask(tmp_path, "drift", "", NOON)
    with pytest.raises(InputError, match="cannot have this reason"):
        ask(tmp_path, "whim", "none", NOON)  # type: ignore[arg-type]
    (tmp_path / "drift-0.json").write_text("{}")
    with pytest.raises(InputError, match=r"drift-0\.json is no request"):
        asked(tmp_path)
    with pytest.raises(InputError, match="is no folder"):
        ask(tmp_path / "drift-0.json", "hand", "somebody", NOON)
