"""A round, step by step: what stands before each step and after it is written down.

Whoever goes on with the round (the same command after a crash, the next task of a DAG) begins with the first step that
is not done; a step that was broken off is done again.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime

from rich.markup import escape

from hoofbeat.console import console, stage
from hoofbeat.jobs.retrain import registering
from hoofbeat.jobs.retrain.context import RoundContext, StepDone
from hoofbeat.jobs.retrain.settings import RoundResult, RoundSettings
from hoofbeat.lifecycle.retraining.rounds import Rounds, artefacts, spoilt
from hoofbeat.lifecycle.retraining.state import RoundState
from hoofbeat.lifecycle.retraining.steps import STEPS, RoundStep
from hoofbeat.lifecycle.versions import Alias

_REFUSED = "refused"

Work = Callable[[RoundContext], StepDone]


class Stepper:
    """Does the steps of rounds.

    Args:
        told: what the round is told.
        rounds: where it is written down.
    """

    def __init__(self, told: RoundSettings, rounds: Rounds) -> None:
        self._told = told
        self._rounds = rounds

    def sound(self, state: RoundState) -> RoundState:
        """The round, with a step to be done again of whose files one was changed or is gone, and all after it."""
        found = spoilt(self._rounds.place(state.number), state) if state.next is not None else None
        if found is None:
            return state
        console.print(f"  [yellow]![/] {escape(found[1])} was changed or is gone: {found[0]} is done again")
        return self._kept(state.back_to(found[0]))

    def walk(self, state: RoundState, until: RoundStep) -> RoundResult:
        """Do what is not done, up to a step; where nothing is left, or the challenger is refused, the round ends."""
        waiting = ""
        while not waiting and (step := state.next) in (*until.before, until) and not _refusal(state):
            state, waiting = self._step(state, RoundStep(step))
        return RoundResult.of(self._closed(state), self._rounds.place(state.number), waiting)

    def _step(self, state: RoundState, step: RoundStep) -> tuple[RoundState, str]:
        """The round after a step, and what that waits for, if it is not done yet."""
        if step in RoundStep.GATE.onwards[1:] and self._overtaken(state):
            console.print("  [yellow]![/] production is another version than the gate judged: it judges again")
            state, step = state.back_to(RoundStep.GATE), RoundStep.GATE
        state = self._kept(state.begin(step, datetime.now(UTC)))
        work, folder = _work(step), self._rounds.place(state.number)
        with stage(f"Retraining {state.number}: {STEPS.index(step) + 1}/{len(STEPS)} {step}"):
            while (done := work(RoundContext(self._told, folder, state))).again:
                state = self._kept(state.note(step, **done.facts))
        if done.waiting:
            return self._kept(state.note(step, **done.facts)), done.waiting
        facts = {**done.facts, **({_REFUSED: json.dumps(done.refused)} if done.refused else {})}
        console.print(f"  {escape(done.said)}", soft_wrap=True)
        return self._kept(state.finish(step, datetime.now(UTC), done.said, artefacts(folder, done.files), facts)), ""

    def _overtaken(self, state: RoundState) -> bool:
        """Whether production is neither the champion that the gate judged nor the challenger."""
        production = self._told.versions().aliases().get(Alias.PRODUCTION, "")
        return production not in (state.fact("champion"), state.fact("version"))

    def _closed(self, state: RoundState) -> RoundState:
        refused = _refusal(state)
        if not refused and state.next is not None:
            return state
        reasons = refused or (state.steps[RoundStep.PROMOTE].said,)
        state = state.close("refused" if refused else "promoted", datetime.now(UTC), reasons)
        registering.withdraw(RoundContext(self._told, self._rounds.place(state.number), state))
        return self._kept(state)

    def _kept(self, state: RoundState) -> RoundState:
        self._rounds.keep(state)
        return state


def _refusal(state: RoundState) -> tuple[str, ...]:
    said = state.fact(_REFUSED)
    return tuple(json.loads(said)) if said else ()


def _work(step: RoundStep) -> Work:
    """What does a step; imported when it comes, for that of some takes seconds."""
    if step is RoundStep.PIN:
        from hoofbeat.jobs.retrain.pin import pin

        return pin
    if step in (RoundStep.TRAIN, RoundStep.EVALUATE, RoundStep.EXPORT):
        from hoofbeat.jobs.retrain import fitting

        fitted = {RoundStep.TRAIN: fitting.train, RoundStep.EVALUATE: fitting.evaluate}
        return fitted.get(step, fitting.export)
    if step is RoundStep.GATE:
        from hoofbeat.jobs.retrain.judging import judge

        return judge
    if step in (RoundStep.SHADOW, RoundStep.CANARY):
        from hoofbeat.jobs.retrain import watching

        return watching.shadow if step is RoundStep.SHADOW else watching.canary
    moved = {RoundStep.REGISTER: registering.register, RoundStep.STAGE: registering.stage}
    return moved.get(step, registering.promote)
