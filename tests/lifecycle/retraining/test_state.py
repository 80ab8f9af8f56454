"""Where a round stands after each step, when it is broken off, and when one goes back.

Mirrors: hoofbeat.lifecycle.retraining.steps
"""

from datetime import UTC, datetime, timedelta

from hoofbeat.lifecycle.retraining.state import RoundState, Trigger
from hoofbeat.lifecycle.retraining.steps import STEPS, RoundStep

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
NEW = RoundState(number=1, begun=NOON, triggers=(Trigger(reason="hand", says="somebody"),))


def done(state: RoundState, *steps: RoundStep) -> RoundState:
    for step in steps:
        state = state.begin(step, NOON).finish(step, NOON, f"{step} is done", {f"{step}.txt": "0"}, {"last": step})
    return state


def test_the_steps_come_in_their_order_and_each_is_the_next_once() -> None:
    state, seen = NEW, []
    while (step := state.next) is not None:
        seen.append(step)
        state = done(state, step)
    assert tuple(seen) == STEPS
    assert (STEPS[0], STEPS[-1]) == (RoundStep.PIN, RoundStep.PROMOTE)
    assert state.reached is RoundStep.PROMOTE
    assert RoundState.model_validate_json(state.model_dump_json()) == state


def test_a_step_that_was_broken_off_is_the_next_again_and_keeps_what_it_had_noted() -> None:
    state = done(NEW, RoundStep.PIN).begin(RoundStep.TRAIN, NOON).note(RoundStep.TRAIN, study="7")
    again = state.begin(RoundStep.TRAIN, NOON + timedelta(hours=1))
    assert (state.next, again.next, again.reached) == (RoundStep.TRAIN, RoundStep.TRAIN, RoundStep.PIN)
    assert (again.steps[RoundStep.TRAIN].tries, again.steps[RoundStep.TRAIN].begun.hour) == (2, 13)
    finished = again.finish(RoundStep.TRAIN, NOON, "done", {}, {"model": "mlp"})
    assert finished.steps[RoundStep.TRAIN].facts == {"study": "7", "model": "mlp"}


def test_who_goes_back_to_a_step_forgets_what_that_and_later_ones_knew() -> None:
    state = done(NEW, *RoundStep.SHADOW.before)
    back = state.back_to(RoundStep.GATE)
    assert (state.fact("last"), back.fact("last")) == ("stage", "export")
    assert (back.next, set(back.steps)) == (RoundStep.GATE, set(RoundStep.GATE.before))


def test_a_round_that_has_ended_has_no_next_step() -> None:
    closed = done(NEW, *RoundStep.REGISTER.before).close("refused", NOON, ("Orphan recall fell.",))
    assert (closed.next, closed.reached, closed.fact("last")) == (None, RoundStep.GATE, "gate")
