"""Rounds on disk: found again, alone in their directory, and free once who held it was killed.

Mirrors: hoofbeat.locks
"""

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from forked import begin
from hoofbeat.domain.errors import InputError
from hoofbeat.lifecycle.retraining.requests import ask
from hoofbeat.lifecycle.retraining.rounds import Rounds, artefacts, spoilt
from hoofbeat.lifecycle.retraining.state import RoundState, Trigger
from hoofbeat.lifecycle.retraining.steps import RoundStep

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def begun(output: Path, number: int, request: str = "") -> RoundState:
    why = Trigger(reason="hand", says="somebody", request=request)
    state = RoundState(number=number, begun=NOON, triggers=(why,))
    Rounds(output).keep(state)
    return state


def stay(output: Path, number: int) -> None:
    """Hold the directory with a round under way, until killed."""
    with Rounds(output).alone():
        rounds = Rounds(output)
        rounds.keep(begun(output, number).begin(RoundStep.PIN, NOON))
        (output / "holds it").touch()
        time.sleep(600)


def test_rounds_are_listed_by_number_and_the_one_under_way_is_found(tmp_path: Path) -> None:
    rounds = Rounds(tmp_path)
    assert (rounds.all(), rounds.under_way()) == ([], None)
    for number in (1, 2, 10_000):
        rounds.keep(begun(tmp_path, number).close("refused", NOON, ()))
    (rounds.folder / "0003").mkdir()  # broken off before its state was written: it was never begun
    assert [state.number for state in rounds.all()] == [1, 2, 10_000]
    assert rounds.under_way() is None
    begun(tmp_path, 10_001)
    found = rounds.under_way()
    assert found is not None
    assert found.number == 10_001
    with pytest.raises(InputError, match="no round 7"):
        rounds.get(7)
    (rounds.place(10_001) / "state.json").write_text("{}")
    with pytest.raises(InputError, match="cannot be read"):
        rounds.under_way()


def test_a_request_is_pending_until_a_round_names_it(tmp_path: Path) -> None:
    rounds = Rounds(tmp_path)
    first = ask(rounds.requests, "drift", "one", NOON)
    second = ask(rounds.requests, "drift", "two", NOON)
    begun(tmp_path, 1, first.name)
    assert list(rounds.pending()) == [second.name]


def test_a_second_one_is_told_which_round_is_under_way_and_has_it_once_the_first_is_killed(tmp_path: Path) -> None:
    process = begin(stay, tmp_path, 3)
    while not (tmp_path / "holds it").exists():
        assert process.exitcode is None
        time.sleep(0.02)
    rounds = Rounds(tmp_path)
    with pytest.raises(InputError, match="Round 3, at pin since 2026-03-01 12:00:00, is under way"), rounds.alone():
        pass
    process.kill()
    process.join()
    with rounds.alone():
        state = rounds.under_way()
    assert state is not None
    assert (state.number, state.next) == (3, RoundStep.PIN)


def test_what_was_changed_or_is_gone_is_found(tmp_path: Path) -> None:
    (tmp_path / "bundle").mkdir()
    files = [tmp_path / name for name in ("bundle/a", "bundle/b", "never made")]
    for file in files[:2]:
        file.write_text("as it was")
    left = artefacts(tmp_path, files)
    assert list(left) == ["bundle/a", "bundle/b"]
    state = begun(tmp_path, 1).begin(RoundStep.EXPORT, NOON)
    assert spoilt(tmp_path, state) is None
    state = state.finish(RoundStep.EXPORT, NOON, "", left, {})
    assert spoilt(tmp_path, state) is None
    (tmp_path / "bundle/b").write_text("otherwise")
    assert spoilt(tmp_path, state) == (RoundStep.EXPORT, "bundle/b")
    files[0].unlink()
    assert spoilt(tmp_path, state) == (RoundStep.EXPORT, "bundle/a")
